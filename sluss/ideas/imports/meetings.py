"""When a decision was made, and under which §, as far as its own text says it beyond doubt. The source has no field for either."""

from __future__ import annotations

import re
from datetime import date

from sluss.core.dates import MONTHS, read_written_day

_DAY = rf"(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{1,2}}\s+(?:{'|'.join(MONTHS)})\s+[0-9]{{4}})"
_ANY = re.compile(rf"(?<![0-9-]){_DAY}(?![0-9-])", re.IGNORECASE)
_PARAGRAPH = re.compile(r"§+\s*([0-9]{1,4})")
_ITS_PARAGRAPH = re.compile(rf"{_DAY},?\s*§\s*([0-9]{{1,4}})", re.IGNORECASE)
# The day has to be named as the one when it was decided: "sammanträde den …", "beslutade …", "har den …, § 5, beslutat".
_DECIDED = re.compile(
    rf"(?:\bsamman\w*träde\w*|\b\w*möte\w*|\bbeslutade(?:\s+vid\s+\w+\s+sammanträde)?)\s+(?:den\s+)?(?P<then>{_DAY})"
    rf"|\bhar\s+den\s+(?P<has>{_DAY})(?:,?\s*§\s*[0-9]+,?)?\s+beslutat",
    re.IGNORECASE,
)


def meeting(text: str, *, earliest: date, latest: date) -> tuple[date | None, str]:
    """The day and the § of the decision; None and nothing where the text names several days, none, or one that cannot be it."""
    days = {read_written_day(found.group()) for found in _ANY.finditer(text)}
    decided = _DECIDED.search(text)
    if len(days) != 1 or decided is None:
        return None, ""
    day = days.pop()
    if day is None or not earliest <= day <= latest:
        return None, ""
    paragraphs, own = set(_PARAGRAPH.findall(text)), set(_ITS_PARAGRAPH.findall(text))
    return day, f"§ {own.pop()}" if len(paragraphs) == 1 and own else ""
