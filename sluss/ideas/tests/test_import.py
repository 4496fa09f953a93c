"""The 605 real proposals, and how each part of a row is understood."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Sum

from sluss.core import clock, workdays
from sluss.core.recounts import all_recounts
from sluss.gates import actions as gates
from sluss.gates.models import Case, Decision, Promise
from sluss.gates.states import Capacity, CaseState, Origin, Outcome, PromiseState, StageKind
from sluss.ideas.models import Gateway, Idea, IdeaVersion, ImportedIdea, Submission, Theme
from sluss.ideas.states import Status
from sluss.journal.models import Event, Notice, OutgoingMail, Subject
from sluss.journal.queries import matching
from sluss.people.models import Unit
from sluss.people.states import UnitKind

from .importing import closed, counts, everything, row, run

pytestmark = pytest.mark.django_db
CITY = clock.CITY


def only() -> Idea:
    return Idea.objects.select_related("subject", "unit", "theme", "imported").get()


def told_nobody() -> bool:
    from sluss.core import jobs

    jobs.run_due()
    return not Notice.objects.exists() and not OutgoingMail.objects.exists()


# --- The real file -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_all_real_proposals_are_taken_in(real_data: Path) -> None:
    file = str(real_data / "goteborgsforslag.json")
    source = {str(row["MatterId"]): row for row in json.loads(Path(file).read_text(encoding="utf-8"))}
    begun = process_time()
    out = StringIO()
    call_command("import", "proposals", file, "--gateway", "invanarforslag", "--json", stdout=out)
    took = process_time() - begun
    said = json.loads(out.getvalue())
    assert (said["created"], said["updated"], said["unchanged"], said["errors"], said["written"]) == (605, 0, 0, [], True)
    assert took < 20, "half of it on a machine that does nothing else"

    assert Idea.objects.aggregate(n=Sum("imported_support_count"), t=Sum("total_support"), s=Sum("support_count")) == {
        "n": 56_687, "t": 56_687, "s": 0
    }  # fmt: skip
    assert Counter(Case.objects.values_list("outcome", flat=True)) == {
        "": 24, Outcome.NO_SUPPORT: 459, Outcome.NOT: 92, Outcome.PARTLY: 21, Outcome.FULLY: 6, Outcome.PLANNED: 3
    }  # fmt: skip
    assert Counter(Case.objects.exclude(state=CaseState.CLOSED).values_list("stage__kind", flat=True)) == {"assessment": 24}
    assert (Decision.objects.filter(origin=Origin.IMPORT).count(), Decision.objects.count()) == (568, 568 + 16)
    assert Decision.objects.filter(origin=Origin.IMPORT, decided_on__isnull=False).count() == 35
    assert Decision.objects.filter(reason="").count() == 445
    assert {
        case.subject.idea.imported.source_id: case.decisions.get().reason
        for case in Case.objects.filter(state="closed", decisions__origin="import")
    } == {number: row["Beslut"] for number, row in source.items() if row["Resultat"]}
    several = {number: row["Lämnas_till"].split("; ") for number, row in source.items() if ";" in row["Lämnas_till"]}
    assert len(several) == 52
    assert {imported.source_id: imported.boards for imported in ImportedIdea.objects.all() if len(imported.boards) > 1} == several
    assert Idea.objects.filter(latitude__range=(57, 58), longitude__range=(11, 13)).count() == 22
    assert Idea.objects.exclude(latitude=None).count() == 22
    assert not Submission.objects.exists()
    assert Subject.objects.filter(reach=2, released_at__lt=datetime(2023, 1, 1, tzinfo=CITY)).count() == 605
    for version in IdeaVersion.objects.select_related("idea__imported"):
        verbatim = source[version.idea.imported.source_id]
        assert (version.title, version.texts["need"]) == (verbatim["Rubrik"], verbatim["Sammanfattning"])

    # Every wait has an owner and a date, counted from today.
    waiting = Promise.objects.filter(state=PromiseState.OPEN)
    assert waiting.count() == 24
    assert not waiting.filter(due_on__lt=clock.today()).exists()
    assert not Case.objects.filter(stage_ends_on__isnull=False).exists(), "the time to collect is over: each has gone on or is closed"
    assert not Unit.objects.filter(name__startswith="Ingen mottagare").exists()
    assert Counter(Unit.objects.values_list("kind", flat=True)) == {"city": 1, "board": 27, "company": 12, "department": 5}
    assert Event.objects.exclude(kind__in=["idea.imported", "case.imported", "case.opened", "case.advanced", "case.closed"]).count() == 0
    assert told_nobody()
    assert not [line for _label, check in all_recounts().values() for line in check(False)]
    assert "hundrastgård" in " ".join(Subject.objects.filter(pk__in=matching("hundrastgård").ids).values_list("title", flat=True)).lower()

    before = everything()
    for extra in (["--dry-run"], []):
        out = StringIO()
        call_command("import", "proposals", file, "--gateway", "invanarforslag", "--json", *extra, stdout=out)
        said = json.loads(out.getvalue())
        assert (said["created"], said["updated"], said["unchanged"], said["notes"]) == (0, 0, 605, [])
    assert everything() == before


@pytest.mark.slow
def test_a_dry_run_of_the_real_file_says_the_same_and_changes_nothing(real_data: Path) -> None:
    before = everything()
    out = StringIO()
    call_command("import", "proposals", str(real_data / "goteborgsforslag.json"), "--gateway", "invanarforslag", "--dry-run", stdout=out)
    said = out.getvalue()
    assert everything() == before
    assert "605" in said
    assert "Kulturnämnden" in said
    assert "108, 173" in said, "what contradicts itself in the source is named"


# --- One row -------------------------------------------------------------------------------------------------------------


def test_what_is_missing_to_begin_with_is_made_and_told(tmp_path: Path) -> None:
    summary = run(tmp_path, [row()])
    assert counts(summary) == (1, 0, 0, 0)
    assert len(summary.notes) == 3
    assert Unit.objects.get(parent=None).kind == UnitKind.CITY
    assert Gateway.objects.count() == 4
    assert not run(tmp_path, [row()]).notes


def test_an_open_proposal(tmp_path: Path) -> None:
    run(tmp_path, [row(Rubrik="  BÄNKAR vid\u200b  sjön ", Röster="284", Latitud_WSG84="57,7053", Longitud_WSG84="11,9")])
    idea = only()
    case = Case.objects.select_related("stage").get()
    assert idea.subject.title == "BÄNKAR vid  sjön", "cleaned, and otherwise as it was typed"
    assert idea.subject.address == "bankar-vid-sjon"
    assert idea.versions.get().title == "  BÄNKAR vid\u200b  sjön "
    assert idea.versions.get().texts["need"].startswith("Sätt ut bänkar längs strandpromenaden. \n\nMånga")
    assert (idea.support_count, idea.imported_support_count, idea.total_support) == (0, 284, 284)
    assert (idea.latitude, idea.longitude) == (57.7053, 11.9)
    assert idea.submitted_at == idea.subject.released_at == datetime(2021, 5, 15, 20, 18, 52, tzinfo=CITY)
    assert (idea.status, idea.in_public_list, idea.unit.name) == (Status.IN_PROGRESS, True, "Parknämnden")
    assert (case.stage.kind, case.state, case.origin) == (StageKind.ASSESSMENT, CaseState.OPEN, Origin.IMPORT)
    assert clock.local_day(case.opened_at) == clock.today(), "the city began to owe the answer here today"
    promise = Promise.objects.get()
    assert promise.due_on == workdays.add_working_days(clock.today(), case.stage.promise_days)
    assert told_nobody()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("result", "outcome", "kind", "capacity", "body", "status"),
    [
        ("Genomförs ej", Outcome.NOT, "assessment", Capacity.BOARD, "Parknämnden", Status.NOT_CARRIED_OUT),
        ("Genomförs delvis", Outcome.PARTLY, "assessment", Capacity.BOARD, "Parknämnden", Status.CARRIED_OUT),
        ("Genomförs fullt ut", Outcome.FULLY, "assessment", Capacity.BOARD, "Parknämnden", Status.CARRIED_OUT),
        ("Tas med i framtida planering", Outcome.PLANNED, "assessment", Capacity.BOARD, "Parknämnden", Status.PLANNED),
        ("FÖR FÅ  underskrifter ".replace("  ", " "), Outcome.NO_SUPPORT, "support", Capacity.EXECUTION, "", Status.NO_SUPPORT),
    ],
)
def test_a_closed_proposal(tmp_path: Path, result: str, outcome: str, kind: str, capacity: str, body: str, status: str) -> None:
    run(tmp_path, [closed(result=result)])
    case, decision, idea = Case.objects.select_related("stage").get(), Decision.objects.get(), only()
    assert (case.state, case.outcome, case.stage.kind) == (CaseState.CLOSED, outcome, kind)
    assert case.reference is not None
    assert case.reference.startswith("S-2021-")
    assert case.opened_at == idea.submitted_at
    assert clock.local_day(case.closed_at) == date(2021, 8, 17)
    assert decision.decided_on is None, "the source says when the collecting ended, and not when it was decided"
    assert clock.local_day(decision.recorded_at) == clock.today()
    assert (decision.outcome, decision.origin, decision.reason) == (outcome, Origin.IMPORT, "Nämnden avslår förslaget.\n\n")
    assert (decision.capacity, decision.body) == (capacity, body)
    assert (idea.status, idea.phase, idea.imported.result) == (status, case.stage.phase, " ".join(result.split()))
    assert not Promise.objects.exists()
    assert told_nobody()


def test_a_decision_without_text_says_so_on_the_page(tmp_path: Path, client: Any) -> None:
    run(tmp_path, [closed() | {"Beslut": " \n\xa0"}])
    assert Decision.objects.get().reason == ""
    page = client.get(f"/ideer/{only().pk}-bankar-vid-sjon-1")
    assert page.status_code == 200
    english = client.get(f"/en/ideas/{only().pk}-bankar-vid-sjon-1")
    assert "The reason is missing in the source." in english.content.decode()


def test_all_boards_are_kept_and_the_first_that_is_one_receives(tmp_path: Path, client: Any) -> None:
    summary = run(tmp_path, [closed() | {"Lämnas_till": "Ingen mottagare - för få underskrifter; Parknämnden ;Bryggan AB; Parknämnden;"}])
    idea = only()
    assert idea.imported.boards == ["Ingen mottagare - för få underskrifter", "Parknämnden", "Bryggan AB"]
    assert idea.unit.name == "Parknämnden"
    assert Unit.objects.get(name="Bryggan AB").kind == UnitKind.COMPANY
    assert "Bryggan AB" in " ".join(summary.notes)
    decision = Decision.objects.get()
    assert (decision.body, decision.capacity) == ("Parknämnden; Bryggan AB", Capacity.EXECUTION), "not all of them are boards"
    assert "Bryggan AB" in client.get(f"/ideer/{idea.pk}-bankar-vid-sjon-1").content.decode()


@pytest.mark.parametrize("boards", ["", "Ingen mottagare - för få underskrifter", " ; "])
def test_without_a_board_the_gateways_unit_receives(tmp_path: Path, boards: str) -> None:
    run(tmp_path, [row(Lämnas_till=boards)])
    assert only().unit == Gateway.objects.get(slug="invanarforslag").unit


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Trafiknämnden", UnitKind.BOARD),
        ("Nämnden för vuxenutbildning", UnitKind.BOARD),
        ("Kommunstyrelsen", UnitKind.BOARD),
        ("Styrelsen för Bryggan AB", UnitKind.COMPANY),
        ("Parkeringsbolaget", UnitKind.COMPANY),
        ("Bryggan", UnitKind.COMPANY),
        ("Socialförvaltningen Norr", UnitKind.DEPARTMENT),
    ],
)
def test_what_a_board_is_called_says_what_it_is(tmp_path: Path, name: str, kind: str) -> None:
    run(tmp_path, [row(Lämnas_till=name)])
    unit = Unit.objects.get(name=name)
    assert (unit.kind, unit.parent) == (kind, Unit.objects.get(parent=None))


def test_units_and_themes_that_are_there_are_used(tmp_path: Path, cast: Any) -> None:
    run(tmp_path, [row(1, Lämnas_till="TEKNISKA nämnden", Gäller="kultur och fritid"), row(2, Gäller="Övrigt/Annat"), row(3, Gäller=None)])
    first, second, third = Idea.objects.select_related("unit", "theme").order_by("pk")
    assert first.unit == cast.units.works_board
    assert first.theme.key == "kultur-och-fritid"
    assert second.theme.name == {"sv": "Övrigt/Annat"}
    assert third.theme is None
    assert Theme.objects.filter(key="ovrigtannat").exists()


def test_who_answers_is_told_of_nothing_and_finds_it_in_the_queue(tmp_path: Path, cast: Any) -> None:
    from sluss.gates.waiting import promises, whose

    run(tmp_path, [row(Lämnas_till="Vård- och omsorgsförvaltningen"), closed(2)])
    assert told_nobody()
    assert [promise.subject.idea for promise in promises(whose(cast.amira, "mine"))] == [Idea.objects.order_by("pk")[0]]


def test_what_still_collects_goes_on_collecting_until_its_day(tmp_path: Path) -> None:
    with clock.at(date(2021, 8, 1)):
        run(tmp_path, [row(Status="Samlar underskrifter", Röster="12")])
        assert Case.objects.get().stage_ends_on == date(2021, 8, 17)
        assert only().status == Status.COLLECTING


@pytest.mark.parametrize("today", [date(2021, 8, 1), date(2023, 3, 6)])
def test_what_has_enough_support_goes_on_as_by_itself_whether_or_not_its_time_is_over(tmp_path: Path, today: date) -> None:
    with clock.at(today):
        run(tmp_path, [row(Status="Samlar underskrifter", Röster="200")])
        case = Case.objects.get()
        assert (case.stage.kind, case.state, case.stage_ends_on) == (StageKind.ASSESSMENT, CaseState.OPEN, None)
        decision = Decision.objects.get()
        assert (decision.kind, decision.recorded_by, decision.origin) == ("advance", None, Origin.HERE)
        assert "200" in decision.reason
        promise = Promise.objects.get(state=PromiseState.OPEN)
        assert promise.due_on == workdays.add_working_days(today, case.stage.promise_days)
        assert gates.end_period() == 0


def test_what_had_too_little_when_its_time_was_over_is_closed_with_the_standard_answer(tmp_path: Path, client: Any) -> None:
    both = [row(1, Status="Samlar underskrifter", Röster="199"), row(2, Status="Samlar underskrifter", Röster="205")]
    summary = run(tmp_path, both)
    assert counts(summary) == (2, 0, 0, 0)
    assert [note for note in summary.notes if "1 hade tillräckligt och går vidare, 1 hade för lite och är avslutade" in note]
    case = Case.objects.get(subject__idea__imported__source_id="1001")
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.NO_SUPPORT)
    decision = Decision.objects.get(case=case)
    assert "17\xa0augusti 2021" in decision.reason, "the true last day, as the source has it"
    assert "199" in decision.reason
    assert Idea.objects.get(pk=case.subject_id).status == Status.NO_SUPPORT
    assert not Promise.objects.filter(case=case, state=PromiseState.OPEN).exists()
    page = client.get(f"/ideer/{case.subject_id}", follow=True).content.decode()
    assert "öppet för stöd i 90 dagar" not in page
    assert "17&nbsp;augusti 2021" in page
    before = everything()
    assert counts(run(tmp_path, both)) == (0, 0, 2, 0)
    assert everything() == before
    # The source counts one more, and is still of the opinion that it is open.
    again = run(tmp_path, [row(1, Status="Samlar underskrifter", Röster="198"), both[1]])
    assert counts(again) == (0, 1, 1, 0)
    assert not [note for note in again.notes if "annat än ärendet" in note]


def test_a_result_is_a_decision_whatever_the_status_says(tmp_path: Path) -> None:
    summary = run(tmp_path, [row(1), row(2, Resultat="Genomförs delvis")])
    assert Case.objects.get(subject__idea__imported__source_id="1002").outcome == Outcome.PARTLY
    assert any("2" in note and "3" not in note for note in summary.notes)


def test_times_are_the_citys_own(tmp_path: Path) -> None:
    run(tmp_path, [row(1, CreatedAt="2021-01-15T08:00:00"), row(2, CreatedAt="2021-07-15 08:00"), row(3, CreatedAt="2021-07-15T08:00:00Z")])
    moments = [idea.submitted_at.astimezone(clock.ZoneInfo("UTC")).hour for idea in Idea.objects.order_by("pk")]
    assert moments == [7, 6, 8]


def test_an_imported_idea_has_no_giver_to_act_for_it(tmp_path: Path, cast: Any) -> None:
    from sluss.ideas.rules import giver_shown, may_act_as_giver

    run(tmp_path, [row()])
    idea = only()
    assert not may_act_as_giver(getattr(idea, "submission", None), cast.rut)
    assert giver_shown(idea, Case.objects.select_related("stage", "receiving_unit").get(), cast.office)
