"""Files of an idea: who reads which, what they are called for whom, and what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.urls import reverse

from sluss.core import clock
from sluss.core.ids import uid
from sluss.core.tests.sent_files import ARTIST_NAME, docx, pdf, photo
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions as gates
from sluss.gates.states import Outcome
from sluss.ideas import actions
from sluss.ideas.models import Idea
from sluss.ideas.seed import EMPLOYEES
from sluss.ideas.states import AdoptionAnswer, Release
from sluss.journal import actions as journal
from sluss.journal.models import Attachment, ChosenFile, Event
from sluss.journal.states import MOST_FROM_EACH
from sluss.records import actions as records

from . import giving
from .filing import NAME, asked, names, on_disk, released, with_files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(cast, tmp_path: Path):
    giving.base(cast.units.care)
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


# --- They come with the idea ------------------------------------------------------------------------------------------------


def test_what_was_chosen_goes_with_the_idea_and_only_once(cast, folder):
    key = uid()
    for upload in (photo(NAME), pdf()):
        journal.choose(upload, form_key=key, owner=cast.sara)
    first = giving.submitted(cast.sara, form_key=key)
    again = giving.submitted(cast.sara, form_key=key)
    assert again.again
    assert names(first.idea) == [(1, NAME), (2, "plan.pdf")]
    assert giving.fresh(first.idea).subject.files_taken == 2
    assert not ChosenFile.objects.exists()
    assert on_disk(folder) == 3  # the photo, what is shown of it, and the document


def test_somebody_elses_chosen_files_do_not_come_along(cast):
    key = uid()
    journal.choose(photo(), form_key=key, owner=cast.outsider)
    journal.choose(pdf(), form_key=key, owner=None)
    assert names(giving.submitted(cast.sara, form_key=key).idea) == []
    with pytest.raises(Conflict):
        journal.choose(photo(), form_key=key, owner=cast.sara)


def test_the_same_file_chosen_twice_is_one_and_ten_is_the_most(cast, folder):
    key = uid()
    first = journal.choose(photo(), form_key=key, owner=cast.sara)
    assert journal.choose(photo("annat namn.jpg"), form_key=key, owner=cast.sara) == first
    assert on_disk(folder) == 2
    for number in range(MOST_FROM_EACH - 1):
        journal.choose(pdf(words=str(number)), form_key=key, owner=cast.sara)
    with pytest.raises(NotAllowed, match="högst 10"):
        journal.choose(pdf(words="en till"), form_key=key, owner=cast.sara)


def test_those_without_an_account_fill_no_more_than_some_of_the_disk(cast, folder, monkeypatch):
    monkeypatch.setattr("sluss.journal.actions.files.WAITING_BYTES", 100)
    journal.choose(pdf(), form_key=uid(), owner=None)
    with pytest.raises(NotAllowed, match="inte ta emot fler"):
        journal.choose(pdf(words="x" * 100), form_key=uid(), owner=None)
    journal.choose(pdf(words="y" * 100), form_key=uid(), owner=cast.sara)
    assert on_disk(folder) == 2


def test_a_file_is_thrown_away_with_the_draft(cast, folder, django_capture_on_commit_callbacks):
    draft = actions.save_draft(owner=cast.sara, gateway=giving.way(), key=uid(), data={"need": "Ja"})
    journal.choose(photo(), form_key=draft.key, owner=cast.sara)
    with django_capture_on_commit_callbacks(execute=True):
        assert not actions.delete_draft(owner=cast.outsider, key=draft.key)
    assert on_disk(folder) == 2
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_draft(owner=cast.sara, key=draft.key)
    assert on_disk(folder) == 0


def test_a_refused_idea_keeps_its_files_for_the_next_try(cast, folder):
    key = uid()
    journal.choose(photo(), form_key=key, owner=cast.sara)
    with pytest.raises(NotAllowed):
        giving.submitted(cast.sara, form_key=key, texts=actions.Texts(need="x" * 50_000))
    assert ChosenFile.objects.count() == 1
    assert names(giving.submitted(cast.sara, form_key=key).idea) == [(1, "brunn.jpg")]


# --- Who reads which ----------------------------------------------------------------------------------------------------------

HANDLERS = {"amira", "lars", "decider", "office", "assessor", "assessor2"}
EVERYBODY = ("", "sara", "rut", "outsider", "admin", "communicator", *sorted(HANDLERS))


def those_who_read(cast, idea: Idea, number: int = 1, kind: str = "file") -> set[str]:
    return {name for name in EVERYBODY if asked(cast, getattr(cast, name) if name else None, idea, number, kind).status_code == 200}


@pytest.mark.slow
def test_nobody_else_finds_a_file_before_somebody_has_read_the_idea(cast):
    idea = with_files(cast, photo(NAME), pdf())
    before, page = those_who_read(cast, idea), reverse("ideas:idea", args=[idea.pk, idea.subject.address])
    assert before == {name for name in EVERYBODY if cast.client(getattr(cast, name) if name else None).get(page).status_code == 200}
    assert {"sara", "amira"} <= before
    assert not before & {"", "rut", "outsider"}
    assert those_who_read(cast, idea, 2) == before
    released(cast, idea)
    assert those_who_read(cast, idea) == set(EVERYBODY)
    assert those_who_read(cast, idea, 1, "picture") == set(EVERYBODY)
    assert not those_who_read(cast, idea, 2, "picture"), "a document is no picture"
    assert not those_who_read(cast, idea, 3)


def test_a_file_that_comes_later_waits_until_somebody_has_looked_at_it(cast):
    idea = released(cast, with_files(cast))
    file = actions.send_file(idea, photo(), by=cast.sara)
    assert asked(cast, None, idea).status_code == 404
    assert "ideer" in reverse("ideas:file", args=[idea.pk, 1])
    page = reverse("ideas:idea", args=[idea.pk, idea.subject.address])
    assert "/filer/1" not in cast.client().get(page).text
    for reader in (cast.sara, cast.amira):
        assert "/filer/1" in cast.client(reader).get(page).text
    actions.release_file(giving.case_of(idea), file, by=cast.amira)
    assert asked(cast, None, idea).status_code == 200
    assert "/filer/1" in cast.client().get(page).text
    with pytest.raises(Conflict):
        actions.release_file(giving.case_of(idea), file, by=cast.amira)


def test_what_the_system_lets_out_has_been_looked_at_by_nobody(cast):
    way = giving.way(EMPLOYEES, release=Release.AT_ONCE)
    idea = with_files(cast, photo(), gateway=way)
    assert giving.fresh(idea).subject.is_released
    assert asked(cast, None, idea).status_code == 404


def test_only_those_who_handle_it_add_and_show(cast, folder):
    idea = released(cast, with_files(cast, pdf()))
    case = giving.case_of(idea)
    for other in (cast.sara, cast.outsider, cast.assessor, cast.admin):
        with pytest.raises(NotAllowed):
            actions.add_file(case, photo(), by=other)
    assert on_disk(folder) == 1, "what was refused is off the disk again"
    added = actions.add_file(case, photo("från besöket.jpg"), by=cast.amira, description=" En  trappa ")
    assert (added.number, added.from_giver, added.description) == (2, False, "En trappa")
    assert asked(cast, None, idea, 2).status_code == 404
    assert asked(cast, cast.sara, idea, 2).status_code == 404, "the giver too sees it when it is shown"
    for other in (cast.sara, cast.outsider, cast.assessor):
        with pytest.raises(NotAllowed):
            actions.release_file(case, added, by=other)
    actions.release_file(case, added, by=cast.amira)
    assert asked(cast, None, idea, 2).status_code == 200
    foreign = actions.add_file(giving.case_of(with_files(cast)), photo(), by=cast.amira)
    with pytest.raises(NotAllowed):
        actions.release_file(case, foreign, by=cast.amira)


def test_a_unit_that_has_taken_the_idea_up_reads_what_all_read_and_no_more(cast):
    idea = giving.advanced(released(cast, with_files(cast)), cast.amira, "spridning")
    file = actions.send_file(idea, photo(), by=cast.sara)
    (request,) = actions.ask_to_adopt(giving.case_of(idea), units=[cast.units.works], by=cast.amira)
    stage = giving.case_of(idea).version.stages.get(key="koncept")
    taken = actions.answer_adoption(request, answer=AdoptionAnswer.ADAPT, reason="Vi tar lastcyklar.", stage=stage, by=cast.wilma).case
    assert asked(cast, cast.wilma, idea).status_code == 404
    for verb in (
        lambda: actions.release_file(taken, file, by=cast.wilma),
        lambda: actions.add_file(taken, pdf(), by=cast.wilma),
        lambda: actions.describe_file(taken, file, by=cast.wilma, text="x"),
    ):
        with pytest.raises(NotAllowed, match="idén"):
            verb()
    page = cast.client(cast.wilma).get(reverse("ideas:case_files", args=[taken.pk]))
    assert "brunn.jpg" not in page.text
    actions.release_file(giving.case_of(idea), file, by=cast.amira)
    assert asked(cast, cast.wilma, idea).status_code == 200


def test_the_same_file_again_is_refused_and_leaves_nothing(cast, folder):
    idea = with_files(cast, photo())
    with pytest.raises(Conflict, match="fil 1"):
        actions.send_file(idea, photo("samma.jpg"), by=cast.sara)
    assert on_disk(folder) == 2


def test_no_more_than_ten_from_the_giver_and_ten_from_the_city(cast):
    idea = with_files(cast, *(pdf(words=f"giver {n}") for n in range(10)))
    with pytest.raises(NotAllowed, match="inte bli fler"):
        actions.send_file(idea, pdf(words="en till"), by=cast.sara)
    for number in range(10):
        actions.add_file(giving.case_of(idea), pdf(words=f"city {number}"), by=cast.amira)
    with pytest.raises(NotAllowed):
        actions.add_file(giving.case_of(idea), pdf(words="en till"), by=cast.amira)
    # All of them can be marked at once: the names of the fields have room.
    marks = [file.mark for file in Attachment.objects.filter(subject=idea.pk)]
    records.mark(idea.subject, by=cast.amira, fields=[*marks, "title", "need"], ground="31 kap. 16 § OSL", reason="Receptet.")
    assert set(marks) <= giving.fresh(idea).subject.masked_fields


def test_nothing_is_sent_to_a_closed_case(cast):
    idea = with_files(cast)
    gates.close(giving.case_of(idea), by=cast.amira, reason=giving.REASON, outcome=Outcome.NOT)
    with pytest.raises(NotAllowed):
        actions.send_file(idea, photo(), by=cast.sara)
    with pytest.raises(NotAllowed):
        actions.add_file(giving.case_of(idea), photo(), by=cast.amira)


def test_what_is_kept_of_a_file_is_decided_by_the_database(cast):
    idea = with_files(cast, pdf())
    for wrong in ({"number": 21}, {"released_at": clock.now()}, {"size": 20_000_001}, {"from_giver": False, "by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(subject=idea.pk).update(**wrong)


# --- What it is called, and what stands in it -----------------------------------------------------------------------------------


def called(response) -> str:
    return response.headers["Content-Disposition"]


def test_while_the_stage_is_blind_neither_name_nor_camera_tells_who_gave_it(cast):
    idea = giving.advanced(released(cast, with_files(cast, photo(NAME), docx("Sara Lindqvist.docx"))), cast.amira, "bedomning")
    assert giving.case_of(idea).is_blind
    page = reverse("gates:case", args=[giving.case_of(idea).pk])
    for who in (cast.assessor, cast.decider, cast.outsider, None):
        response = asked(cast, who, idea)
        assert ARTIST_NAME.encode() not in b"".join(response)
        assert response.headers["Content-Type"] == "image/webp"
        assert "Lindqvist" not in called(response)
        assert "Lindqvist" not in called(asked(cast, who, idea, 2))
    assert "Lindqvist skiss" not in cast.client(cast.assessor).get(page).text
    assert "/filer/1/bild" in cast.client(cast.assessor).get(page).text
    for who in (cast.sara, cast.office):
        response = asked(cast, who, idea)
        assert ARTIST_NAME.encode() in b"".join(response)
        assert "Lindqvist" in called(response)


def test_others_are_shown_the_picture_alone_and_by_its_number(cast):
    idea = released(cast, with_files(cast, photo(NAME)))
    page = cast.client().get(reverse("ideas:idea", args=[idea.pk, idea.subject.address])).text
    assert "Lindqvist" not in page
    assert "Fil 1, en bild utan beskrivning" in page
    assert ARTIST_NAME.encode() not in b"".join(asked(cast, None, idea))
    # A giver who shows the name shows what the file is called too; the original is for the giver and those who handle it.
    actions.show_name(idea, by=cast.sara, shown=True)
    page = cast.client().get(reverse("ideas:idea", args=[idea.pk, idea.subject.address])).text
    assert NAME in page
    assert asked(cast, None, idea).headers["Content-Type"] == "image/webp"
    assert asked(cast, cast.amira, idea).headers["Content-Type"] == "image/jpeg"


def test_a_file_is_nothing_but_what_it_shows(cast):
    idea = released(cast, with_files(cast, photo(), pdf()))
    for number, kind, sort in ((1, "picture", "inline"), (1, "file", "attachment"), (2, "file", "attachment")):
        response = asked(cast, None, idea, number, kind)
        assert called(response).startswith(sort) or sort == "inline"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "no-store" in asked(cast, cast.sara, idea).headers["Cache-Control"]


# --- Marked as secret ---------------------------------------------------------------------------------------------------------


def test_what_the_giver_says_is_secret_is_read_by_those_who_handle_it_and_that_is_noted(cast):
    idea = released(cast, with_files(cast, photo(NAME), pdf(), claims=["files"]))
    assert idea.subject.masked_fields == {"file1", "file2"}
    for who in (None, cast.outsider, cast.assessor):
        assert asked(cast, who, idea).status_code == 404
        assert asked(cast, who, idea, 1, "picture").status_code == 404
    assert asked(cast, cast.sara, idea).status_code == 200
    assert not Event.objects.filter(kind="secrecy.read").exists()
    assert asked(cast, cast.amira, idea).status_code == 200
    read = Event.objects.get(kind="secrecy.read")
    assert (read.actor, read.data["place"]) == (cast.amira, "ideas:file")
    case_page = cast.client(cast.amira).get(reverse("gates:case", args=[giving.case_of(idea).pk])).text
    assert "fil 1" in case_page
    records.lift(idea.subject, by=cast.amira, fields=["file1"], reason="Inget hemligt.")
    assert asked(cast, None, idea).status_code == 200
    assert asked(cast, None, idea, 2).status_code == 404


def test_one_sent_later_can_be_claimed_too(cast):
    idea = released(cast, with_files(cast, pdf()))
    file = actions.send_file(idea, photo(), by=cast.sara, secret=True)
    actions.release_file(giving.case_of(idea), file, by=cast.amira)
    assert asked(cast, None, idea, 2).status_code == 404
    assert asked(cast, None, idea, 1).status_code == 200
