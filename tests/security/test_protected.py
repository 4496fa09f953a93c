"""Protected identities: a lead and a giver whose names and addresses nobody is sent, on a page or in a mail, a notice, a file, a log."""

from __future__ import annotations

import io
import logging
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from sluss.gates import actions as gates
from sluss.ideas import actions as ideas
from sluss.ideas.tests import giving
from sluss.journal.models import OutgoingMail
from sluss.people import actions as people
from sluss.people.models import Person

from . import town as towns
from .test_canaries import logged
from .test_routes import WHO
from .walk import everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LEAD, TITLE = "Skyddsdotter", "kanarieledare"


@dataclass(frozen=True)
class Place:
    town: towns.Town
    words: dict[str, str]  # whose each word is


@pytest.fixture
def place(cast: Any) -> Place:
    """Amira leads and Sara gives, and both are protected from the first day: all that follows happens to them."""
    for person, family, address in (
        (cast.amira, LEAD, "skyddad.led@alvsund.example"),
        (cast.sara, towns.GIVER, "skyddad.ge@alvsund.example"),
    ):
        people.mark_protected(person=person, protected=True, by=None)
        people.change_person(person=person, by=None, family_name=family, email=address, title=TITLE, phone="070-1740605")
    town = towns.build(cast)
    gates.take(giving.case_of(town.shown), by=cast.fresh(cast.amira))
    ideas.show_name(town.shown, by=cast.sara, shown=True)
    giving.worker()
    words = {LEAD: "amira", towns.GIVER: "sara", TITLE: "", "skyddad.led": "amira", "skyddad.ge": "sara", "070-1740605": ""}
    return Place(town, words)


def others(words: dict[str, str], who: str | None) -> list[str]:
    """One reads one's own details, and what both share."""
    return [word for word, whose in words.items() if whose != who and (whose or who not in {"amira", "sara"})]


@pytest.mark.parametrize("who", WHO)
def test_no_page_says_who_one_with_a_protected_identity_is(cast: Any, place: Place, who: str | None) -> None:
    for url, page in everything(cast, who, place.town, languages=("sv",)):
        # The resident without an account has a name of the same kind; it is not protected, and stands with one idea.
        text = page.replace(f"Rut {towns.GIVER}", "")
        for word in others(place.words, who):
            assert word.casefold() not in text.replace(f"q={word}", "").casefold(), f"{who} reads {word} at {url}"


def test_the_pages_of_people_say_a_role(cast: Any, place: Place) -> None:
    client = cast.client(cast.fresh(cast.admin))
    urls = [reverse("people:people"), f"{reverse('people:people')}?q={LEAD}", reverse("people:unit", args=[cast.units.care.pk])]
    urls += [reverse("people:person", args=[cast.lars.pk]), reverse("people:person", args=[cast.amira.pk])]
    urls.append(reverse("records:audit"))
    for url in urls:
        page = client.get(url).text.replace(f'value="{LEAD}"', "").replace(f"q={LEAD}", "").replace(f"”{LEAD}”", "")
        assert LEAD not in page, url
    assert LEAD in client.get(reverse("people:person_edit", args=[cast.amira.pk])).text, "who keeps the details must be able to change them"


def test_no_mail_says_it_but_the_one_to_oneself(cast: Any, place: Place) -> None:
    assert OutgoingMail.objects.exclude(person__in=(cast.amira, cast.sara)).exists(), "nobody was told, so nothing was tested"
    for mail in OutgoingMail.objects.all():
        text = (mail.subject_line + mail.text + mail.html).replace(f"Rut {towns.GIVER}", "")
        whose = {cast.amira.pk: "amira", cast.sara.pk: "sara"}.get(mail.person_id or 0)
        for word in others(place.words, whose):
            assert word not in text, (mail.key, word)


def test_no_file_says_it(cast: Any, place: Place) -> None:
    for who in WHO:
        if who is None:
            continue
        client = cast.client(cast.fresh(cast.people[who]))
        answer = client.post(reverse("records:my_data_download"))
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as folder:
            text = "".join(folder.read(name).decode() for name in folder.namelist())
        if who in {"auditor", "admin"}:
            text += b"".join(client.post(reverse("records:audit_download"))).decode()
        if who == "registrar":
            text += b"".join(client.post(reverse("records:download"))).decode()
        for word in others(place.words, who):
            assert word not in text, f"{who} takes {word} home"


def test_what_was_frozen_before_it_was_protected_is_a_role_too(cast: Any) -> None:
    """A decision keeps the name as it was; from the day the person is protected nobody is shown it."""
    cast.amira.details.family_name = LEAD
    cast.amira.details.save()
    town = towns.build(cast)
    people.mark_protected(person=Person.objects.get(pk=cast.amira.pk), protected=True, by=None)
    for who in ("rut", "sara", "office", "auditor"):
        for url, page in everything(cast, who, town, languages=("sv",)):
            assert LEAD not in page, f"{who} reads it at {url}"


def test_no_log_says_it(cast: Any, caplog: pytest.LogCaptureFixture, place: Place) -> None:
    with caplog.at_level(logging.DEBUG):
        for who in (None, "rut", "office"):
            list(everything(cast, who, place.town, languages=("sv",)))
    text = logged(caplog.records)
    assert text
    for word in place.words:
        assert word not in text
