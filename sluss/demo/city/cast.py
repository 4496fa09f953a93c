"""Who one can be in Älvsund. Everybody here is invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from sluss.people.states import PersonKind, Role

KLK, VOF, UBF, TPF, KOF, ENERGY = "klk", "vof", "ubf", "tpf", "kof", "energi"
CITY = "alvsund-demo"  # the code of the city itself, by which a demo database is known
E, R, C = PersonKind.EMPLOYEE, PersonKind.RESIDENT, PersonKind.COMPANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    key: str
    given: str
    family: str
    kind: PersonKind = E
    title: str = ""
    unit: str = ""
    language: str = "sv"
    roles: tuple[tuple[Role, str], ...] = ()
    deputy: str = ""  # for the first of the roles
    role: str | LazyText = ""  # in the demo's own words
    tries: str | LazyText = ""  # what to try as this person; empty for one who is not on the demo's page
    start: str = "people:me"  # the page to begin at
    start_query: str = ""  # and what to ask it for, where its first view would be empty
    group: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def username(self) -> str:
        return f"demo-{self.key}"

    @property
    def email(self) -> str:
        return f"{self.key}@{'alvsund' if self.kind == E else 'post'}.example"


GIVES, ANSWERS, WATCHES = "gives", "answers", "watches"
GROUPS = ((GIVES, _("Give ideas")), (ANSWERS, _("Answer them")), (WATCHES, _("Keep order")))

CAST = (
    Member(
        key="sara", given="Sara", family="Lindqvist", title="undersköterska", unit="hemtjanst-norr", group=GIVES, start="ideas:gateways",
        role=_("Assistant nurse"),
        tries=_("Give an idea in four minutes before the shift, and see on My page who answers and by when."),
    ),
    Member(
        key="rut", given="Rut", family="Ängström", kind=R, group=GIVES, start="ideas:list",
        role=_("Resident"),
        tries=_("Support a proposal and follow it, and give one of your own."),
    ),
    Member(
        key="petra", given="Petra", family="Nyman", kind=C, title="Bryggan Sensor AB", group=GIVES, start="ideas:my_ideas",
        role=_("Company, Bryggan Sensor AB"),
        tries=_("The city has asked you for more. Answer, and the clock goes on."),
    ),
    Member(
        key="amira", given="Amira", family="Haddad", title="utvecklingsledare", unit=VOF, roles=((Role.LEAD, VOF),), deputy="lars",
        group=ANSWERS, start="gates:queue",
        role=_("Innovation lead, health and care"),
        tries=_("Open the work queue: something new to read first, something late, and all you need for the answer on one page."),
    ),
    Member(
        key="lars", given="Lars", family="Öberg", title="verksamhetsutvecklare", unit=VOF, group=ANSWERS, start="gates:queue",
        start_query="tab=units",
        role=_("Amira's deputy"),
        tries=_("Step in for Amira: you may do all that she may, and are told when an answer is late."),
    ),
    Member(
        key="nadja", given="Nadja", family="Holmgren", title="demokratisamordnare", unit=KLK, roles=((Role.LEAD, KLK),), deputy="oskar",
        group=ANSWERS, start="gates:queue",
        role=_("Innovation lead, residents' proposals"),
        tries=_("Read a proposal that came in last night and let others find it, or answer one that has the support it needs."),
    ),
    Member(
        key="berit", given="Berit", family="Åkerlund", title="enhetschef", unit="almgarden", roles=((Role.ASSESSOR, VOF),),
        group=ANSWERS, start="gates:queue",
        role=_("Assessor, health and care"),
        tries=_("Assess an idea without knowing whose it is."),
    ),
    Member(
        key="carim", given="Carim", family="Nyström", title="controller", unit=KLK, roles=((Role.ASSESSOR, CITY),),
        group=ANSWERS, start="gates:queue",
        role=_("Assessor, the whole city"),
        tries=_("Assess ideas from all departments; others' points are shown when yours are in."),
    ),
    Member(
        key="disa", given="Disa", family="Falk", title="förvaltningsdirektör", unit=VOF, roles=((Role.DECISION_MAKER, VOF),),
        group=ANSWERS, start="gates:queue",
        start_query="tab=units",
        role=_("Decision-maker, health and care"),
        tries=_("Decide on delegation whether a pilot goes on, and correct a decision that was wrong."),
    ),
    Member(
        key="oskar", given="Oskar", family="Sjöholm", title="innovationsstrateg", unit=KLK, roles=((Role.OFFICE, CITY),),
        group=WATCHES, start="gates:queue", start_query="tab=all",
        role=_("Innovation office"),
        tries=_("See what is late in the whole city, and hand a case over to somebody who has time."),
    ),
    Member(
        key="rebecka", given="Rebecka", family="Holm", title="registrator", unit=KLK, roles=((Role.REGISTRAR, CITY),), group=WATCHES,
        role=_("Registrar"),
        tries=_("Find what is to be registered, and give it a number from the diary."),
    ),
    Member(
        key="kim", given="Kim", family="Ålander", title="kommunikatör", unit=KLK, roles=((Role.COMMUNICATOR, CITY),), group=WATCHES,
        start="ideas:list",
        role=_("Communicator"),
        tries=_("Read what is not yet shown to others, and see what is being carried out right now."),
    ),
    Member(
        key="arvid", given="Arvid", family="Ström", title="revisor", unit=KLK, roles=((Role.AUDITOR, CITY),), group=WATCHES,
        start="gates:processes",
        role=_("Auditor"),
        tries=_("Read the processes and every decision, with who decided what, when and why."),
    ),
    Member(
        key="adina", given="Adina", family="Zetter", title="systemförvaltare", unit=KLK, roles=((Role.ADMINISTRATOR, CITY),),
        group=WATCHES,
        role=_("Administrator"),
        tries=_("Manage people, units and roles – and find that unreleased ideas are not for you to read."),
    ),
)  # fmt: skip

# They answer and decide too, but one cannot be them.
BEHIND = (
    Member(key="wilma", given="Wilma", family="Ek", title="utvecklingsledare", unit=TPF, roles=((Role.LEAD, TPF),), deputy="torgny"),
    Member(key="torgny", given="Torgny", family="Lund", title="driftchef", unit="gatudrift"),
    Member(key="jonas", given="Jonas", family="Wikström", title="utvecklingsledare", unit=UBF, roles=((Role.LEAD, UBF),), deputy="marika"),
    Member(key="marika", given="Marika", family="Sved", title="skolchef", unit=UBF, roles=((Role.DECISION_MAKER, UBF),)),
    # She has left since, and what she had is let go.
    Member(key="gunilla", given="Gunilla", family="Frisk", title="verksamhetschef", unit=UBF, roles=((Role.DECISION_MAKER, UBF),)),
    Member(key="elin", given="Elin", family="Sundqvist", title="bibliotekschef", unit=KOF, roles=((Role.LEAD, KOF),), deputy="vera"),
    Member(key="vera", given="Vera", family="Malm", title="verksamhetsutvecklare", unit=KOF),
    Member(key="mattias", given="Mattias", family="Rehn", title="utvecklingschef", unit=ENERGY, roles=((Role.LEAD, ENERGY),)),
    Member(key="larkan-en", given="Nora", family="Whitfield", title="förskollärare", unit="larkan", language="en"),
    Member(key="henrik", given="Henrik", family="Dahl", title="kommundirektör", unit=KLK, roles=((Role.DECISION_MAKER, KLK),)),
)
