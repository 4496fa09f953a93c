"""Rows as the other system writes them, and the importer run on them as `sluss import proposals` does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import apps

from sluss.core.importers import Options, Summary
from sluss.ideas.imports import proposals

GATEWAY = "invanarforslag"


def row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """An open proposal; fields named by keyword are changed, and taken away where the value is Ellipsis."""
    made = {
        "MatterId": 1000 + number,
        "MatterTypeId": 1,
        "CreatedAt": "2021-05-15T20:18:52",
        "OrganizationUnitId": 9,
        "Gäller": "Kultur och fritid",
        "Rubrik": f"Bänkar vid sjön {number} ",
        "Sammanfattning": "Sätt ut bänkar längs strandpromenaden. \n\nMånga äldre orkar inte gå hela vägen.",
        "Slutdatum": "2021-08-17T00:00:00",
        "Status": "Inväntar beslut från nämnd",
        "Lämnas_till": "Parknämnden",
        "Resultat": "",
        "Beslut": "",
        "Röster": "284",
        "Latitud_WSG84": "",
        "Longitud_WSG84": "",
    } | changes
    return {key: value for key, value in made.items() if value is not ...}


def closed(number: int = 1, result: str = "Genomförs ej", **changes: Any) -> dict[str, Any]:
    return row(number, Status="Godkänd arkiverad", Resultat=result, Beslut="Nämnden avslår förslaget.\n\n", **changes)


def run(path: Path, content: bytes | Sequence[Any], *, dry_run: bool = False, skip_bad: bool = False, **extra: Any) -> Summary:
    file = path / "proposals.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(list(content), ensure_ascii=False).encode())
    return proposals.run(file, Options(dry_run=dry_run, skip_bad=skip_bad, extra={"gateway": GATEWAY} | extra))


def counts(summary: Summary) -> tuple[int, int, int, int]:
    return summary.created, summary.updated, summary.unchanged, len(summary.errors)


def everything() -> dict[str, int]:
    """How many rows each of the product's tables has: what "nothing was written" means."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model.__module__.startswith("sluss.")}
