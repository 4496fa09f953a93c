"""What differs between two versions of a process, in words that one who is not a programmer reads. No queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sluss.core.labels import shown

from .models import Stage
from .states import Outcome

Kind = Literal["same", "changed", "added", "removed"]
Said = tuple[str, str]  # a question or a criterion, and its guidance


@dataclass(frozen=True, slots=True)
class Change:
    what: str
    before: str  # empty: it was not there
    after: str  # empty: it is no longer there


@dataclass(frozen=True, slots=True)
class ComparedStage:
    name: str
    kind: Kind
    changes: Sequence[Change] = field(default_factory=list)


def compare(before: Sequence[Stage], after: Sequence[Stage]) -> list[ComparedStage]:
    """The stages of both versions in the order of the later one; one that is gone stands where it stood. A stage is known by its key."""
    old, new = {stage.key: stage for stage in before}, {stage.key: stage for stage in after}
    stood = _behind([stage for stage in before if stage.key in new])
    stands = _behind([stage for stage in after if stage.key in old])
    rows = []
    for key in _woven([stage.key for stage in before], [stage.key for stage in after]):
        if key not in new:
            rows.append(ComparedStage(old[key].shown_name, "removed"))
        elif key not in old:
            rows.append(ComparedStage(new[key].shown_name, "added"))
        else:
            changes = _changes(old[key], new[key])
            if stood[key] != stands[key]:
                was, now = old.get(stood[key]), new.get(stands[key])
                changes.insert(0, Change(_("Comes after"), _name(was), _name(now)))
            rows.append(ComparedStage(new[key].shown_name, "changed" if changes else "same", changes))
    return rows


def _name(stage: Stage | None) -> str:
    return stage.shown_name if stage else _("nothing, it is the first")


def _behind(stages: Sequence[Stage]) -> dict[str, str]:
    """Which of the stages that are in both versions each one comes after: a stage put in or taken away moves no other."""
    keys = [stage.key for stage in stages]
    return dict(zip(keys, ["", *keys], strict=False))


def _woven(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The later order, with each that is gone after the one it stood behind."""
    keys = list(after)
    for place, key in enumerate(before):
        if key not in keys:
            keys.insert(keys.index(before[place - 1]) + 1 if place else 0, key)
    return keys


def _changes(old: Stage, new: Stage) -> list[Change]:
    facts: Iterable[tuple[str, Callable[[Stage], str]]] = (
        (_("Name"), lambda stage: stage.shown_name),
        (_("What happens here"), lambda stage: stage.shown_description),
        (_("Phase"), lambda stage: str(stage.get_phase_display())),
        (_("Kind of stage"), lambda stage: str(stage.get_kind_display())),
        (_("Who answers"), lambda stage: str(stage.get_owner_role_display())),
        (_("Time to answer"), _time),
        (_("Support needed"), _support),
        (_("Hidden name"), lambda stage: _("Yes") if stage.blind else _("No")),
        (_("How it can end here"), lambda stage: ", ".join(str(Outcome(value).label) for value in stage.outcomes)),
    )
    changes = [Change(what, read(old), read(new)) for what, read in facts if read(old) != read(new)]
    changes += _of_list(_("What is checked"), _checks(old), _checks(new))
    changes += _of_list(_("What it is judged by"), _criteria(old), _criteria(new))
    return changes


def _time(stage: Stage) -> str:
    days = stage.promise_days
    return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}


def _support(stage: Stage) -> str:
    if not stage.threshold:
        return ""
    return _("%(people)d people within %(days)d days") % {"people": stage.threshold, "days": stage.period_days}


def _checks(stage: Stage) -> dict[str, Said]:
    return {check["key"]: (shown(check["question"]), shown(check.get("guidance"))) for check in stage.checks}


def _criteria(stage: Stage) -> dict[str, Said]:
    """With each one's share, so that a weight that is changed shows in all that it moves."""
    whole = sum(criterion.get("weight", 1) for criterion in stage.criteria) or 1
    criteria = {}
    for criterion in stage.criteria:
        share = round(100 * criterion.get("weight", 1) / whole)
        text = f"{shown(criterion['name'])}, {share}\N{NO-BREAK SPACE}%"
        criteria[criterion["key"]] = text, shown(criterion.get("guidance"))
    return criteria


def _of_list(what: str, old: dict[str, Said], new: dict[str, Said]) -> list[Change]:
    return [_change(what, old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)]


def _change(what: str, before: Said | None, after: Said | None) -> Change:
    """Guidance that is the same in both is left out: it would hide what differs."""
    same = before is not None and after is not None and before[1] == after[1]
    return Change(what, *("" if said is None else said[0] if same or not said[1] else f"{said[0]} ({said[1]})" for said in (before, after)))
