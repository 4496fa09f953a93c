"""On which day an imported decision was made: as its own text says it, or unknown."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sluss.core import clock
from sluss.gates.models import Case, Decision
from sluss.gates.states import Origin
from sluss.ideas.imports.meetings import meeting
from sluss.ideas.models import Idea

from .importing import closed, run

EARLIEST, LATEST = date(2017, 1, 1), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "day", "paragraph"),
    [
        ("Styrelsen har vid sammanträde den 21 september 2022, § 644, beslutat att inte bereda.", date(2022, 9, 21), "§ 644"),
        ("Styrelsen har vid sammanträde\nden 6 maj\n2020, § 449, beslutat", date(2020, 5, 6), "§ 449"),
        ("Nämnden beslutade 2022-06-17 att avslå förslaget.", date(2022, 6, 17), ""),
        ("Nämnden beslutade den 23 juni 2020 att inte bereda.", date(2020, 6, 23), ""),
        ("Nämnden har den 27 mars 2018 beslutat att avslå", date(2018, 3, 27), ""),
        ("På sitt sammanträde den 27 september 2017 § 278. Bifogar: 2017-09-27 § 278", date(2017, 9, 27), "§ 278"),
        ("Nämnden beslutade den 28 maj att delvis genomföra", None, ""),
        ("Uppdraget från nämnden 2018-08-30 § 272 är fullgjort.", None, ""),
        ("bordlades vid sammanträde 2017-06-21, och avslogs 2017-08-23", None, ""),
        ("Nämnden beslutade 2016-06-17 att avslå", None, ""),
        ("Nämnden beslutade 2027-06-17 att avslå", None, ""),
        ("Nämnden beslutade 2022-06-31 att avslå", None, ""),
        ("Nämnden beslutade 2022-06-17 enligt lagens § 4 och § 5", date(2022, 6, 17), ""),
        ("Nämnden avslår förslaget.", None, ""),
        ("", None, ""),
    ],
)
def test_a_day_is_taken_only_where_the_text_leaves_no_doubt(text: str, day: date | None, paragraph: str) -> None:
    assert meeting(text, earliest=EARLIEST, latest=LATEST) == (day, paragraph)


@pytest.mark.django_db
def test_a_decision_says_its_own_day_and_paragraph(tmp_path: Path, client: Any) -> None:
    run(tmp_path, [closed() | {"Beslut": "Nämnden har vid sammanträde den 21 september 2022, § 644, beslutat att avslå."}])
    decision = Decision.objects.select_related("case").get()
    assert (decision.decided_on, decision.paragraph) == (date(2022, 9, 21), "§ 644")
    assert clock.local_day(decision.case.closed_at) == date(2022, 9, 21)
    page = client.get(f"/ideer/{Idea.objects.get().pk}", follow=True).content.decode()
    assert "§ 644, 21\xa0september 2022" in page
    assert "17\xa0augusti 2021" not in page


@pytest.mark.django_db
def test_an_unknown_day_is_said_to_be_unknown(tmp_path: Path, client: Any) -> None:
    run(tmp_path, [closed()])
    page = client.get(f"/ideer/{Idea.objects.get().pk}", follow=True).content.decode()
    assert "dag saknas i källan" in page
    assert "17\xa0augusti 2021" not in page, "the last day to collect is not the day of the decision"
    english = client.get(f"/en/ideas/{Idea.objects.get().pk}", follow=True).content.decode()
    assert "the day is missing in the source" in english


@pytest.mark.django_db
def test_nobody_decided_on_too_little_support_so_no_day_is_missing(tmp_path: Path, client: Any) -> None:
    run(tmp_path, [closed(result="För få underskrifter") | {"Beslut": ""}])
    page = client.get(f"/ideer/{Idea.objects.get().pk}", follow=True).content.decode()
    assert "dag saknas i källan" not in page
    assert "17\xa0augusti 2021" in page


@pytest.mark.django_db
def test_only_what_was_imported_may_lack_a_day(tmp_path: Path) -> None:
    run(tmp_path, [closed()])
    assert Decision.objects.get().decided_on is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(origin=Origin.HERE)
    assert Case.objects.count() == 1
