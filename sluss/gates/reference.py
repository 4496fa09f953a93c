"""The reference pages about the lock, from the shipped processes and the tables of states."""

from __future__ import annotations

from django.utils.translation import override

from sluss.core import docs
from sluss.people.states import Role

from . import definitions
from .states import TRANSITIONS, CaseState, Phase, StageKind


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


docs.register("stages", _stages)
docs.register("transitions", _transitions)
