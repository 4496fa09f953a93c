"""What the counted groups say: charts, each with a sentence computed from the numbers, and how every measure is defined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.template.defaultfilters import date as write
from django.utils.functional import Promise as LazyText
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from sluss.core.components import Bar, Bars, Flow, Kpi, Line, Numbers
from sluss.people.states import Role

from .counting import OWNERS, Asked, Counted, Waiting, by_key, by_month, median, share_at
from .states import Outcome, Phase, PromiseState

MOST_UNITS_SHOWN, TABLE_UNITS = 10, 300
# Upper ends of the groups that waits for a first answer are shown in, in working days; the last one is open.
ENDS = (2, 5, 10, 20, 30)
CARRIED_OUT = (Outcome.FULLY, Outcome.PARTLY, Outcome.PLANNED)

DEFINITIONS: dict[str, tuple[LazyText, LazyText]] = {
    "answer": (
        gettext_lazy("Time to the first answer"),
        gettext_lazy(
            "Working days from the day something was received until somebody at the city first decided about it: asked for more, let "
            "it go on, sent it back, parked, referred or closed it. That it was shown to others is no answer. Counted for first answers "
            "given in the period. The median is the middle one: half went faster."
        ),
    ),
    "in_time": (
        gettext_lazy("Answered in time"),
        gettext_lazy(
            "Of the promised answers given in the period, at every stage: the share given within the promised number of working days. "
            "Days on which the clock stood still, because the giver was asked for more, do not count. What still waits is not in it; what "
            "is late now stands beside it."
        ),
    ),
    "waiting": (
        gettext_lazy("Waiting now"),
        gettext_lazy(
            "Cases that are promised an answer today, whatever the period. Late is what has passed its day; paused is what waits "
            "for the giver. Questions to units are counted apart."
        ),
    ),
    "questions": (
        gettext_lazy("Unanswered questions, by unit"),
        gettext_lazy(
            "What units are asked about each other's cases and have not answered today, whatever the period: whether a need is theirs, "
            "whether they receive, take part or take up an idea. These are no answers to givers. Late is what has passed its day."
        ),
    ),
    "owner": (
        gettext_lazy("Late, by who has it"),
        gettext_lazy("Who has taken the case or the question; else the role that answers in the unit. Each is counted apart."),
    ),
    "funnel": (
        gettext_lazy("How far cases have come"),
        gettext_lazy(
            "Of the cases that came in during the period: how many have been at each level or a higher one. One that was sent back still "
            "counts where it has been."
        ),
    ),
    "flow": (
        gettext_lazy("Flow over time"),
        gettext_lazy(
            "Cases that came in, that got their first answer and that were closed, each in the month when it happened. A case that is "
            "referred is closed at the one unit and comes in at the other. What was brought from another system is counted on its own days."
        ),
    ),
    "stage": (
        gettext_lazy("Time at each level"),
        gettext_lazy(
            "Working days that a promise took, from the day it began to count until the answer, for answers given in the period. The "
            "level is where the case stood when it was answered."
        ),
    ),
    "stops": (
        gettext_lazy("Where cases end"),
        gettext_lazy(
            "Cases closed in the period, by the level they stood at and by outcome. Carried out: in full, in part or in coming planning. "
            "Ended otherwise: withdrawn by the giver, too little support, or referred elsewhere."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Statistics:
    kpis: list[Kpi]
    charts: list[Bars | Flow]


def statistics(asked: Asked, counted: Counted, unit_names: Mapping[int, str]) -> Statistics:
    charts = [
        _flow(asked, counted),
        _funnel(counted),
        _stops(counted),
        _answers(counted),
        _stages(counted),
        _waiting_by_level(counted.answers),
        _waiting_by_unit(counted.answers, unit_names),
        _questions_by_unit(counted.questions, unit_names),
        _late_by_owner(counted.waiting, unit_names),
    ]
    return Statistics(kpis(counted), charts)


def defined(key: str) -> str:
    return str(DEFINITIONS[key][0])


def month_name(month: date, *, year: bool) -> str:
    name = "M" if get_language() == "en" else "b"  # months have small letters in Swedish
    return write(month, f"{name} Y" if year else name)


def percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _within(number: int | None) -> str:
    if not number:
        return _("the same day")
    return ngettext("within %(n)d working day", "within %(n)d working days", number) % {"n": number}


def kpis(counted: Counted) -> list[Kpi]:
    first = by_key(counted.answered, 1)
    half, answers = median(first.items()), sum(first.values())
    kept = by_key(counted.kept, 2)
    given = kept.total()
    waiting, late = _sum(counted.answers), _sum(row for row in counted.answers if row.late)
    closed = by_key(counted.closed, 1)
    done = sum(closed[outcome] for outcome in CARRIED_OUT)
    return [
        Kpi(
            label=_("Time to the first answer, median"),
            value="–" if half is None else half,
            unit="" if half is None else ngettext("working day", "working days", half),
            note=ngettext("%(n)d first answer", "%(n)d first answers", answers) % {"n": answers},
        ),
        Kpi(
            label=_("Answered in time"),
            value=percent(kept[True], given) if given else "–",
            unit="%" if given else "",
            note=ngettext("%(part)d of %(n)d promised answer", "%(part)d of %(n)d promised answers", given)
            % {"part": kept[True], "n": given},
        ),
        Kpi(
            label=_("Waiting now"),
            value=waiting,
            note=ngettext("%(n)d of them is late", "%(n)d of them are late", late) % {"n": late} if late else _("None is late"),
            good=None if not waiting else not late,
        ),
        Kpi(
            label=pgettext("a number of cases", "Closed"),
            value=closed.total(),
            note=ngettext("%(n)d carried out", "%(n)d carried out", done) % {"n": done},
        ),
    ]


def _sum(rows: Iterable[Waiting]) -> int:
    return sum(row.number for row in rows)


def _flow(asked: Asked, counted: Counted) -> Flow:
    months = asked.months
    came, answered, closed = (by_month(groups, months) for groups in (counted.opened, counted.answered, counted.closed))
    several = len({month.year for month in months}) > 1
    more = sum(came) - sum(closed)
    if not sum(came) and not sum(answered) and not sum(closed):
        says = _("Nothing came in and nothing was answered.")
    elif more > 0:
        says = _("%(came)d came in, %(answered)d got a first answer and %(closed)d were closed: %(more)d more came in than were closed.")
    elif more < 0:
        says = _("%(came)d came in, %(answered)d got a first answer and %(closed)d were closed: %(less)d more were closed than came in.")
    else:
        says = _("%(came)d came in, %(answered)d got a first answer and %(closed)d were closed: as many as came in.")
    return Flow(
        title=defined("flow"),
        takeaway=says % {"came": sum(came), "answered": sum(answered), "closed": sum(closed), "more": more, "less": -more},
        labels=[month_name(month, year=several) for month in months],
        lines=[
            Line(label=pgettext("a number of cases", "Came in"), values=came),
            Line(label=_("First answer"), values=answered),
            Line(label=pgettext("a number of cases", "Closed"), values=closed),
        ],
        head=_("Month"),
        id="flow",
        wide=True,
    )


def _funnel(counted: Counted) -> Bars:
    highest = by_key(counted.opened, 1)
    reached = {phase: sum(number for at, number in highest.items() if at >= phase) for phase in Phase}
    total, pilot = reached[Phase.NEED], reached[Phase.PILOT]
    says = ngettext(
        "Of %(n)d that came in, %(pilot)d has reached Pilot or further.",
        "Of %(n)d that came in, %(pilot)d have reached Pilot or further.",
        pilot,
    )
    return Bars(
        title=defined("funnel"),
        takeaway=says % {"n": total, "pilot": pilot} if total else _("Nothing came in during the period."),
        items=[Bar(label=phase.label, parts=(reached[phase],)) for phase in Phase],
        numbers=Numbers(
            columns=[_("Level"), _("Reached it"), _("Share")],
            rows=[[phase.label, reached[phase], f"{percent(reached[phase], total)} %"] for phase in Phase],
        ),
        id="funnel",
    )


def _stops(counted: Counted) -> Bars:
    by_both: Counter[tuple[str, int]] = Counter()
    for (_month, outcome, phase), number in counted.closed.items():
        by_both[outcome, phase] += number
    total = by_both.total()

    def at(phase: Phase, outcomes: Sequence[str]) -> int:
        return sum(by_both[outcome, phase] for outcome in outcomes)

    others = [outcome for outcome in Outcome if outcome not in CARRIED_OUT and outcome != Outcome.NOT]
    most = max(Phase, key=lambda phase: at(phase, (Outcome.NOT,)))
    refused = at(most, (Outcome.NOT,))
    if not total:
        says = _("Nothing was closed in the period.")
    elif refused:
        says = _("Most that are not carried out end at the level %(level)s: %(n)d of %(total)d closed.")
    else:
        says = _("%(total)d were closed, and none of them with the answer that it is not carried out.")
    return Bars(
        title=defined("stops"),
        takeaway=says % {"level": most.label, "n": refused, "total": total},
        items=[Bar(label=p.label, parts=(at(p, CARRIED_OUT), at(p, (Outcome.NOT,)), at(p, others))) for p in Phase],
        series=[_("Carried out"), _("Not carried out"), _("Ended otherwise")],
        numbers=Numbers(
            columns=[_("Level"), *(outcome.label for outcome in Outcome), ""],
            rows=[[p.label, *(by_both[outcome, p] for outcome in Outcome), at(p, list(Outcome))] for p in Phase],
        ),
        id="stops",
    )


def _answers(counted: Counted) -> Bars:
    days = by_key(counted.answered, 1)
    half, nine = median(days.items()), share_at(days.items(), 0.9)
    starts = (0, *(end + 1 for end in ENDS))
    groups = [sum(number for value, number in days.items() if start <= value <= end) for start, end in zip(starts, ENDS, strict=False)]
    groups.append(sum(number for value, number in days.items() if value > ENDS[-1]))
    labels = [_("%(start)d–%(end)d days") % {"start": start, "end": end} for start, end in zip(starts, ENDS, strict=False)]
    labels.append(_("More than %(n)d days") % {"n": ENDS[-1]})
    says = _("Half got their first answer %(half)s, nine in ten %(nine)s.")
    return Bars(
        title=defined("answer"),
        takeaway=says % {"half": _within(half), "nine": _within(nine)} if days else _("No first answer was given in the period."),
        items=[Bar(label=label, parts=(number,)) for label, number in zip(labels, groups, strict=True)],
        series=[_("Cases")],
        head=_("Working days"),
        id="answer",
    )


def _stages(counted: Counted) -> Bars:
    took: dict[int, Counter[int]] = {phase: Counter() for phase in Phase}
    on_time: Counter[int] = Counter()
    for (phase, days, in_time), number in counted.kept.items():
        took[phase][days] += number
        on_time[phase] += number if in_time else 0
    halves = {phase: median(took[phase].items()) for phase in Phase}
    known = [phase for phase in Phase if halves[phase] is not None]
    slowest = max(known, key=lambda phase: halves[phase] or 0, default=None)
    says = _("It takes longest at the level %(level)s: half are answered %(half)s.")
    rows = [
        [
            phase.label,
            (total := took[phase].total()),
            f"{percent(on_time[phase], total)} %" if total else "–",
            "–" if halves[phase] is None else halves[phase],
            "–" if (nine := share_at(took[phase].items(), 0.9)) is None else nine,
        ]
        for phase in Phase
    ]
    return Bars(
        title=defined("stage"),
        takeaway=says % {"level": slowest.label, "half": _within(halves[slowest])} if slowest else _("No answer was given in the period."),
        items=[Bar(label=p.label, parts=(halves[p] or 0,), text="–" if halves[p] is None else str(halves[p])) for p in Phase],
        numbers=Numbers(columns=[_("Level"), _("Answers"), _("In time"), _("Median, days"), _("Nine in ten, days")], rows=rows),
        id="stage",
    )


_STATES = (gettext_lazy("In time"), gettext_lazy("Late"), gettext_lazy("Paused"))


def _split(rows: Iterable[Waiting]) -> tuple[int, int, int]:
    """In time, late, paused."""
    found = [0, 0, 0]
    for row in rows:
        found[1 if row.late else 2 if row.state == PromiseState.PAUSED else 0] += row.number
    return found[0], found[1], found[2]


def _waiting_by_level(rows: Sequence[Waiting]) -> Bars:
    parts = {phase: _split(row for row in rows if row.phase == phase) for phase in Phase}
    most = max(Phase, key=lambda phase: sum(parts[phase]))
    total = _sum(rows)
    says = ngettext("%(n)d waits; most wait at the level %(level)s.", "%(n)d wait, most of them at the level %(level)s.", total)
    return Bars(
        title=_("Waiting now, by level"),
        takeaway=says % {"n": total, "level": most.label} if total else _("Nothing waits for an answer."),
        items=[Bar(label=phase.label, parts=parts[phase]) for phase in Phase],
        series=list(_STATES),
        head=_("Level"),
        id="waiting",
    )


def _by(rows: Iterable[Waiting], key: Callable[[Waiting], str]) -> list[tuple[str, tuple[int, int, int]]]:
    """The rows by a name, the one with most first."""
    found: dict[str, list[Waiting]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    split = [(name, _split(members)) for name, members in found.items()]
    return sorted(split, key=lambda entry: (-sum(entry[1]), entry[0]))


def _waiting_by_unit(rows: Sequence[Waiting], names: Mapping[int, str]) -> Bars:
    units = _by(rows, lambda row: names.get(row.unit_id, _("Other units")))
    shown = units[:MOST_UNITS_SHOWN]
    if not units:
        says = _("Nothing waits for an answer.")
    elif len(units) > len(shown):
        says = _("Most wait at %(unit)s. Shown are the %(n)d units where most wait, of %(total)d.")
    else:
        says = _("Most wait at %(unit)s.")
    columns = [_("Unit"), *_STATES, ""]
    return Bars(
        title=_("Waiting now, by unit"),
        takeaway=says % {"unit": units[0][0] if units else "", "n": len(shown), "total": len(units)},
        items=[Bar(label=name, parts=parts) for name, parts in shown],
        series=list(_STATES),
        numbers=Numbers(columns=columns, rows=[[name, *parts, sum(parts)] for name, parts in units[:TABLE_UNITS]]),
        id="units",
    )


def _questions_by_unit(rows: Sequence[Waiting], names: Mapping[int, str]) -> Bars:
    units = _by(rows, lambda row: names.get(row.unit_id, _("Other units")))
    total, late = _sum(rows), _sum(row for row in rows if row.late)
    says = ngettext("%(n)d question to a unit has no answer yet", "%(n)d questions to units have no answer yet", total) % {"n": total}
    table = [[name, *parts[:2], sum(parts)] for name, parts in units[:TABLE_UNITS]]
    lateness = ngettext("%(n)d of them is late", "%(n)d of them are late", late) % {"n": late} if late else _("None is late")
    return Bars(
        title=defined("questions"),
        takeaway=f"{says}. {lateness}." if total else _("No question to a unit lacks an answer."),
        items=[Bar(label=name, parts=parts[:2]) for name, parts in units[:MOST_UNITS_SHOWN]],
        series=list(_STATES[:2]),
        numbers=Numbers(columns=[_("Unit"), *_STATES[:2], ""], rows=table),
        id="questions",
    )


def _owner(row: Waiting, names: Mapping[int, str]) -> str:
    unit = names.get(row.unit_id, _("Other units"))
    if row.person_id is None:
        return _("%(role)s, %(unit)s") % {"role": Role(row.role).label, "unit": unit}
    if row.protected or not row.given_name:
        return _("A person at the city")
    return f"{row.given_name} {row.family_name or ''}".strip()


def _late_by_owner(rows: Sequence[Waiting], names: Mapping[int, str]) -> Bars:
    found: dict[str, list[int]] = {}
    for row in rows:
        if row.late:
            found.setdefault(_owner(row, names), [0, 0])[row.question] += row.number
    owners = sorted(found.items(), key=lambda entry: (-sum(entry[1]), entry[0]))
    total, asked = sum(sum(parts) for _name, parts in owners), sum(parts[1] for _name, parts in owners)
    says = ngettext("%(n)d is late; it lies with %(owner)s.", "%(n)d are late; %(most)d of them lie with %(owner)s.", total)
    if asked:
        says += " " + ngettext("%(asked)d is a question to a unit.", "%(asked)d are questions to units.", asked)
    named = {"n": total, "most": sum(owners[0][1]), "owner": owners[0][0], "asked": asked} if owners else {}
    series = [_("Late answers"), _("Late questions")]
    return Bars(
        title=defined("owner"),
        takeaway=says % named if owners else _("Nothing is late."),
        items=[Bar(label=name, parts=tuple(parts)) for name, parts in owners[:OWNERS]],
        series=series,
        numbers=Numbers(columns=[_("Who has it"), *series], rows=[[name, *parts] for name, parts in owners[:TABLE_UNITS]]),
        head=_("Who has it"),
        id="owners",
    )
