"""The answer of a rule: yes, or a no that carries its reason, which is also what the disabled button says."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise as LazyText


class NotAllowed(Exception):
    """An action was refused. `str()` of it is a sentence for the person who asked."""


class Conflict(NotAllowed):
    """Somebody else changed the thing first; nothing was written."""


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: str | LazyText = ""

    def __bool__(self) -> bool:
        return self.allowed

    def demand(self) -> None:
        """Raise NotAllowed with the reason unless allowed."""
        if not self.allowed:
            raise NotAllowed(str(self.reason))


YES = Verdict(True)


def no(reason: str | LazyText) -> Verdict:
    return Verdict(False, reason)
