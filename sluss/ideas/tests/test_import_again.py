"""Importing again: the same changes nothing, what the source has changed is taken over, what was decided here stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sluss.core import clock
from sluss.core.recounts import all_recounts
from sluss.gates import actions as gates
from sluss.gates.models import Case, Decision, Promise
from sluss.gates.states import CaseState, DecisionKind, Origin, Outcome, PromiseState
from sluss.ideas import actions
from sluss.ideas.models import Idea, IdeaVersion
from sluss.ideas.states import Status
from sluss.journal import actions as journal
from sluss.journal.models import Notice, OutgoingMail, SearchEntry

from .importing import closed, counts, everything, row, run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_is_well_afterwards(db: None) -> Any:
    yield
    assert not [line for _label, check in all_recounts().values() for line in check(False)]


def idea() -> Idea:
    return Idea.objects.select_related("subject", "imported", "theme").get()


def nobody_was_told() -> bool:
    from sluss.core import jobs

    jobs.run_due()
    return not Notice.objects.exists() and not OutgoingMail.objects.exists()


def test_the_same_rows_change_nothing(tmp_path: Path) -> None:
    rows = [row(1), closed(2), closed(3, "För få underskrifter"), row(4, Status="Samlar underskrifter")]
    assert counts(run(tmp_path, rows)) == (4, 0, 0, 0)
    before = everything()
    assert counts(run(tmp_path, list(reversed(rows)))) == (0, 0, 4, 0)
    assert everything() == before


def test_new_rows_are_added_to_those_that_are_there(tmp_path: Path) -> None:
    run(tmp_path, [row(1)])
    assert counts(run(tmp_path, [row(1), row(2)])) == (1, 0, 1, 0)


def test_a_dry_run_says_the_same_as_the_run(tmp_path: Path) -> None:
    run(tmp_path, [row(1), row(2)])
    before = everything()
    rows = [row(1), row(2, Röster="300"), closed(3) | {"Lämnas_till": "Bryggan AB"}]
    rehearsed = run(tmp_path, rows, dry_run=True)
    assert everything() == before
    assert not rehearsed.written
    done = run(tmp_path, rows)
    assert counts(rehearsed) == counts(done) == (1, 1, 1, 0)
    assert rehearsed.notes == done.notes
    assert done.written


def test_counts_and_place_are_taken_over(tmp_path: Path, cast: Any) -> None:
    run(tmp_path, [row()])
    actions.support(idea(), by=cast.rut)
    assert counts(run(tmp_path, [row(Röster=400, Latitud_WSG84="57.1", Longitud_WSG84="12")])) == (0, 1, 0, 0)
    after = idea()
    assert (after.support_count, after.imported_support_count, after.total_support) == (1, 400, 401)
    assert (after.latitude, after.longitude, after.versions_made) == (57.1, 12.0, 1)
    assert nobody_was_told()


def test_a_changed_text_becomes_a_new_version(tmp_path: Path) -> None:
    run(tmp_path, [row()])
    run(tmp_path, [row(Rubrik="Soffor vid sjön", Gäller="Parker")])
    after = idea()
    assert (after.subject.title, after.subject.address, after.versions_made) == ("Soffor vid sjön", "soffor-vid-sjon", 2)
    assert after.theme is not None
    assert after.theme.name == {"sv": "Parker"}
    assert list(IdeaVersion.objects.values_list("title", flat=True)) == ["Bänkar vid sjön 1 ", "Soffor vid sjön"]
    assert "soff" in SearchEntry.objects.get().title_words
    assert nobody_was_told()


def test_a_decision_closes_the_open_case(tmp_path: Path, cast: Any) -> None:
    run(tmp_path, [row(Lämnas_till="Vård- och omsorgsförvaltningen")])
    journal.follow(idea().subject, by=cast.rut)
    run(tmp_path, [closed(Lämnas_till="Vård- och omsorgsförvaltningen")])
    case, decision = Case.objects.get(), Decision.objects.get()
    assert (case.state, case.outcome, idea().status) == (CaseState.CLOSED, Outcome.NOT, Status.NOT_CARRIED_OUT)
    assert case.closed_at >= case.opened_at
    assert (decision.origin, decision.kind, decision.decided_on) == (Origin.IMPORT, DecisionKind.CLOSE, None)
    promise = Promise.objects.get()
    assert (promise.state, promise.kept_by) == (PromiseState.KEPT, decision)
    assert nobody_was_told()
    assert counts(run(tmp_path, [closed(Lämnas_till="Vård- och omsorgsförvaltningen")])) == (0, 0, 1, 0)


def test_a_decision_closes_a_case_that_is_parked_or_asked_here(tmp_path: Path, cast: Any) -> None:
    rows = [row(number, Lämnas_till="Vård- och omsorgsförvaltningen") for number in (1, 2)]
    run(tmp_path, rows)
    first, second = Case.objects.order_by("pk")
    gates.park(first, by=cast.amira, until=clock.today().replace(year=clock.today().year + 1), reason="Väntar på budgeten.")
    gates.ask(second, by=cast.amira, reason="Var vid sjön?")
    summary = run(tmp_path, [closed(number, Lämnas_till="Vård- och omsorgsförvaltningen") for number in (1, 2)])
    assert counts(summary) == (0, 2, 0, 0)
    assert not summary.notes
    assert {case.outcome for case in Case.objects.all()} == {Outcome.NOT}
    assert not Promise.objects.filter(state__in=["open", "paused"]).exists()


def test_a_text_that_comes_later_corrects_the_imported_decision(tmp_path: Path) -> None:
    run(tmp_path, [closed() | {"Beslut": ""}])
    run(tmp_path, [closed(result="Genomförs delvis") | {"Beslut": "Två av bänkarna ställs ut."}])
    first, second = Decision.objects.order_by("number")
    assert (first.reason, first.outcome) == ("", Outcome.NOT), "what was decided is never changed"
    assert (second.kind, second.corrects, second.reason) == (DecisionKind.CORRECT, first, "Två av bänkarna ställs ut.")
    assert (Case.objects.get().outcome, idea().status) == (Outcome.PARTLY, Status.CARRIED_OUT)
    assert nobody_was_told()


def test_what_was_decided_here_stands(tmp_path: Path, cast: Any) -> None:
    run(tmp_path, [row(Lämnas_till="Vård- och omsorgsförvaltningen")])
    gates.close(Case.objects.get(), by=cast.amira, outcome=Outcome.PARTLY, reason="Vi ställer ut två.")
    summary = run(tmp_path, [closed(Lämnas_till="Vård- och omsorgsförvaltningen")])
    assert counts(summary) == (0, 1, 0, 0)
    assert len(summary.notes) == 1
    assert "1" in summary.notes[0]
    assert (Case.objects.get().outcome, Decision.objects.count()) == (Outcome.PARTLY, 1)


def test_what_is_closed_is_not_opened_again(tmp_path: Path) -> None:
    run(tmp_path, [closed()])
    summary = run(tmp_path, [row()])
    assert len(summary.notes) == 1
    assert Case.objects.get().state == CaseState.CLOSED


def test_a_case_that_should_have_gone_on_is_told_of(tmp_path: Path) -> None:
    run(tmp_path, [row(Status="Samlar underskrifter", Röster="12")])
    assert len(run(tmp_path, [row(Status="Inväntar beslut från nämnd")]).notes) == 1
    assert not run(tmp_path, [row(Status="Inväntar beslut från nämnd")]).notes


def test_the_same_number_from_another_system_is_refused(tmp_path: Path) -> None:
    run(tmp_path, [row()])
    other = [row(CreatedAt="2020-01-01T00:00:00", Rubrik="En annan sak"), row(2)]
    summary = run(tmp_path, other)
    assert counts(summary) == (0, 0, 0, 1)
    assert "--source" in summary.errors[0].message
    assert idea().subject.title == "Bänkar vid sjön 1"
    assert counts(run(tmp_path, other, skip_bad=True)) == (1, 0, 0, 1)
    assert counts(run(tmp_path, other, source="Det gamla systemet")) == (2, 0, 0, 0)
    assert set(Idea.objects.values_list("imported__source", flat=True)) == {"tidigare e-tjänst", "Det gamla systemet"}
