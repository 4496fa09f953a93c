"""An app of the tests' own above the journal: things that are given, found and told about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from sluss.core import addresses, clock, events, prepared, providers
from sluss.core.events import Kind, Tell
from sluss.core.providers import Giver, SearchText
from sluss.journal import actions
from sluss.journal.models import Event, Subject
from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit
from sluss.people.tests.cast import Cast

from .smtp import Post, Server

NOON = clock.now().replace(hour=11, minute=0, second=0, microsecond=0)
ALL_TOLD = frozenset(Tell)
KINDS = (
    Kind("thing.given", "Mottagen", tell=frozenset({Tell.GIVER}), index=True, timeline=True, receipt=True),
    Kind("thing.moved", "Gick vidare", tell=ALL_TOLD, timeline=True),
    Kind("thing.noted", "Anteckning", handlers_only=True),
    Kind("thing.silent", "Tyst"),
    Kind("thing.assigned", "Ligger hos dig", tell=frozenset({Tell.OWNER})),
)


@dataclass
class Things:
    """What the tests' app knows of its things."""

    cast: Cast
    texts: dict[int, str] = field(default_factory=dict)
    givers: list[Giver] = field(default_factory=list)

    def make(
        self,
        title: str = "Smarta brunnar",
        body: str = "",
        *,
        giver: Person | None = None,
        email: str = "",
        released: bool = True,
        unit: Unit | None = None,
        visibility: Visibility = Visibility.ALL,
    ) -> Subject:
        with transaction.atomic():
            subject = actions.open_subject(
                kind="thing", title=title, unit=unit or self.cast.units.care, language="sv", visibility=visibility, address="sak"
            )
            self.texts[subject.pk] = body
            if giver is not None:
                self.givers.append(Giver(subject.pk, giver.pk, giver.name, giver.email, giver.language))
            if email:
                self.givers.append(Giver(subject.pk, None, "Gunnar Givare", email, "sv", "/folj/KOD"))
            actions.record("thing.given", subject=subject, by=giver)
            if released:
                subject = actions.release(subject, by=None)
        return subject

    def record(self, kind: str, subject: Subject | None, by: Person | None = None, **data: Any) -> Event:
        with transaction.atomic():
            return actions.record(kind, subject=subject, by=by, **data)

    def search_texts(self, subject_ids: Iterable[int]) -> Iterator[SearchText]:
        for subject in Subject.objects.filter(pk__in=subject_ids, kind="thing"):
            yield SearchText(subject.pk, subject.title, self.texts.get(subject.pk, ""))

    def givers_of(self, subject_ids: Iterable[int]) -> list[Giver]:
        return [giver for giver in self.givers if giver.subject_id in set(subject_ids)]


@pytest.fixture
def things(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Things]:
    made = Things(cast)
    for kind in KINDS:
        monkeypatch.setitem(events.KINDS, kind.name, kind)
    lent = {kind: list(functions) for kind, functions in providers._PROVIDERS.items()}
    lent[providers.Kind.SEARCH_TEXT] = [(50, made.search_texts)]
    lent[providers.Kind.GIVERS] = [(50, made.givers_of)]
    monkeypatch.setattr(providers, "_PROVIDERS", lent)
    monkeypatch.setitem(addresses._ADDRESSES, "thing", lambda subject: f"/sak/{subject.pk}")
    prepared.forget()
    yield made
    prepared.forget()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Post]:
    server = Server(Post())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    yield server.post
    server.stop()


@pytest.fixture
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield
