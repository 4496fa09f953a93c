"""Other weights: what they would change is shown and nothing is saved; kept, they are a new version that running cases do not follow."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sluss.core import clock, kept
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions, definitions, rules, weighing
from sluss.gates.models import Case, Process, ProcessVersion, Stage
from sluss.journal.models import Event

from . import walks

pytestmark = pytest.mark.django_db
HOLD = {"nytta": 40, "genomforbarhet": 30, "nyhet": 15, "risk": 15}
TRIED = {"nytta": 10, "genomforbarhet": 10, "nyhet": 70, "risk": 10}
PAGE = "/processer/medarbetaride/vikter"


def assessed(cast, title: str, *, by=None, **points: int) -> Case:
    case = walks.at_stage(cast.units.care, cast.amira, "bedomning")
    type(case.subject).objects.filter(pk=case.subject_id).update(title=title)
    scores = dict.fromkeys(HOLD, 3) | points
    actions.assess(case, by=by or cast.assessor, reason=walks.REASON, scores=scores)
    return case


def stage() -> Stage:
    return Stage.objects.select_related("version").get(version__process__key="medarbetaride", version__number=1, key="bedomning")


def typed(weights: dict[str, int], **more) -> dict:
    return {"stage": "bedomning"} | {f"w_{key}": str(weight) for key, weight in weights.items()} | more


def test_the_order_before_and_after_and_who_moves(cast):
    useful, new = assessed(cast, "Nyttig", nytta=5), assessed(cast, "Ny", nyhet=5)
    even = assessed(cast, "Jämn")
    trial = weighing.weigh_cases(stage(), TRIED)
    assert [(row.case.pk, row.place_before, row.place_after, row.moves) for row in trial.rows] == [
        (new.pk, 2, 1, 1),
        (useful.pk, 1, 2, -1),
        (even.pk, 3, 3, 0),
    ]
    assert (trial.rows[0].before, trial.rows[0].after) == (Fraction(33, 10), Fraction(44, 10))
    assert not weighing.weigh_cases(stage(), HOLD).moved


def test_those_with_as_much_share_a_place(cast):
    first, second = assessed(cast, "A", nytta=5), assessed(cast, "B", nytta=5)
    third = assessed(cast, "C")
    rows = weighing.weigh_cases(stage(), TRIED).rows
    assert [(row.case.pk, row.place_after) for row in rows] == [(first.pk, 1), (second.pk, 1), (third.pk, 3)]


def test_the_mean_and_the_spread_are_the_assessors_and_none_who_stepped_aside(cast):
    case = assessed(cast, "Oense", nyhet=5)
    actions.assess(case, by=cast.assessor2, reason=walks.REASON, scores=dict.fromkeys(HOLD, 3) | {"nyhet": 1})
    actions.assess(case, by=cast.lars, reason=walks.REASON, scores=dict.fromkeys(HOLD, 1))
    actions.recuse(case, by=cast.lars, reason="Min bror gav den.")
    row = weighing.weigh_cases(stage(), TRIED).rows[0]
    assert (row.assessors, row.after) == (2, Fraction(3))
    assert (row.low, row.high) == (Fraction(16, 10), Fraction(44, 10))


def test_only_what_waits_at_the_stage_is_weighed(cast):
    decided, closed = assessed(cast, "Vidare"), assessed(cast, "Slut")
    walks.prepare(decided, cast.amira)
    actions.advance(decided, by=cast.amira, reason=walks.REASON)
    walks.do("close", walks.fresh(closed), cast.amira)
    walks.at_stage(cast.units.care, cast.amira, "bedomning")  # nobody has assessed it
    assert not weighing.weigh_cases(stage(), TRIED).rows


def test_new_weights_are_a_new_version_and_what_runs_stays_on_its_own(cast):
    case = assessed(cast, "Före", nyhet=5)
    process = Process.objects.get(key="medarbetaride")
    version = actions.weigh(process, by=cast.office, stage_key="bedomning", weights=TRIED, seen=1)
    assert (version.number, version.made_by) == (2, cast.office)
    assert weighing.weights_of(Stage.objects.get(version=version, key="bedomning")) == TRIED
    case = walks.fresh(case)
    assert (case.version_id, weighing.weights_of(case.stage)) == (stage().version_id, HOLD)
    after = actions.open_case(walks.subject(cast.units.care), process=Process.objects.get(pk=process.pk), unit=cast.units.care, by=None)
    assert after.version_id == version.pk
    old, new = (list(Stage.objects.filter(version__number=number).values("key", "checks", "outcomes", "order")) for number in (1, 2))
    assert old == new, "nothing but the weights is other"
    rows = weighing.weigh_cases(Stage.objects.select_related("version").get(version=version, key="bedomning"), TRIED).rows
    assert [(row.case.pk, row.before) for row in rows] == [(case.pk, Fraction(33, 10))], "it stands as its own version weighs it"
    again = actions.weigh(process, by=cast.office, stage_key="bedomning", weights=HOLD, seen=2)
    assert again.number == 1, "the same text as the first is the first"


def test_assessors_who_agree_are_shown_once_and_not_as_a_span(cast):
    case = assessed(cast, "Eniga", nytta=5)
    actions.assess(case, by=cast.assessor2, reason=walks.REASON, scores=dict.fromkeys(HOLD, 3) | {"nytta": 5})
    page = cast.client(cast.office).get(PAGE, typed(TRIED)).text
    assert '<td data-l="Spridning">3,20</td>' in page


@pytest.mark.slow
def test_what_is_shipped_does_not_take_the_place_of_what_the_city_has_chosen(cast, capsys):
    process = walks.process()
    actions.weigh(process, by=cast.office, stage_key="bedomning", weights=TRIED, seen=1)
    call_command("process", "load")
    assert "medarbetaride: version 2 was made on a page" in capsys.readouterr().out
    assert Process.objects.get(pk=process.pk).current.number == 2
    call_command("process", "load", str(definitions.SHIPPED / "medarbetaride.yaml"))
    assert Process.objects.get(pk=process.pk).current.number == 1


@pytest.mark.parametrize(
    ("stage_key", "weights"),
    [
        ("bedomning", HOLD),
        ("bedomning", HOLD | {"nytta": 0}),
        ("bedomning", HOLD | {"nytta": 101}),
        ("bedomning", HOLD | {"annat": 5}),
        ("bedomning", {"nytta": 5}),
        ("koncept", {}),
        ("finns-inte", TRIED),
    ],
)
def test_what_cannot_be_weighed_is_refused(cast, stage_key, weights):
    with pytest.raises(NotAllowed):
        actions.weigh(walks.process(), by=cast.office, stage_key=stage_key, weights=weights, seen=1)
    assert ProcessVersion.objects.count() == 1


def test_of_two_who_change_it_the_second_is_told(cast):
    process = walks.process()
    actions.weigh(process, by=cast.office, stage_key="bedomning", weights=TRIED, seen=1)
    with pytest.raises(Conflict):
        actions.weigh(process, by=cast.office, stage_key="bedomning", weights=TRIED | {"nytta": 11}, seen=1)


def test_it_is_the_offices(cast):
    process = walks.process()
    assert {name for name, person in cast.people.items() if rules.may_try_weights(person)} == {"office"}
    assert not rules.may_try_weights(AnonymousUser())
    for name in ("amira", "admin", "sara", "rut"):
        assert cast.client(cast.people[name]).get(PAGE).status_code == 403
        with pytest.raises(NotAllowed):
            actions.weigh(process, by=cast.people[name], stage_key="bedomning", weights=TRIED, seen=1)
    assert cast.client().get(PAGE).status_code == 302
    assert PAGE in cast.client(cast.office).get("/processer/medarbetaride").text
    assert PAGE not in cast.client(cast.amira).get("/processer/medarbetaride").text


@pytest.mark.slow
def test_trying_saves_nothing_and_keeping_does(cast):
    assessed(cast, "Nyttig", nytta=5)
    assessed(cast, "Ny", nyhet=5)
    client = cast.client(cast.office)
    page = client.get(PAGE, typed(TRIED))
    assert "2 av 2 ärenden byter plats. ”Ny” flyttar sig längst, från plats 2 till 1." in page.text
    assert "upp 1 plats" in page.text
    assert "ner 1 plats" in page.text
    assert '<form method="post"' in page.text
    assert '<form method="post"' not in client.get(PAGE).text.split("<main")[1], "the weights that hold are not made a version again"
    assert ProcessVersion.objects.count() == 1
    assert not Event.objects.filter(kind="process.weighed").exists()
    for wrong in ({"w_nytta": "0"}, {"w_nytta": "101"}, {"w_nytta": "x"}, {"w_nytta": ""}, {"w_nytta": "9" * 30}, {"w_nytta": "\x00"}):
        assert client.get(PAGE, typed(TRIED) | wrong).status_code == 422, wrong
        assert client.post(PAGE, typed(TRIED, seen="1") | wrong).status_code == 422, wrong
    assert client.post(PAGE, typed(TRIED, seen="x")).status_code == 422
    without_stage = client.get(PAGE, {name: value for name, value in typed(TRIED).items() if name != "stage"})
    assert without_stage.status_code == 200, "the stage is the first, as it is when nothing is tried"
    assert "2 av 2 ärenden byter plats." in without_stage.text
    assert client.get("/processer/stotta-pagaende/vikter").status_code == 404
    assert client.get(PAGE, {"stage": "\x00"}).status_code == 200
    assert client.post(PAGE, typed(TRIED, seen="1")).headers["Location"] == "/processer/medarbetaride"
    assert Event.objects.get(kind="process.weighed").data["weights"] == TRIED


def test_weights_that_were_to_be_kept_signed_out_are_tried_still(cast):
    assessed(cast, "Nyttig", nytta=5)
    assessed(cast, "Ny", nyhet=5)
    client = cast.client()
    assert client.post(PAGE, typed(TRIED, seen="1") | {kept.DRAWN_FOR: kept.mark(cast.office)}).url.startswith("/logga-in?next=")
    client.force_login(cast.office)
    page = client.get(PAGE).text
    assert "Här är det du skrev." in page
    assert "2 av 2 ärenden byter plats." in page
    assert ProcessVersion.objects.count() == 1


@pytest.mark.slow
def test_it_costs_the_same_however_many_wait_and_says_when_it_does_not_count_them_all(cast, monkeypatch):
    def cost() -> int:
        client = cast.client(cast.office)
        client.get(PAGE, typed(TRIED))
        with CaptureQueriesContext(connection) as counted:
            assert client.get(PAGE, typed(TRIED)).status_code == 200
        return len(counted)

    with clock.at(date(2026, 3, 9)):
        assessed(cast, "Först", nytta=5)
        one = cost()
        for number in range(4):
            assessed(cast, f"Idé {number}", nyhet=number + 1)
        assert cost() == one <= 10
        monkeypatch.setattr(weighing, "MOST", 3)
        trial = weighing.weigh_cases(stage(), TRIED)
        assert (len(trial.rows), trial.more) == (3, True)
