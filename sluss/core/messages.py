"""What is said to people when something has happened: the text of a notice and of a mail.

An event kind that tells somebody (`core.events.Tell`) has one text for each role it tells. The app that owns the kind
registers a builder in `<app>/messages.py`, imported in AppConfig.ready:

    @message("case.advanced", to=Tell.GIVER)
    def advanced(event, subject, recipient) -> Message:
        return Message(
            subject_line=_("Congratulations, %(title)s has been lifted") % {"title": subject.title},
            happened=_("…"), now=_("…"), links=((_("Open the idea"), url_of(subject)),),
        )

The recipient's language is active when a builder runs. A builder asks the database nothing: what it needs beyond the
event's ids is loaded for many events at once by a loader (`facts`) and stands in `event.facts`. It never names a giver to
anybody but the giver. A kind without a builder gets a plain text from its label, so nobody is told nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from . import addresses
from .events import KINDS, Tell

Link = tuple[str, str]  # what it says, where it leads; a path is made absolute


@dataclass(frozen=True, slots=True)
class Message:
    """What happened → what happens now → whom to ask. Plain text in every part; nothing is markup."""

    subject_line: str
    happened: str
    now: str = ""  # "Amira läser idén och svarar senast 11 april." The heading is added.
    quoted: tuple[str, str] | None = None  # a heading and somebody's own words: ("Skälet", the decision's reason)
    ask: str = ""  # whom to ask; the innovation office when empty
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, in what role. The name is the recipient's own and nobody else's."""

    role: Tell
    language: str = "sv"
    person_id: int | None = None
    name: str = ""
    email: str = ""
    status_url: str = ""  # where one without an account reads the answer
    own_act: bool = False  # the recipient did it: the text is a receipt


Builder = Callable[[Any, Any, Recipient], Message]
Loader = Callable[[Sequence[Any]], Mapping[int, Any]]
_B = TypeVar("_B", bound=Builder)
_L = TypeVar("_L", bound=Loader)

_BUILDERS: dict[tuple[str, Tell], Builder] = {}
_LOADERS: dict[str, Loader] = {}


def message(kind: str, *, to: Tell | Iterable[Tell]) -> Callable[[_B], _B]:
    """Register the text of an event kind for one role, or the same for several."""
    roles = (to,) if isinstance(to, Tell) else tuple(to)

    def register(builder: _B) -> _B:
        for role in roles:
            if _BUILDERS.setdefault((kind, role), builder) is not builder:
                raise ValueError(f"two texts for {kind} to {role}")
        return builder

    return register


def facts(*kinds: str) -> Callable[[_L], _L]:
    """Register what loads, with as many queries for many events as for one, what the texts of these kinds need: {event id: anything}."""

    def register(loader: _L) -> _L:
        for kind in kinds:
            if _LOADERS.setdefault(kind, loader) is not loader:
                raise ValueError(f"two loaders for {kind}")
        return loader

    return register


def load_facts(events: Iterable[Any]) -> None:
    """Give each event its `facts` (None where its kind has no loader or the loader said nothing)."""
    per_loader: dict[Loader, list[Any]] = {}
    for event in events:
        event.facts = None
        if loader := _LOADERS.get(event.kind):
            per_loader.setdefault(loader, []).append(event)
    for loader, wanted in per_loader.items():
        found = loader(wanted)
        for event in wanted:
            event.facts = found.get(event.pk)


def build(event: Any, subject: Any, recipient: Recipient) -> Message:
    """The text, in the active language, complete. Call load_facts first."""
    builder = _BUILDERS.get((event.kind, recipient.role), plain)
    made = builder(event, subject, recipient)
    return replace(made, ask=made.ask or whom_to_ask(), links=[(text, absolute(url)) for text, url in made.links])


def plain(event: Any, subject: Any, recipient: Recipient) -> Message:
    """The text of a kind that nobody has written one for: its label and where to read more."""
    label = str(KINDS[event.kind].label)
    if subject is None:
        return Message(subject_line=label, happened=_("This has happened: %(what)s.") % {"what": label})
    named = {"what": label, "title": subject.title}
    url = recipient.status_url or addresses.url_of(subject)
    return Message(
        subject_line=_("%(what)s: %(title)s") % named,
        happened=_("This has happened with “%(title)s”: %(what)s.") % named,
        now=_("You can follow what happens on its page."),
        links=[(_("Read more"), url)],
    )


def whom_to_ask() -> str:
    return _("Do you wonder about something? Write to %(address)s.") % {"address": settings.CONTACT_EMAIL}


def absolute(url: str) -> str:
    return settings.SITE_URL + url if url.startswith("/") else url


def written() -> dict[tuple[str, Tell], Builder]:
    """Which texts are written, for the reference and its tests."""
    return dict(_BUILDERS)
