"""An idea comes in: all of it or nothing, once, and to nobody's eyes before it is released."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sluss.core import clock
from sluss.core.ids import uid
from sluss.core.verdict import NotAllowed
from sluss.gates.models import Case, Promise
from sluss.gates.queries import stages_in
from sluss.gates.states import Phase
from sluss.gates.tests.test_races import race
from sluss.ideas import actions
from sluss.ideas.actions import Contact, Texts, codes
from sluss.ideas.models import Draft, Idea, IdeaVersion, Submission, Terms, Theme
from sluss.ideas.seed import RESIDENTS
from sluss.ideas.states import Release, Status
from sluss.journal.models import Event, Subject
from sluss.journal.states import Visibility
from sluss.people.actions import end_role
from sluss.people.models import RoleHolding

from . import giving

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Subject, Idea, IdeaVersion, Submission, Case, Promise, Event))


def test_everything_that_belongs_to_an_idea_is_made(base):
    theme = Theme.objects.get(key="omsorg")
    texts = Texts(
        need=giving.NEED,
        title="  Nycklar   på ett ställe ",
        solution="Ett skåp vid ingången.",
        beneficiaries=("employees", "visitors"),
        theme=theme,
        spot="Hemtjänsten Norr",
    )
    receipt = giving.submitted(base.sara, texts=texts, visibility=Visibility.EMPLOYEES, show_name=True, language="en")
    idea = giving.fresh(receipt.idea)
    assert (idea.subject.kind, idea.subject.title, idea.subject.address) == ("idea", "Nycklar på ett ställe", "nycklar-pa-ett-stalle")
    assert (idea.subject.visibility, idea.subject.reach, idea.subject.language) == (Visibility.EMPLOYEES, Visibility.HANDLERS, "en")
    assert (idea.phase, idea.status) == (Phase.NEED, Status.IN_PROGRESS)
    assert (idea.in_public_list, idea.in_staff_list) == (False, False)
    assert idea.excerpt == giving.NEED
    assert (idea.submission.person, idea.submission.show_name, idea.submission.receipt_hash) == (base.sara, True, None)
    assert idea.submission.terms == idea.gateway.terms
    version = idea.versions.get()
    assert version.texts == {
        "need": giving.NEED,
        "solution": "Ett skåp vid ingången.",
        "benefit": "",
        "unknowns": "",
        "spot": "Hemtjänsten Norr",
        "beneficiaries": ["employees", "visitors"],
        "theme": "omsorg",
        "place": "",
    }
    assert receipt.case.promises.get().due_on > clock.today()
    kinds = Event.objects.filter(subject=idea.subject).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["case.opened", "idea.submitted"]


def test_the_need_alone_is_enough_and_gives_a_title(base):
    receipt = giving.submitted(base.sara, texts=Texts(need="Skrivaren på plan två står still varje måndag. Ingen vet varför."))
    assert receipt.idea.subject.title == "Skrivaren på plan två står still varje måndag"


@pytest.mark.parametrize("need", ["", "  ", "\x00\u200b\n", "\ud800"])
def test_without_a_need_nothing_is_made(base, need):
    before = rows()
    with pytest.raises(NotAllowed):
        giving.submitted(base.sara, texts=Texts(need=need))
    assert rows() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "need", ["!!!", "🚲", "a", "\x00Hej\ud800då", "x" * 10_000, "å\u0308\u0308", "<script>alert(1)</script>", "'; DROP TABLE"]
)
def test_odd_needs_come_in_whole(base, need):
    idea = giving.submitted(base.sara, texts=Texts(need=need)).idea
    assert idea.need.replace("\x00", "")
    assert idea.subject.title
    assert idea.subject.address


@pytest.mark.parametrize("field", ["need", "solution", "benefit", "unknowns"])
def test_too_long_texts_are_refused_in_words(base, field):
    with pytest.raises(NotAllowed, match=r"10000|10 000"):
        giving.submitted(base.sara, texts=Texts(**{"need": "Ja", field: "x" * 10_001}))


# --- Where it goes ------------------------------------------------------------------------------------------------------


def test_an_employees_idea_goes_to_the_lead_of_the_own_department(base):
    assert base.sara.unit == base.units.home_care
    assert giving.submitted(base.fresh(base.sara)).case.receiving_unit == base.units.care
    assert giving.submitted(base.fresh(base.outsider)).case.receiving_unit == base.units.works


def test_without_a_lead_it_goes_where_the_gateway_says(base):
    holding = RoleHolding.objects.get(role="lead", unit=base.units.care)
    end_role(holding=holding, by=None)
    with clock.at(clock.today() + timedelta(days=3)):
        assert giving.submitted(base.fresh(base.sara)).case.receiving_unit == base.units.city


def test_a_residents_idea_goes_where_the_gateway_says(base):
    giving.way(RESIDENTS, unit=base.units.works)
    receipt = giving.submitted(None, RESIDENTS)
    assert (receipt.case.receiving_unit, receipt.idea.unit, receipt.idea.subject.unit) == (base.units.works,) * 3


# --- Who may -------------------------------------------------------------------------------------------------------------


def test_employees_only(base):
    for who in (None, base.rut, base.company):
        with pytest.raises(NotAllowed):
            giving.submitted(who)


@pytest.mark.parametrize(("opens", "closes", "open_"), [(-1, 1, True), (0, 0, True), (1, 2, False), (-2, -1, False), (None, None, True)])
def test_a_gateway_is_open_from_its_first_day_to_its_last(base, opens, closes, open_):
    def day(days: int | None) -> date | None:
        return None if days is None else clock.today() + timedelta(days=days)

    gateway = giving.way(opens_on=day(opens), closes_on=day(closes))
    if open_:
        assert giving.submitted(base.sara, gateway=gateway)
    else:
        with pytest.raises(NotAllowed):
            giving.submitted(base.sara, gateway=gateway)


def test_the_terms_must_be_those_that_hold_now(base):
    old = giving.way().terms
    giving.way(terms=Terms.objects.create(version="2", text={"sv": "Nya"}))
    with pytest.raises(NotAllowed):
        giving.submitted(base.sara, terms=old)


# --- Once ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["sara", None])
def test_sent_twice_it_is_one_idea_and_the_same_receipt(base, who):
    person, slug, key = (base.sara, "medarbetaride", uid()) if who else (None, RESIDENTS, uid())
    first = giving.submitted(person, slug, form_key=key)
    before = rows()
    second = giving.submitted(person, slug, form_key=key, texts=Texts(need="En annan text"))
    assert rows() == before
    assert (second.idea.pk, second.case, second.code, second.again) == (first.idea.pk, first.case, first.code, True)
    assert giving.fresh(first.idea).need == giving.NEED


def test_sent_again_after_closing_time_it_is_still_the_same_receipt(base):
    key = uid()
    first = giving.submitted(base.sara, form_key=key)
    gateway = giving.way(closes_on=clock.today() - timedelta(days=1))
    assert giving.submitted(base.sara, gateway=gateway, form_key=key).idea == first.idea


def test_another_persons_form_key_gives_nothing_away(base):
    key = uid()
    giving.submitted(base.sara, form_key=key)
    for who, slug in ((base.outsider, "medarbetaride"), (None, RESIDENTS)):
        with pytest.raises(NotAllowed):
            giving.submitted(who, slug, form_key=key)
    residents = uid()
    giving.submitted(None, RESIDENTS, form_key=residents)
    with pytest.raises(NotAllowed):
        giving.submitted(base.sara, form_key=residents)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sent_many_times_at_once_it_is_one_idea(cast):
    giving.base(cast.units.city)
    for number in range(8):
        key, gateway, given = uid(), giving.way(RESIDENTS), []
        before = rows()

        def send(key=key, gateway=gateway, given=given):
            given.append(giving.submitted(None, gateway=gateway, form_key=key))

        assert race(*[send] * 4) == ["won"] * 4, f"race {number}"
        assert len({(receipt.idea.pk, receipt.code) for receipt in given}) == 1
        assert sorted(receipt.again for receipt in given) == [False, True, True, True]
        assert [now - then for now, then in zip(rows(), before, strict=True)][:6] == [1] * 6


@pytest.mark.django_db(transaction=True)
def test_different_ideas_at_once_do_not_stand_in_each_others_way(cast):
    giving.base(cast.units.city)
    gateway = giving.way()
    people = [cast.fresh(person) for person in (cast.sara, cast.outsider, cast.lars, cast.amira)]
    assert race(*[partial(giving.submitted, person, gateway=gateway) for person in people]) == ["won"] * 4
    assert Idea.objects.count() == 4


def test_a_failure_in_the_middle_leaves_nothing(base, monkeypatch):
    before = rows()

    def fail(*args, **kwargs):
        raise RuntimeError("the lock is broken")

    monkeypatch.setattr("sluss.ideas.actions.giving.gates.open_case", fail)
    with pytest.raises(RuntimeError):
        giving.submitted(base.sara)
    assert rows() == before


# --- The receipt code ------------------------------------------------------------------------------------------------------


def test_the_code_is_kept_as_a_hash_alone(base):
    receipt = giving.submitted(None, RESIDENTS, contact=Contact(name=" Rut  Ängström", email="RUT@post.example "))
    submission = Submission.objects.get(pk=receipt.idea.pk)
    assert (submission.name, submission.email, submission.email_verified_at) == ("Rut Ängström", "rut@post.example", None)
    assert len(receipt.code) == 14
    assert receipt.code not in str([list(model.objects.values_list()) for model in (Submission, Idea, Event, Subject)])
    assert submission.receipt_hash in codes.receipt_hashes(receipt.code.lower().replace("-", " "))
    assert submission.receipt_hash not in codes.receipt_hashes(receipt.code[:-1])


def test_a_code_outlives_a_change_of_the_secret_key(base, settings):
    receipt = giving.submitted(None, RESIDENTS)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key altogether"
    assert Submission.objects.get(pk=receipt.idea.pk).receipt_hash in codes.receipt_hashes(receipt.code)


def test_codes_differ_and_can_be_read_aloud():
    made = {codes.receipt_of(uid()) for _ in range(500)}
    assert len(made) == 500
    assert not set("".join(made)) & set("01258BILOSZ")


# --- Release ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("visibility", Visibility)
def test_at_once_or_after_reading(base, visibility):
    after = giving.submitted(base.sara, visibility=visibility).idea
    assert not giving.fresh(after).subject.is_released
    gateway = giving.way(release=Release.AT_ONCE)
    at_once = giving.fresh(giving.submitted(base.sara, gateway=gateway, visibility=visibility).idea)
    assert at_once.subject.reach == visibility
    assert (at_once.in_public_list, at_once.in_staff_list) == (visibility == Visibility.ALL, visibility >= Visibility.EMPLOYEES)
    assert giving.released(after, base.amira).subject.reach == visibility


# --- Drafts ----------------------------------------------------------------------------------------------------------------


def test_sending_takes_the_draft_away_and_nobody_elses(base):
    key = uid()
    actions.save_draft(owner=base.sara, gateway=giving.way(), key=key, data={"need": "Ja"})
    other = actions.save_draft(owner=base.outsider, gateway=giving.way(), key=uid(), data={"need": "Nej"})
    giving.submitted(base.sara, form_key=key)
    assert list(Draft.objects.all()) == [other]


# --- What it costs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("already", [0, 3])
def test_what_a_submit_costs(base, already):
    for _ in range(already):
        giving.submitted(base.sara)
    sara, gateway = base.fresh(base.sara), giving.way()
    stages_in(gateway.process.current_id)  # each process reads a version once
    with CaptureQueriesContext(connection) as queries:
        giving.submitted(sara, gateway=gateway)
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 18, "\n".join(sql[:120] for sql in asked)
    # No row that another submit waits for: everything is new but the case's own reference and the idea that follows it.
    assert [sql.split()[1] for sql in asked if sql.startswith("UPDATE")] == ['"gates_case"']
    assert not any("FOR UPDATE" in sql for sql in asked)
