"""What can be counted anew: stored totals and derived rows that `sluss recount` compares with what they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.functional import Promise as LazyText

# Yields a sentence for each difference; mends them when asked to. Works in bounded steps, so that a large table locks nothing long.
Check = Callable[[bool], Iterable[str]]

_CHECKS: dict[str, tuple[str | LazyText, Check]] = {}
_ONLY_FOUND: set[str] = set()


def recount(name: str, label: str | LazyText, *, mends: bool = True) -> Callable[[Check], Check]:
    """Register a check. Without `mends` it says what is wrong, and nothing here can put it right."""

    def register(check: Check) -> Check:
        if name in _CHECKS:
            raise ValueError(f"two recounts are called {name}")
        _CHECKS[name] = (label, check)
        if not mends:
            _ONLY_FOUND.add(name)
        return check

    return register


def all_recounts() -> dict[str, tuple[str | LazyText, Check]]:
    return dict(sorted(_CHECKS.items()))


def can_mend(name: str) -> bool:
    return name not in _ONLY_FOUND
