"""Charts drawn on the server: a title, one sentence that says what to see, the picture, and the numbers as a table behind a fold.

The picture is hidden from those who listen: the sentence and the table say it all. No series rests on colour alone: parts stand in the
order of the legend with a gap between them, and lines differ in their dashes too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .base import Component, ComponentError, Text, component

MOST_SERIES = 3
HEIGHT, WIDTH = 200, 600
MOST_TICKS = 4
LONG_LABEL = 18  # longer ones stand above their bar
Cell = int | str | Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What a chart shows, as a table: the first cell of a row is its head."""

    columns: Sequence[Text]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of bars: a value for each series, and what stands at its end (the sum, when nothing is said)."""

    label: Text
    parts: Sequence[int]
    text: Text | None = None
    note: Text = ""

    @property
    def total(self) -> int:
        return sum(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    label: Text
    values: Sequence[int]


def _check_series(name: str, number: int) -> None:
    if not 1 <= number <= MOST_SERIES:
        raise ComponentError(f"{name}: {number} series; it takes 1 to {MOST_SERIES}, which can be told apart.")


def _whole(name: str, values: Sequence[int]) -> None:
    if any(not isinstance(value, int) or isinstance(value, bool) or value < 0 for value in values):
        raise ComponentError(f"{name}: values are whole numbers from 0, not {list(values)!r}.")


@component("bars")
@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(Component):
    """Rows of bars, each in parts by series. `numbers` is the table; made of the bars when it is left out."""

    title: Text
    takeaway: Text
    items: Sequence[Bar]
    series: Sequence[Text] = ()
    numbers: Numbers | None = None
    head: Text = ""
    id: str = ""
    level: Literal[2, 3, 4] = 2
    wide: bool = False

    def extra(self) -> dict[str, Any]:
        count = len(self.series) or 1
        _check_series("bars", count)
        for item in self.items:
            _whole("bars", item.parts)
            if len(item.parts) != count:
                raise ComponentError(f"bars: {item.label!r} has {len(item.parts)} parts; there are {count} series.")
        most = max((item.total for item in self.items), default=0) or 1
        return {
            "drawn": [(item, _laid(item.parts, most)) for item in self.items],
            "table": self.table(),
            "keyed": count > 1,
            "long": any(len(str(item.label)) > LONG_LABEL for item in self.items),
        }

    def table(self) -> Numbers:
        if self.numbers is not None:
            return self.numbers
        keyed = len(self.series) > 1
        sums = [""] if keyed else []
        return Numbers(
            columns=[self.head, *self.series, *sums],
            rows=[[item.label, *item.parts, *([item.total] if keyed else [])] for item in self.items],
        )


def _laid(parts: Sequence[int], most: int) -> list[tuple[int, str, str]]:
    """Series, where its part begins and how long it is, of 100. A part that is there is never too thin to be seen."""
    laid, at = [], 0.0
    for number, value in enumerate(parts):
        if value:
            long = max(100 * value / most, 0.6)
            laid.append((number, f"{at:.2f}", f"{long:.2f}"))
            at += long
    return laid


@component("flow")
@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Component):
    """Lines over time. `labels` are the points in order, all of them in the table, some of them under the picture."""

    title: Text
    takeaway: Text
    labels: Sequence[Text]
    lines: Sequence[Line]
    head: Text = ""
    id: str = ""
    level: Literal[2, 3, 4] = 2
    wide: bool = False

    def extra(self) -> dict[str, Any]:
        _check_series("flow", len(self.lines))
        for line in self.lines:
            _whole("flow", line.values)
            if len(line.values) != len(self.labels):
                raise ComponentError(f"flow: {line.label!r} has {len(line.values)} values; there are {len(self.labels)} labels.")
        top = _round_up(max((value for line in self.lines for value in line.values), default=0))
        return {
            "drawn": [(number, line, _points(line.values, top)) for number, line in enumerate(self.lines)],
            "top": top,
            "middle": top // 2,
            "ticks": _some(self.labels),
            "width": WIDTH,
            "height": HEIGHT,
            "half": HEIGHT // 2,
            "table": self.table(),
        }

    def table(self) -> Numbers:
        return Numbers(
            columns=[self.head, *(line.label for line in self.lines)],
            rows=[[label, *(line.values[at] for line in self.lines)] for at, label in enumerate(self.labels)],
        )


def _round_up(value: int) -> int:
    """The top of the scale: even, so that its middle is a whole number too, and easy to read."""
    if value <= 10:
        return value + value % 2 or 2
    size = 10 ** (len(str(value)) - 1)
    return next(size * step // 5 for step in range(5, 51) if size * step // 5 >= value and (size * step // 5) % 2 == 0)


def _points(values: Sequence[int], top: int) -> str:
    """For a polyline. One point alone is drawn as a level line: a point has no width."""
    if len(values) == 1:
        values = [values[0], values[0]]
    step = WIDTH / (len(values) - 1) if len(values) > 1 else 0
    return " ".join(f"{at * step:.1f},{HEIGHT - HEIGHT * value / top:.1f}" for at, value in enumerate(values))


def _some(labels: Sequence[Text]) -> list[tuple[Text, str, str]]:
    """The first, the last and a few between them: what it says, where it stands, and which part of it stands there."""
    last = len(labels) - 1
    if last < 1:
        return [(label, "0", "start") for label in labels]
    wanted = sorted({round(last * at / (MOST_TICKS - 1)) for at in range(MOST_TICKS)})
    ends = {0: "start", last: "end"}
    return [(labels[at], f"{100 * at / last:.1f}", ends.get(at, "middle")) for at in wanted]
