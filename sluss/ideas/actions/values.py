"""What the verbs take and give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.text import clean, suggest_title
from sluss.core.verdict import NotAllowed
from sluss.gates.models import Case
from sluss.people.models import Person

from ..hidden import newest_texts
from ..models import Challenge, Idea, Place, Theme
from ..states import LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, Beneficiary, Channel
from .answering import Answer

_LONGEST = {
    "title": LONGEST_TITLE,
    "need": LONGEST_TEXT,
    "solution": LONGEST_TEXT,
    "benefit": LONGEST_TEXT,
    "unknowns": LONGEST_TEXT,
    "spot": LONGEST_LINE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What an idea says. Only the need is required; a title is suggested where there is none."""

    need: str
    title: str = ""
    solution: str = ""
    benefit: str = ""
    unknowns: str = ""
    spot: str = ""
    beneficiaries: tuple[str, ...] = ()
    theme: Theme | None = None
    place: Place | None = None
    answers: tuple[Answer, ...] = ()  # to the way in's own questions, as they were asked

    def checked(self) -> Texts:
        """Clean, complete and short enough, or NotAllowed. Every way in passes here, so the database never has to say no."""
        made: dict[str, Any] = {name: clean(getattr(self, name)) for name in _LONGEST}
        made["title"] = " ".join(made["title"].split())
        made["spot"] = " ".join(made["spot"].split())
        if not made["need"]:
            raise NotAllowed(_("Write what chafes, or what you want to try."))
        made["title"] = made["title"] or suggest_title(made["need"])
        for name, longest in _LONGEST.items():
            if len(made[name]) > longest:
                raise NotAllowed(_("A text is too long. Shorten it to at most %(n)d characters.") % {"n": longest})
        made["beneficiaries"] = tuple(value for value in Beneficiary.values if value in self.beneficiaries)
        return replace(self, **made)

    def as_received(self) -> dict[str, Any]:
        """For IdeaVersion.texts."""
        made = {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name not in {"title", "theme", "place", "beneficiaries", "answers"}
        }
        return made | {
            "beneficiaries": list(self.beneficiaries),
            "theme": self.theme.key if self.theme else "",
            "place": self.place.key if self.place else "",
            **({"answers": list(self.answers)} if self.answers else {}),
        }


def texts_of(idea: Idea) -> Texts:
    """What the idea says now, in clear: for its giver. Needs subject, theme and place loaded; one query when something is marked."""
    clear = newest_texts(idea) if idea.subject.masked else {}
    return Texts(
        title=clear.get("title", idea.subject.title),
        need=clear.get("need", idea.need),
        solution=clear.get("solution", idea.solution),
        benefit=clear.get("benefit", idea.benefit),
        unknowns=clear.get("unknowns", idea.unknowns),
        spot=idea.spot,
        beneficiaries=tuple(idea.beneficiaries),
        theme=idea.theme,
        place=idea.place,
        answers=tuple(idea.answers),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What a way in asks for beside the idea's text: its own questions, its process's self-check, and how far work under way has come."""

    answers: Mapping[str, str] = field(default_factory=dict)  # by the question's number
    checks: Mapping[str, str] = field(default_factory=dict)  # by the check's key: yes, no or unsure
    stage: str = ""  # where the process lets a case begin anywhere
    challenge: Challenge | None = None  # that the idea answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Of one without an account, all of it optional."""

    name: str = ""
    email: str = ""
    company: bool = False  # gives it for a company or an organisation

    def checked(self) -> Contact:
        name = " ".join(clean(self.name).split())[:LONGEST_NAME]
        return Contact(name=name, email=clean(self.email).lower()[:254], company=self.company)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenIn:
    """What was given in another way than by the form, and is written in by one who answers."""

    by: Person
    channel: Channel
    received_on: date

    def received_at(self, now: datetime) -> datetime:
        """At what time of the day is not known: the beginning of it, so that it never lies in the future."""
        return now if self.received_on == clock.local_day(now) else clock.start_of(self.received_on)

    def told(self) -> dict[str, str]:
        """For the event: the register notes the day on which it came in, and the giver's receipt says how."""
        return {"channel": str(self.channel), "received_on": self.received_on.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    idea: Idea
    case: Case | None
    code: str = ""  # for one without an account; shown now and kept as a hash only
    again: bool = False  # the form had been sent before: nothing was written now
