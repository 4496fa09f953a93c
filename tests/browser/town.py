"""A small city with an idea in every state that looks different on a page, all made by the real actions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from sluss.core import clock, jobs
from sluss.core.ids import uid
from sluss.core.tests.sent_files import pdf, photo, xlsx
from sluss.gates import actions as gates
from sluss.gates import definitions
from sluss.gates.models import Case
from sluss.gates.states import BarrierKind, BarrierState, Capacity, CoachingKind, Finding, Outcome, Part, ProblemKind
from sluss.gates.tests import walks
from sluss.ideas import actions
from sluss.ideas.actions import Contact, Texts
from sluss.ideas.models import Challenge, Gateway, Idea, Theme
from sluss.ideas.seed import COMPANIES, EMPLOYEES, ONGOING, RESIDENTS
from sluss.ideas.states import AdoptionAnswer, BenefitKind
from sluss.ideas.tests import giving, many
from sluss.journal import actions as journal
from sluss.journal.actions import follow
from sluss.journal.states import Visibility
from sluss.people.models import Person
from sluss.people.tests.cast import Cast
from sluss.records import actions as records

TODAY = date(2026, 3, 10)  # a Tuesday
REASON = "Behovet är tydligt, och vi har folk som kan."
LONG = "Realisationsvinstbeskattningsutredningsgruppens dörr stannar när det är kallare än fem grader på Hemtjänsten Norr"
NEEDED = 3  # supporters, where the shipped process asks for 200


@dataclass
class Town:
    cast: Cast
    challenges: dict[str, Challenge] = field(default_factory=dict)
    match: int = 0  # a need that waits for its owner
    taken_back: int = 0  # one that does not
    ideas: dict[str, Idea] = field(default_factory=dict)
    code: str = ""  # the receipt of one without an account
    draft: str = ""

    def case(self, name: str) -> Case:
        return giving.case_of(self.ideas[name])

    def idea_path(self, name: str, rest: str = "") -> str:
        idea = giving.fresh(self.ideas[name])
        return f"/ideer/{idea.pk}-{idea.subject.address}{rest}"

    def challenge_path(self, name: str, rest: str = "") -> str:
        challenge = Challenge.objects.select_related("subject").get(pk=self.challenges[name].pk)
        return f"/utmaningar/{challenge.pk}-{challenge.subject.address}{rest}"

    def case_path(self, name: str, rest: str = "") -> str:
        return f"/arenden/{self.case(name).pk}{rest}"

    def give(
        self, name: str, title: str, *, by: Person | None = None, slug: str = EMPLOYEES, released: bool = True, **changes: object
    ) -> Idea:
        """An idea of the name, given by Sara unless another is named, and read by Amira unless it is not to be."""
        texts = changes.pop("texts", None) or Texts(title=title, need=giving.NEED)
        giver = by if by is not None or slug in {RESIDENTS, COMPANIES} else self.cast.sara
        receipt = giving.submitted(giver, slug, texts=texts, **changes)
        self.ideas[name] = receipt.idea
        self.code = receipt.code or self.code
        if released:
            giving.released(receipt.idea, self.cast.amira)
        return receipt.idea

    def walk(self, name: str, stage: str) -> Case:
        giving.advanced(self.ideas[name], self.cast.amira, stage)
        return self.case(name)


def small_threshold() -> None:
    """The residents' process as shipped, but for how many must support: three people can do what two hundred do."""
    shipped = definitions.read(definitions.SHIPPED / f"{RESIDENTS}.yaml")
    stages = [stage | ({"threshold": NEEDED} if stage["threshold"] else {}) for stage in shipped.stages]
    gates.load_process(replace(shipped, stages=stages))


def make_town(cast: Cast) -> Town:
    giving.base(cast.units.city)
    for slug in (RESIDENTS, COMPANIES):
        giving.way(slug, unit=cast.units.care)
    town = Town(cast)
    with clock.at(date(2025, 9, 1)):
        _old(town)
    with clock.at(date(2026, 2, 2)):
        _winter(town)
        _together(town)
    with clock.at(date(2026, 3, 2)):
        _last_week(town)
    small_threshold()
    many.ideas(25, cast.units.works, at=lambda n: clock.now() - timedelta(days=40, minutes=n), theme=Theme.objects.get(key="stadsmiljo"))
    giving.worker()
    return town


def _old(town: Town) -> None:
    cast = town.cast
    town.give("spread", "Larm som inte väcker grannen", visibility=Visibility.ALL)
    case = town.walk("spread", "spridning")
    gates.close(case, by=cast.amira, outcome=Outcome.FULLY, reason="Alla enheter har **tyst larm** nu.")
    town.give("missed", "Bastu vid älven", slug=RESIDENTS, contact=Contact(name="Bo Ek", email="bo@post.example"))
    town.walk("missed", "stod")
    with clock.at(date(2026, 1, 12)):
        jobs.run_due(regardless=True)


def _winter(town: Town) -> None:
    cast = town.cast
    town.give("late", "Frukost före sju", released=False)
    town.give("parked", "Gemensam bilpool", visibility=Visibility.ALL)
    gates.park(town.case("parked"), by=cast.amira, until=TODAY + timedelta(days=30), reason="Vi väntar på nästa budget.")
    town.give("withdrawn", "Ny kaffemaskin", visibility=Visibility.ALL)
    actions.withdraw(town.ideas["withdrawn"], by=cast.sara, reason="Vi har fått en.")
    town.give("not", "Gratis parkering för personalen", visibility=Visibility.ALL)
    gates.close(
        town.case("not"), by=cast.amira, outcome=Outcome.NOT, reason="Nämnden har sagt nej: det går emot planen för färre bilar.",
        capacity=Capacity.BOARD, body="Äldrenämnden", paragraph="§ 112",
    )  # fmt: skip
    town.give("trial", "Armband i stället för nycklar", visibility=Visibility.ALL)
    town.walk("trial", "pilot")
    _rich(town)
    _secret(town)


def _secret(town: Town) -> None:
    """One part marked by the city, another claimed by the giver, and both hidden from most."""
    texts = Texts(title="Halkfria golv", need=giving.NEED, solution="Tre delar kvarts och en del vattenglas.", benefit="Färre fall.")
    idea = town.give("secret", texts.title, texts=texts, visibility=Visibility.ALL, claims=("benefit",))
    records.mark(
        giving.fresh(idea).subject, by=town.cast.amira, fields=["solution"], ground="31 kap. 16 § OSL", reason="Receptet är företagets."
    )


def _rich(town: Town) -> None:
    """The page with most on it: long words, several texts and versions, assessments, decisions and a correction."""
    cast = town.cast
    texts = Texts(
        title=LONG,
        need=f"{giving.NEED}\n\n- på vintern\n- på **natten**\n\nhttps://alvsund.example/{'lang-adress-' * 12}",
        solution="En värmeslinga i tröskeln, som i [stadshuset](https://alvsund.example).",
        benefit="Vi spar en kvart vid varje pass.",
        unknowns="Vad drar den i ström?",
        spot="Entrén mot gården",
        beneficiaries=("residents", "employees"),
        theme=Theme.objects.get(key="omsorg"),
        place=many.places()["norr"],
    )
    key = uid()
    picture = journal.choose(photo(f"{LONG}.jpg", size=(800, 600)), form_key=key, owner=cast.sara)
    journal.describe_chosen(picture, text="Tröskeln i entrén, full av snö.")
    for upload in (photo(size=(300, 900), colour="teal", turned=1), xlsx(f"{LONG}.xlsx")):
        journal.choose(upload, form_key=key, owner=cast.sara)
    idea = town.give("rich", LONG, texts=texts, show_name=True, visibility=Visibility.ALL, form_key=key)
    actions.send_file(idea, pdf(), by=cast.sara, secret=True)
    actions.add_file(town.case("rich"), photo("besök.jpg", colour="olive"), by=cast.amira)
    actions.edit(idea, by=cast.sara, texts=replace(texts, solution="En värmeslinga i tröskeln räcker."))
    case = town.walk("rich", "bedomning")
    for assessor, points in ((cast.assessor, 4), (cast.assessor2, 2)):
        gates.assess(case, by=assessor, reason="Stor nytta för få pengar.", scores={c["key"]: points for c in case.stage.criteria})
    decision = gates.advance(town.case("rich"), by=cast.amira, reason="Två bedömare av två säger ja.")
    gates.correct(decision, by=cast.amira, reason="En av dem var tveksam; det står nu i bedömningen.")
    gates.recommend(town.case("rich"), by=cast.amira, reason="Rådet vill se en pilot.", body="Innovationsrådet", paragraph="punkt 4")
    walks.planned(town.case("rich"), cast.amira)
    gates.ask_receiver(town.case("rich"), by=cast.amira, unit=cast.units.care, question="Värmeslingan och **driften** av den från januari.")
    for person in (cast.lars, cast.outsider, cast.wilma):
        actions.support(idea, by=person)
    follow(giving.fresh(idea).subject, by=cast.rut)


def _together(town: Town) -> None:
    """What is done around a case: small tests and a plan, units in it, help, what blocks, what is gained, and who takes it up."""
    cast = town.cast
    town.give("tried", "Larm som stör på natten", visibility=Visibility.ALL)
    case = town.walk("tried", "koncept")
    gates.sort_problem(case, kind=ProblemKind.COMPLEX, reason="Ingen vet varför det låter.", by=cast.amira)
    for hypothesis in ("Telefonen väcker färre än klockan.", "Mjuka hjul hörs mindre.", LONG):
        test = gates.plan_experiment(
            case, hypothesis=hypothesis, test="En natt i taget.", how_long="två veckor", with_whom="nattpatrullen", by=cast.amira
        )
        if test.number < 3:
            gates.start_experiment(test, by=cast.amira)
        if test.number < 2:
            gates.learn(test, learnt="Färre vaknade.", held=Finding.YES, repeatable=Finding.UNSURE, by=cast.amira)
    one = gates.ask_unit(case, unit=cast.units.works, part=Part.TAKES, reason="Ni sköter huset.", by=cast.amira)
    gates.answer_ask(one, accept=True, by=cast.wilma)
    gates.coach(
        case, kind=CoachingKind.ADVICE, text="Skriv upp klockslagen.", next_step="Ring natten", next_on=TODAY, for_giver=True, by=cast.amira
    )
    barrier = gates.note_barrier(kind=BarrierKind.PROCUREMENT, words=LONG, case=case, unit=cast.units.care, owner=cast.lars, by=cast.amira)
    gates.change_barrier(barrier, state=BarrierState.LIFTED, lifted_to="Inköpsrådet", reason="Avtalet löper ut i höst.", by=cast.amira)
    gates.note_barrier(kind=BarrierKind.TIME, words="Ingen hinner mellan passen.", unit=cast.units.care, by=cast.amira)
    actions.claim_benefit(
        case, kind=BenefitKind.TIME, for_whom="Natten", amount=Decimal(12000), unit="timmar", measured_how="Larmen räknas.", by=cast.amira
    )
    town.give("planned", "Gemensam nyckelrutin", visibility=Visibility.ALL)
    case = town.walk("planned", "koncept")
    gates.sort_problem(case, kind=ProblemKind.COMPLICATED, reason="Vi vet hur man gör.", by=cast.amira)
    gates.plan_step(case, what="Fråga juristen", who="Lars", due_on=TODAY, by=cast.amira)
    gates.ask_unit(case, unit=cast.units.works, part=Part.OWNS, reason="Ni har låsen.", by=cast.amira)
    town.give("taken_up", "Lånecyklar mellan enheterna", visibility=Visibility.ALL)
    case = town.walk("taken_up", "spridning")
    city, works, _energy = actions.ask_to_adopt(case, units=[cast.units.city, cast.units.works, cast.units.energy], by=cast.amira)
    actions.take_back_request(city, by=cast.amira, reason="Vi prövar med förvaltningarna först.")
    actions.answer_adoption(works, answer=AdoptionAnswer.ADAPT, reason="Vi tar lastcyklar.", by=cast.wilma)


def _company(town: Town) -> None:
    """An offer that is tied to a need, and work that had begun."""
    cast = town.cast
    way, ongoing = giving.way(COMPANIES), giving.way(ONGOING)
    town.give("offer", "Sensor för brunnar", by=cast.company, slug=COMPANIES, replies=replace(giving.replies(way), checks=_no(way)))
    town.give("matched", "Lådcyklar att låna", by=cast.company, slug=COMPANIES, replies=giving.replies(way))
    case = town.walk("matched", "matchning")
    first = gates.match(case, by=cast.amira, unit=cast.units.care, need="Korta turer tar lång tid med bil.")
    gates.answer_match(first, by=cast.amira, accepts=False, reason="Vi har redan cyklar.")
    asked = gates.match(case, by=cast.amira, unit=cast.units.energy, need="Montörerna har korta turer.")
    town.taken_back = gates.take_back_match(asked, by=cast.amira, reason="Montörerna har egna cyklar.").pk
    town.match = gates.match(case, by=cast.amira, unit=cast.units.works, need="Parkdriften har fyra bilar för korta turer.").pk
    town.give("ongoing", "Digitala lås", slug=ONGOING, replies=giving.replies(ongoing))


def _no(way: Gateway) -> dict[str, str]:
    return dict(giving.replies(way).checks) | {"utan_kop": "no"}


def _challenges(town: Town) -> None:
    cast = town.cast
    facts = actions.Facts(
        title="Hur märker vi att något har hänt på natten?",
        text="Den som bor ensam är orolig. I dag tittar vi in och väcker dem som sover.",
        need_owner=cast.units.care,
        gateway=giving.way(EMPLOYEES),
        receiver=cast.units.care,
        mandate="Förvaltningsdirektören beslutar upp till 500 000 kronor.",
        opens_on=TODAY - timedelta(days=8),
        closes_on=TODAY + timedelta(days=30),
        budget=300_000,
    )
    town.challenges["draft"] = actions.draft_challenge(by=cast.amira, facts=replace(facts, title="Mindre matsvinn", budget=None))
    for name in ("open", "closed", "unanswered"):
        made = actions.draft_challenge(by=cast.amira, facts=replace(facts, title=f"{facts.title} {name.upper()}"))
        town.challenges[name] = actions.open_challenge(made, by=cast.decider)
    until = TODAY + timedelta(days=60)
    actions.prolong_challenge(town.challenges["open"], by=cast.amira, until=until, reason="Flera vill hinna prova först.")
    actions.close_challenge(town.challenges["closed"], by=cast.amira, result="Vi provar **golvlarm** hos sex personer.")
    town.give("answering", "Matta som känner fall", replies=actions.Replies(challenge=town.challenges["open"]))


def _board(town: Town) -> None:
    """What waits for a board, which has met once and meets again."""
    cast = town.cast
    days = [TODAY + timedelta(weeks=4 * number, days=1) for number in range(-8, 4)]
    gates.enter_meetings(cast.units.care_board, by=cast.registrar, days=days)
    gates.call_off_meeting(cast.units.care_board.meetings.get(on=days[-1]), by=cast.registrar)
    town.give("lifted", "Tyst larm på natten", visibility=Visibility.ALL)
    case = town.walk("lifted", "bedomning")
    for assessor, points in ((cast.assessor, 5), (cast.assessor2, 1)):
        scores = {c["key"]: 3 for c in case.stage.criteria} | {"nyhet": points}
        gates.assess(case, by=assessor, reason="Ovanligt, och svårt att veta.", scores=scores)
    gates.recommend(town.case("lifted"), by=cast.amira, reason="Rådet vill se en pilot.", body="Innovationsrådet", lift=True)


def _last_week(town: Town) -> None:
    cast = town.cast
    _company(town)
    _challenges(town)
    _board(town)
    town.give("blind", "Nattpatrull med elcykel", visibility=Visibility.ALL)
    case = town.walk("blind", "bedomning")
    gates.assess(case, by=cast.assessor, reason="Det här löser ett verkligt problem.", scores={c["key"]: 5 for c in case.stage.criteria})
    town.give("asked", "Byt ut pappersscheman", visibility=Visibility.ALL)
    gates.ask(town.case("asked"), by=cast.amira, reason="Hur många scheman gäller det?")
    town.give("answered", "Skyltar i trapphusen", visibility=Visibility.ALL)
    gates.ask(town.case("answered"), by=cast.amira, reason="I vilka hus?")
    idea = giving.fresh(town.ideas["answered"])
    actions.complete(idea, by=cast.sara, texts=actions.values.texts_of(idea), answer="I alla fyra på Norra älvstranden.")
    town.give("staff", "Delat omklädningsrum", visibility=Visibility.EMPLOYEES)
    town.give("handlers", "Nycklar till medicinskåpen", visibility=Visibility.HANDLERS)
    english = Texts(title="Bicycle parking at the depot", need="Bikes rust.")
    town.give("english", english.title, texts=english, language="en", visibility=Visibility.ALL)
    town.give("new", "Vikbara stolar i hallen", released=False)
    town.give("proposal", "Belys gångvägen vid kanalen", by=cast.rut, slug=RESIDENTS)
    town.walk("proposal", "stod")
    actions.support(town.ideas["proposal"], by=cast.outsider)
    town.give(
        "guest", "Fler soptunnor vid badet", slug=RESIDENTS, released=False, contact=Contact(name="Eva Lind", email="eva@post.example")
    )
    key = uid()
    actions.save_draft(owner=cast.sara, gateway=giving.way(), key=key, data={"need": "Vi behöver en bänk", "title": "En bänk"})
    town.draft = str(key)
    journal.choose(photo(), form_key=key, owner=cast.sara)
