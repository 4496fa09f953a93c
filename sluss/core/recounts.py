"""What can be counted anew: stored totals and derived rows that `sluss recount` compares with what they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.functional import Promise as LazyText

# Yields a sentence for each difference; mends them when asked to. Works in bounded steps, so that a large table locks nothing long.
Check = Callable[[bool], Iterable[str]]

_CHECKS: dict[str, tuple[str | LazyText, Check]] = {}


def recount(name: str, label: str | LazyText) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        if name in _CHECKS:
            raise ValueError(f"two recounts are called {name}")
        _CHECKS[name] = (label, check)
        return check

    return register


def all_recounts() -> dict[str, tuple[str | LazyText, Check]]:
    return dict(sorted(_CHECKS.items()))
