"""One who is de-identified: the name stands nowhere then – on no page, in no file, mail or log, and in no row of the database."""

from __future__ import annotations

import io
import logging
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from sluss.core import clock, jobs
from sluss.gates import actions as gates
from sluss.ideas import actions as ideas
from sluss.ideas.tests import giving
from sluss.journal.actions import follow, forget_codes
from sluss.journal.models import OutgoingMail
from sluss.people import actions as people
from sluss.people.tests.cast import PASSWORD
from sluss.records import actions as records
from sluss.records.states import Answer

from . import town as towns
from .test_canaries import logged
from .walk import everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAME, GIVEN, ADDRESS, PHONE, KEY = "Kanariekvist", "Kanarina", "kanarie.borta@alvsund.example", "070-1740611", "kanarie.nyckel"
WORDS = (NAME, GIVEN, ADDRESS, PHONE, KEY)


@pytest.fixture
def town(cast: Any) -> towns.Town:
    """Somebody gives with the name shown, takes one back, supports, follows, is told, mistypes the password, and asks to be forgotten."""
    made = towns.build(cast)
    olof = cast.outsider
    people.change_person(
        person=olof, by=None, given_name=GIVEN, family_name=NAME, email=ADDRESS, phone=PHONE, username=KEY, title="parkarbetare"
    )
    olof = cast.fresh(olof)
    shown = giving.submitted(olof, show_name=True).idea
    gates.release(giving.case_of(shown), by=cast.amira if shown.unit == cast.units.care else cast.wilma)
    ideas.withdraw(giving.submitted(olof).idea, by=olof)
    gates.ask(giving.case_of(shown), by=cast.fresh(cast.office), reason="Hur många?")
    follow(giving.fresh(shown).subject, by=cast.rut)
    ideas.support(giving.fresh(made.shown), by=olof)
    follow(giving.fresh(made.shown).subject, by=olof)
    ideas.save_draft(owner=olof, gateway=giving.way(), key=giving.uid(), data={"need": f"{NAME} skriver."})
    Client().post(reverse("account_login"), {"login": ADDRESS, "password": "fel"})
    Client().post(reverse("account_request_login_code"), {"email": ADDRESS})
    assert Client().post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD}).status_code == 302
    giving.worker()
    gates.ask(giving.case_of(made.waiting), by=cast.fresh(cast.office), reason="En till fråga.")  # what waits when it happens
    return made


def erase(cast: Any) -> None:
    request = records.ask_erasure(by=cast.fresh(cast.outsider), words=f"Jag heter {NAME} och har slutat.")
    records.answer_erasure(request, by=cast.fresh(cast.admin), answer=Answer.GRANTED, reason="Inget hindrar det.")
    giving.worker()


def rows_with(word: str) -> set[str]:
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values_list():
            if any(word.casefold() in str(bytes(value) if isinstance(value, memoryview) else value).casefold() for value in row):
                found.add(model._meta.label)
    return found


def test_nothing_in_the_database_says_who_it_was(cast: Any, town: towns.Town) -> None:
    before = {word: rows_with(word) for word in WORDS}
    assert all(before.values()), before
    assert {"people.PersonDetails", "ideas.Draft"} <= before[NAME]
    erase(cast)
    # The answer itself, to the address it was sent to: for a day, as codes.
    assert {word: rows_with(word) for word in WORDS} == {
        word: {"journal.OutgoingMail"} if word in {NAME, GIVEN, ADDRESS} else set() for word in WORDS
    }
    with clock.at(clock.now() + timedelta(days=2)):
        forget_codes()
    assert {word: rows_with(word) for word in WORDS} == {word: set() for word in WORDS}


def test_no_page_no_search_and_no_file_says_it(cast: Any, town: towns.Town) -> None:
    erase(cast)
    for who in (None, "rut", "sara", "wilma", "office", "registrar", "auditor", "admin"):
        for url, page in everything(cast, who, town, languages=("sv",)):
            for word in WORDS:
                assert word.casefold() not in page.casefold(), f"{who} reads {word} at {url}"
        if who is None:
            continue
        client = cast.client(cast.fresh(cast.people[who]))
        with zipfile.ZipFile(io.BytesIO(b"".join(client.post(reverse("records:my_data_download"))))) as folder:
            text = "".join(folder.read(name).decode() for name in folder.namelist())
        if who in {"auditor", "admin"}:
            text += b"".join(client.post(reverse("records:audit_download"))).decode() + client.get(reverse("records:audit")).text
        if who == "registrar":
            text += b"".join(client.post(reverse("records:download"))).decode()
        for word in WORDS:
            assert word.casefold() not in text.casefold(), f"{who} takes {word} home"
    admin = cast.client(cast.fresh(cast.admin))
    for url in (reverse("people:people"), f"{reverse('people:people')}?q={KEY}", reverse("records:erasures") + "?show=answered"):
        assert NAME not in admin.get(url).text, url
    assert admin.get(f"{reverse('people:people')}?q={NAME}").text.count(NAME) == admin.get(
        f"{reverse('people:people')}?q=Finnsinteson"
    ).text.count("Finnsinteson"), "the search says no more than what was asked"


def test_no_mail_leaves_to_the_one_who_is_gone_and_no_way_in_is_left(cast: Any, town: towns.Town) -> None:
    erase(cast)
    (left,) = OutgoingMail.objects.filter(to=ADDRESS)
    assert left.key.startswith("own:erasure:")
    client = Client()
    for data in ({"login": ADDRESS, "password": PASSWORD}, {"login": KEY, "password": PASSWORD}):
        client.post(reverse("account_login"), data)
        assert client.get(reverse("people:me")).status_code == 302
    client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    jobs.run_due(regardless=True)
    codes = OutgoingMail.objects.filter(to=ADDRESS).exclude(pk=left.pk)
    assert not codes.filter(person=cast.outsider).exists()


def test_no_log_says_it(cast: Any, town: towns.Town, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        erase(cast)
    text = logged(caplog.records)
    for word in WORDS:
        assert word.casefold() not in text.casefold()
