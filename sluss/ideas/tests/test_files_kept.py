"""What is told, registered and forgotten of files, and what lies on the disk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from sluss.core import clock, files
from sluss.core.ids import uid
from sluss.core.recounts import all_recounts
from sluss.core.tests.sent_files import pdf, photo, png
from sluss.core.verdict import NotAllowed
from sluss.ideas import actions
from sluss.ideas.actions.erasing import forget_giver, forget_person
from sluss.ideas.receivers import forget_chosen
from sluss.ideas.seed import RESIDENTS
from sluss.journal import actions as journal
from sluss.journal.models import Attachment, ChosenFile, Event, OutgoingMail
from sluss.records.models import RegisterEntry

from . import giving
from .filing import NAME, asked, names, on_disk, released, with_files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(cast, tmp_path: Path):
    giving.base(cast.units.care)
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


# --- Told, registered, forgotten ----------------------------------------------------------------------------------------------


def test_the_one_who_handles_it_is_told_without_what_the_file_is_called(cast):
    idea = released(cast, with_files(cast))
    actions.send_file(idea, photo(NAME), by=cast.sara)
    giving.worker()
    mails = OutgoingMail.objects.filter(event__kind="idea.file_sent")
    assert [mail.person for mail in mails] == [cast.amira]
    assert "ny fil" in mails[0].subject_line
    assert not any("skiss" in f"{mail.subject_line}{mail.text}{mail.html}" for mail in OutgoingMail.objects.all())
    assert "skiss" not in str(list(Event.objects.values_list("data", flat=True)))


def test_what_comes_from_outside_is_registered(cast):
    idea = with_files(cast, by=cast.rut, slug=RESIDENTS)
    before = RegisterEntry.objects.filter(subject=idea.pk).count()
    actions.send_file(idea, photo(), by=cast.rut)
    assert RegisterEntry.objects.filter(subject=idea.pk).count() == before + 1
    actions.add_file(giving.case_of(idea), pdf(), by=cast.amira)
    assert RegisterEntry.objects.filter(subject=idea.pk).count() == before + 1


def test_one_who_is_de_identified_leaves_no_name_on_a_file(cast, folder, django_capture_on_commit_callbacks):
    idea = with_files(cast, photo(NAME), pdf())
    actions.add_file(giving.case_of(idea), png("stadens.png"), by=cast.amira)
    journal.choose(photo(), form_key=uid(), owner=cast.sara)
    with django_capture_on_commit_callbacks(execute=True):
        forget_person(cast.sara)
    assert names(idea) == [(1, ""), (2, ""), (3, "stadens.png")]
    assert not ChosenFile.objects.exists()
    assert on_disk(folder) == 5


def test_nor_one_without_an_account(cast):
    key = uid()
    journal.choose(photo(NAME), form_key=key, owner=None)
    idea = giving.submitted(None, RESIDENTS, form_key=key).idea
    forget_giver(idea.pk)
    assert names(idea) == [(1, "")]


def test_a_description_is_added_by_those_who_handle_it_and_by_the_giver(cast):
    idea = with_files(cast, photo())
    file, case = Attachment.objects.get(), giving.case_of(idea)
    actions.describe_file(case, file, by=cast.amira, text="En brunn")
    actions.describe_own_file(idea, file, by=cast.sara, text="En brunn under vatten")
    assert Attachment.objects.get().description == "En brunn under vatten"
    for verb in (
        lambda: actions.describe_file(case, file, by=cast.outsider, text="Nej"),
        lambda: actions.describe_own_file(idea, file, by=cast.outsider, text="Nej"),
        lambda: actions.describe_file(case, file, by=cast.amira, text="x" * 301),
    ):
        with pytest.raises(NotAllowed):
            verb()


# --- On the disk ----------------------------------------------------------------------------------------------------------------


def test_what_belongs_to_no_row_is_swept_and_nothing_else(cast, folder):
    idea = with_files(cast, photo(), pdf())
    journal.choose(png(), form_key=uid(), owner=cast.sara)
    lost = files.take(pdf(words="servern dog"))
    shelves = {path.parent.name for path in folder.rglob("*") if path.is_file()}
    assert sum(journal.sweep(shelf) for shelf in shelves) == 0, "its row may be on its way"
    with clock.at(clock.now().replace(year=clock.now().year + 1)):
        assert sum(journal.sweep(shelf) for shelf in shelves) == 1
    assert not files.there(lost.stored)
    assert on_disk(folder) == 5
    assert names(idea) == [(1, "brunn.jpg"), (2, "plan.pdf")]


def test_what_was_chosen_and_never_sent_is_thrown_away_after_a_week(cast, folder, django_capture_on_commit_callbacks):
    draft = actions.save_draft(owner=cast.sara, gateway=giving.way(), key=uid(), data={"need": "Ja"})
    kept = journal.choose(photo(), form_key=draft.key, owner=cast.sara)
    journal.choose(pdf(), form_key=uid(), owner=None)
    assert forget_chosen() == 0
    with clock.at(clock.now() + timedelta(days=8)), django_capture_on_commit_callbacks(execute=True):
        assert forget_chosen() == 1
    assert list(ChosenFile.objects.all()) == [kept]
    assert on_disk(folder) == 2


def test_a_file_that_is_gone_is_found_by_the_recount_and_gives_no_error_page(cast):
    idea = released(cast, with_files(cast, pdf()))
    _label, check = all_recounts()["journal.files"]
    assert not list(check(False))
    files.throw_away(Attachment.objects.get().stored)
    assert len(list(check(True))) == 1
    assert asked(cast, None, idea).status_code == 404
