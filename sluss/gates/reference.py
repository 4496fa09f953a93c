"""The reference pages about the lock, from the shipped processes, the tables of states and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import override

from sluss.core import clock, docs
from sluss.journal.models import Subject
from sluss.people.models import Person, Unit
from sluss.people.queries import Grant
from sluss.people.rules import Acting
from sluss.people.states import Role, UnitKind

from . import definitions, rules
from .definitions import Definition
from .models import Case, ProcessVersion, Stage
from .states import TRANSITIONS, CaseState, Phase, StageKind, Verb

GIVER, OWN = "the giver", "who handles what they gave themselves"
_HERE = "/1/2/"


def _stages() -> str:
    parts = ["# Stages\n\nThe processes that are shipped. A city edits them as YAML and loads them with `sluss process load FILE`."]
    with override("en"):
        for path in sorted(definitions.SHIPPED.glob("*.yaml")):
            definition = definitions.read(path)
            rows = [
                [
                    stage["order"],
                    f"{stage['name']['sv']} / {stage['name']['en']}",
                    Phase(stage["phase"]).label,
                    StageKind(stage["kind"]).label,
                    Role(stage["owner_role"]).label,
                    f"{stage['promise_days']} working days",
                    "yes" if stage["blind"] else "–",
                    f"{stage['threshold']} in {stage['period_days']} days" if stage["threshold"] else "–",
                    ", ".join(stage["outcomes"]) or "–",
                ]
                for stage in definition.stages
            ]
            heads = ["", "Stage", "Phase", "Kind", "Owner", "Promise", "Blind", "Support", "Can end as"]
            parts.append(f"## {definition.name['sv']} (`{definition.key}`)\n\n{definition.purpose['en']}\n\n{docs.table(heads, rows)}")
    return "\n\n".join(parts)


def _transitions() -> str:
    with override("en"):
        heads = ["Verb", *(f"{state.label}" for state in CaseState), "Leads to", "Needs a reason"]
        rows = [
            [
                f"`{verb}`",
                *("yes" if state in transition.sources else "–" for state in CaseState),
                transition.target.label if transition.target else "(stays)",
                "yes" if transition.needs_reason else "–",
            ]
            for verb, transition in TRANSITIONS.items()
        ]
    return (
        "# What can be done to a case\n\nIn which state, and where it leads. Who may stands in `sluss/gates/rules.py`: handling needs the "
        "permission `handle` in the receiving unit, assessing `assess`, completing and withdrawing belong to the giver, and nobody judges "
        f"what one gave oneself.\n\n{docs.table(heads, rows)}"
    )


# --- State × verb × role ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class May:
    """What can be done to a case at a stage and in a state: {who: verbs}, and the reasons why a step has to wait for something else."""

    stage: Stage
    state: CaseState
    who: Mapping[str, frozenset[Verb]]
    first: tuple[tuple[Verb, str], ...]


def matrix(definition: Definition) -> list[May]:
    """The rules asked of cases that are in no database, not shown to others yet and with nothing in place; the period runs where support
    is collected. No query."""
    version = ProcessVersion(pk=1, entry=definition.entry)
    stages = [Stage(pk=number, version=version, **fields) for number, fields in enumerate(definition.stages, start=1)]
    return [_may(_case(stage, state, version), stages) for state in CaseState for stage in stages]


def _case(stage: Stage, state: CaseState, version: ProcessVersion) -> Case:
    unit = Unit(pk=2, path=_HERE, answers_to=Unit(pk=3, kind=UnitKind.BOARD))
    case = Case(pk=1, version=version, stage=stage, state=state, subject=Subject(pk=1), receiving_unit=unit)
    case.stage_ends_on = clock.today() if stage.kind == StageKind.SUPPORT and state == CaseState.OPEN else None
    case.has_matches = False  # type: ignore[attr-defined]  # for queries.may_have: no unit has been asked
    return case


def _holder(pk: int, *roles: Role) -> Person:
    person = Person(pk=pk, is_active=True)
    grants = tuple(Grant(role, 2, _HERE, as_deputy=False) for role in roles)
    person._acting = clock.today(), Acting(grants)  # type: ignore[attr-defined]  # what people.rules.acting keeps
    return person


def _may(case: Case, stages: list[Stage]) -> May:
    giver, own = _holder(90), _holder(91, Role.LEAD)
    people = {str(role): (_holder(number, role), giver) for number, role in enumerate(Role, start=1)}
    people |= {GIVER: (giver, giver), OWN: (own, own)}
    following = next((stage for stage in stages if stage.order > case.stage.order), None)
    waits = {}
    for verb in (Verb.ADVANCE, Verb.CLOSE):
        can = rules.permits(verb, case)
        at_matching = verb is Verb.ADVANCE and case.stage.kind == StageKind.MATCHING and case.state == CaseState.OPEN
        if can and rules.leads_on(verb, case, stages):
            can = rules.ready(verb, case, following, None, None)
        elif not at_matching:
            continue
        if not can:
            waits[verb] = str(can.reason)

    def able(person: Person, giver: Person) -> frozenset[Verb]:
        found = {verb for verb in Verb if rules.may(verb, case, person, giver_id=giver.pk) and rules.leads_on(verb, case, stages)}
        return frozenset(found - waits.keys())

    return May(case.stage, CaseState(case.state), {name: able(*pair) for name, pair in people.items()}, tuple(waits.items()))


def _matrix() -> str:
    with override("en"):
        said = (
            "# Who may do what, in which state\n\nThe rules asked about each stage of each shipped process, of a case that has not been "
            "shown to others and where nothing has been put in place yet. Deputies may what they stand in for. *Not before* says what a "
            "step waits for; then it is open to those who handle the case. Whoever is in no column may nothing."
        )
        parts = [said]
        for path in sorted(definitions.SHIPPED.glob("*.yaml")):
            definition = definitions.read(path)
            parts.append(f"## {definition.name['sv']} (`{definition.key}`)\n\n{_table(matrix(definition))}")
    return "\n\n".join(parts)


def _table(rows: list[May]) -> str:
    """Columns for those who may something, together where they may the same everywhere; stages together where the same holds."""
    columns: dict[tuple[frozenset[Verb], ...], list[str]] = {}
    for name in rows[0].who:
        columns.setdefault(tuple(row.who[name] for row in rows), []).append(str(Role(name).label) if name in Role.values else name)
    shown = [(which, names) for which, names in columns.items() if any(which)]
    together: dict[tuple[object, ...], list[str]] = {}
    for number, row in enumerate(rows):
        cells = [_verbs(which[number]) for which, _names in shown]
        first = "; ".join(f"`{verb}`: {reason}" for verb, reason in row.first) or "–"
        together.setdefault((row.state.label, *cells, first), []).append(str(row.stage.order))
    heads = ["State", "At stage", *(", ".join(names).capitalize() for _which, names in shown), "Not before"]
    return docs.table(heads, [[state, ", ".join(stages), *cells] for (state, *cells), stages in together.items()])


def _verbs(verbs: frozenset[Verb]) -> str:
    return " ".join(f"`{verb}`" for verb in Verb if verb in verbs) or "–"


docs.register("matrix", _matrix)
docs.register("stages", _stages)
docs.register("transitions", _transitions)
