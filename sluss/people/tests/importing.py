"""What the tests of importing share."""

from __future__ import annotations

from typing import Any

from sluss.core.importers import Options, Summary
from sluss.people.imports import table
from sluss.people.models import PeopleChange, Person, PersonDetails, RoleHolding, Unit

UNITS = """kod;namn;typ;överordnad;ansvarar inför;gäller från;gäller till;efterträdare
hemtjanst;Hemtjänsten;enhet;vard;;;;
stad;Sjöstads kommun;stad;;;;;
vard;Vårdförvaltningen;förvaltning;stad;vardnamnd;2010-01-01;;
vardnamnd;Vårdnämnden;nämnd;;;;;
aldre;Äldreförvaltningen;förvaltning;stad;vardnamnd;2000-01-01;2019-12-31;vard
dagcenter;Dagcenter Ån;enhet;aldre;;;;
bolag;Sjöstads Energi AB;bolag;stad;;;;
"""
PEOPLE = """id;förnamn;efternamn;e-post;titel;enhet;språk;roll;rollenhet;ersättare
1001;Åsa;Öberg;asa@sjostad.example;chef;vard;svenska;innovationsansvarig;;1002
1002;Bo;Ek;bo@sjostad.example;;hemtjanst;;;;
1002;Bo;;;;hemtjanst;;bedömare;vard;
1003;Cilla;;;;bolag;engelska;;;
"""


def read(module: Any, text: str | bytes, **options: Any) -> Summary:
    data = text.encode() if isinstance(text, str) else text
    return module.import_table(table.parse_table(data, module.COLUMNS), Options(**options))


def counts(summary: Summary) -> tuple[int, int, int, int]:
    return summary.created, summary.updated, summary.unchanged, len(summary.errors)


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Unit, Person, PersonDetails, RoleHolding, PeopleChange)]
