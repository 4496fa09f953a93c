"""How a line of the log is written: what went wrong, and where – never what somebody has written."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

# An address has a number, and then the words of a title that few may be allowed to read. The number finds the page as well.
_WORDS = re.compile(r"(/\d+)-[\w-]+")
# With these PostgreSQL tells of all that stands in the row that it refuses.
_ROW = ("\nDETAIL:", "\nCONTEXT:")


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for error in _chain(record.exc_info[1] if record.exc_info else None):
            said = str(error)
            if any(part in said for part in _ROW):
                text = text.replace(said, said.partition("\n")[0])
        return _WORDS.sub(r"\1", text)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those it came from."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        found = waiting.pop()
        if found is not None and id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting += [found.__cause__, found.__context__]
