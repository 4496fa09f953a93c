"""Process definitions: YAML, read and checked as a whole before anything is written. Every error says where and what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sluss.people.states import Role

from .states import DECIDABLE_OUTCOMES, Entry, Phase, StageKind

# libyaml where it is there: ten times as fast, and as safe.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SHIPPED = Path(__file__).parent / "processes"
HEAVIEST = 100  # weight of a criterion
_NEEDED = {"key", "name", "purpose", "stages"}
_PROCESS_KEYS = _NEEDED | {"entry", "notice"}
_STAGE_KEYS = {
    "key",
    "name",
    "description",
    "phase",
    "kind",
    "owner",
    "promise_days",
    "blind",
    "checks",
    "criteria",
    "outcomes",
    "threshold",
    "period_days",
}


class BadDefinition(Exception):
    """The definition cannot be loaded; `errors` says each reason on a line of its own."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Definition:
    key: str
    name: dict[str, str]
    purpose: dict[str, str]
    stages: list[dict[str, Any]]  # fields of gates.models.Stage
    entry: str = Entry.FIRST
    notice: dict[str, str] = field(default_factory=dict)  # what everybody who gives must know, on each page about it

    @property
    def checksum(self) -> str:
        whole: dict[str, Any] = {"key": self.key, "name": self.name, "purpose": self.purpose, "stages": self.stages}
        # Only where they say something: a definition that was loaded before there were such keys is still the same.
        whole |= {"entry": str(self.entry)} if self.entry != Entry.FIRST else {}
        whole |= {"notice": self.notice} if self.notice else {}
        return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(path: Path) -> Definition:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadDefinition([f"{path.name}: cannot be read as UTF-8 text ({error.__class__.__name__})"]) from error
    return parse(text, where=path.name)


def parse(text: str, *, where: str = "definition") -> Definition:
    """Raises BadDefinition with every error found, not only the first."""
    try:
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise BadDefinition([f"{where}{line}: is not YAML that can be read"]) from error
    if not isinstance(data, dict):
        raise BadDefinition([f"{where}: must be a mapping with {', '.join(sorted(_PROCESS_KEYS))}"])
    errors = _Errors(where)
    errors.keys("", data, _PROCESS_KEYS, required=_NEEDED)
    key = errors.slug("key", data.get("key"))
    name = errors.label("name", data.get("name"))
    purpose = errors.label("purpose", data.get("purpose"))
    entry = errors.choice("entry", data.get("entry", Entry.FIRST.value), [e.value for e in Entry])
    notice = errors.label("notice", data["notice"]) if data.get("notice") else {}
    rows = data.get("stages")
    if not isinstance(rows, list) or not 1 <= len(rows) <= 20:
        errors.add("stages", "must be a list of 1 to 20 stages")
        rows = []
    stages = [_stage(errors, number, row) for number, row in enumerate(rows, 1)]
    keys = [stage.get("key") for stage in stages]
    for twice in sorted({str(k) for k in keys if keys.count(k) > 1}):
        errors.add("stages", f"two stages have the key {twice}")
    phases = [stage["phase"] for stage in stages if isinstance(stage.get("phase"), int)]
    if phases != sorted(phases):
        errors.add("stages", "the phases must not go down from one stage to the next")
    if stages and not stages[-1].get("outcomes"):
        errors.add(f"stage {len(stages)}", "the last stage must have outcomes, or a case could never end")
    if errors.found:
        raise BadDefinition(errors.found)
    return Definition(key=key, name=name, purpose=purpose, stages=stages, entry=entry, notice=notice)


def _stage(errors: _Errors, number: int, row: object) -> dict[str, Any]:
    at = f"stage {number}"
    if not isinstance(row, dict):
        errors.add(at, "must be a mapping")
        return {}
    errors.keys(at, row, _STAGE_KEYS, required={"key", "name", "phase", "kind", "owner", "promise_days"})
    kind = errors.choice(f"{at} kind", row.get("kind"), [k.value for k in StageKind])
    phase = errors.choice(f"{at} phase", row.get("phase"), [p.name.lower() for p in Phase])
    stage = {
        "key": errors.slug(f"{at} key", row.get("key")),
        "order": number,
        "name": errors.label(f"{at} name", row.get("name")),
        "description": errors.label(f"{at} description", row["description"]) if row.get("description") else {},
        "phase": int(Phase[phase.upper()]) if phase else None,
        "kind": kind,
        "owner_role": errors.choice(f"{at} owner", row.get("owner"), [r.value for r in Role]),
        "promise_days": errors.number(f"{at} promise_days", row.get("promise_days"), 1, 250),
        "blind": row.get("blind", False) is True,
        "checks": errors.questions(f"{at} checks", row.get("checks"), "question", may_have=("if_no", "needed")),
        "criteria": errors.questions(f"{at} criteria", row.get("criteria"), "name", may_have=("weight",)),
        "outcomes": [errors.choice(f"{at} outcomes", o, [d.value for d in DECIDABLE_OUTCOMES]) for o in row.get("outcomes") or []],
        "threshold": None,
        "period_days": None,
    }
    if kind == StageKind.SUPPORT:
        stage["threshold"] = errors.number(f"{at} threshold", row.get("threshold"), 1, 1_000_000)
        stage["period_days"] = errors.number(f"{at} period_days", row.get("period_days"), 1, 366)
    elif row.get("threshold") or row.get("period_days"):
        errors.add(at, "threshold and period_days belong to a support stage only")
    if kind == StageKind.SELF_CHECK and number > 1:
        errors.add(at, "only the first stage can be a self-check: it is answered before anything is sent")
    if kind == StageKind.ASSESSMENT and not stage["criteria"]:
        errors.add(at, "an assessment stage needs criteria")
    return stage


class _Errors:
    def __init__(self, where: str) -> None:
        self.where = where
        self.found: list[str] = []

    def add(self, at: str, what: str) -> None:
        self.found.append(f"{self.where}: {at}: {what}" if at else f"{self.where}: {what}")

    def keys(self, at: str, row: dict[Any, Any], known: set[str], *, required: set[str]) -> None:
        for missing in sorted(required - set(row)):
            self.add(at, f"{missing} is missing")
        for unknown in sorted(str(k) for k in set(row) - known):
            self.add(at, f"{unknown} is not a known word")

    def slug(self, at: str, value: object) -> str:
        if (
            isinstance(value, str)
            and 0 < len(value) <= 40
            and all(c.islower() or c.isdigit() or c in "-_" for c in value)
            and value.isascii()
        ):
            return value
        self.add(at, "must be a short word of a–z, 0–9 and -")
        return ""

    def label(self, at: str, value: object) -> dict[str, str]:
        if isinstance(value, dict) and set(value) <= {"sv", "en"} and value.get("sv") and all(isinstance(v, str) for v in value.values()):
            return {language: text.strip() for language, text in value.items()}
        self.add(at, "must be texts under sv (required) and en")
        return {}

    def choice(self, at: str, value: object, among: list[str]) -> str:
        if isinstance(value, str) and value in among:
            return value
        self.add(at, f"must be one of {', '.join(among)}")
        return ""

    def number(self, at: str, value: object, least: int, most: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.add(at, f"must be a whole number from {least} to {most}")
        return least

    def questions(self, at: str, rows: object, text: str, *, may_have: Collection[str]) -> list[dict[str, Any]]:
        if rows is None:
            return []
        if not isinstance(rows, list) or len(rows) > 20:
            self.add(at, "must be a list of at most 20")
            return []
        made = []
        for number, row in enumerate(rows, 1):
            here = f"{at} {number}"
            if not isinstance(row, dict):
                self.add(here, "must be a mapping")
                continue
            self.keys(here, row, {"key", text, "guidance", *may_have}, required={"key", text})
            one: dict[str, Any] = {"key": self.slug(f"{here} key", row.get("key")), text: self.label(f"{here} {text}", row.get(text))}
            one["guidance"] = self.label(f"{here} guidance", row["guidance"]) if row.get("guidance") else {}
            if row.get("if_no") and "if_no" in may_have:
                one["if_no"] = self.label(f"{here} if_no", row["if_no"])
            if "needed" in may_have and row.get("needed"):
                one["needed"] = True  # only where it is said: an earlier definition is still the same
                if row["needed"] is not True:
                    self.add(f"{here} needed", "must be true or false")
            if "weight" in may_have:
                one["weight"] = self.number(f"{here} weight", row.get("weight", 1), 1, HEAVIEST)
            made.append(one)
        if len({one["key"] for one in made}) != len(made):
            self.add(at, "two have the same key")
        return made
