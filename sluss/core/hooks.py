"""What an app below announces and an app above must act on in the same transaction, where no event can be recorded yet.

`people` lies below the journal, so it cannot record events. It announces here; `gates` registers and moves what is open.
A receiver may refuse by raising core.verdict.NotAllowed: then nothing at all is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Hook(Generic[T]):
    def __init__(self, name: str) -> None:
        self.name = name
        self._receivers: list[Callable[[T], None]] = []

    def register(self, receiver: Callable[[T], None]) -> Callable[[T], None]:
        """Call it in AppConfig.ready; registering the same function again changes nothing."""
        if receiver not in self._receivers:
            self._receivers.append(receiver)
        return receiver

    def announce(self, news: T) -> None:
        """Call every receiver, in the transaction of the action that announces."""
        for receiver in self._receivers:
            receiver(news)


@dataclass(frozen=True, slots=True)
class UnitEnded:
    """A unit has stopped to exist and hands on what is open. `by` is empty when it was the system, on the day."""

    unit: Any  # people.Unit
    successor: Any  # people.Unit: the unit above where no successor was named; never empty, never itself ended
    by: Any | None  # people.Person


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """A person can no longer sign in; what waits for the person by name must go back to the role."""

    person: Any  # people.Person
    by: Any | None


@dataclass(frozen=True, slots=True)
class RoleLost:
    """A person, who stays, may no longer all that came with a role, as its holder or deputy; what waits for the person by name there
    must go back to the role."""

    person: Any  # people.Person
    by: Any | None


@dataclass(frozen=True, slots=True)
class AbsenceBegan:
    """What waits for the person by name must go to the stand-in now."""

    absence: Any  # people.Absence


@dataclass(frozen=True, slots=True)
class AbsenceEnded:
    """The person is back; what the stand-in was handed for the absence, and still has, must go back."""

    absence: Any  # people.Absence


@dataclass(frozen=True, slots=True)
class PersonErased:
    """A person is being de-identified: what tells who it was goes, in the same transaction. The name still stands while this is told."""

    person: Any  # people.Person
    addresses: tuple[str, ...]  # every one that the person could be reached at


@dataclass(frozen=True, slots=True)
class GiverErased:
    """The same for one who gave something without an account."""

    subject_id: int


UNIT_ENDED: Hook[UnitEnded] = Hook("unit_ended")
PERSON_LEFT: Hook[PersonLeft] = Hook("person_left")
ROLE_LOST: Hook[RoleLost] = Hook("role_lost")
ABSENCE_BEGAN: Hook[AbsenceBegan] = Hook("absence_began")
ABSENCE_ENDED: Hook[AbsenceEnded] = Hook("absence_ended")
PERSON_ERASED: Hook[PersonErased] = Hook("person_erased")
GIVER_ERASED: Hook[GiverErased] = Hook("giver_erased")
