"""Finding subjects by their words, alike on both engines. Who sees what is the caller's filter: the index knows of no visibility."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.db import connection, models
from django.db.models import F, QuerySet
from django.db.models.expressions import Expression

from sluss.core.prepared import Prepared
from sluss.core.text import Term, match_postgres, match_sqlite, query_terms

from ..models import SearchEntry, Subject

LOOKED_AT = 120
TITLE_WEIGHT = 3.0
# From how many matches on a word is common: then the list is walked in its own order, which a LIMIT soon ends. On PostgreSQL measured
# with 100,000 subjects: a page takes 1–7 ms either way, where the wrong way takes 260 ms. On SQLite a match that is looked up costs 3.5
# microseconds, and a row that is walked past 0.6: of N subjects a page is found sooner by walking from √(20 N) matches on, which is 140 of
# 1,000 and 4,500 of a million.
COMMON: dict[str, str | int] = {
    "sqlite": "CAST(SQRT(20.0 * COALESCE(MAX(subject_id), 0)) AS INTEGER) + 1",
    "postgresql": 1_000,
}
# Before it walks, SQLite collects what matches, half a microsecond each, and of more matches than these the newest alone.
COLLECTED = (2_000, 100_000)
# PostgreSQL's index holds for each subject which thousand of them it is one of, as a word of its own (migration 0003), so it can be
# asked for the newest alone: of 100,000 subjects with a word that a tenth of them has, 2 ms where the walk takes 10.
BUCKET = 1_024
NEWEST_BUCKETS = (3, 32)

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Subject ids in order, and whether there are matches that were not looked at."""

    ids: list[int]
    capped: bool


def filter_matching(queryset: QuerySet[M], terms: Sequence[Term], *, field: str = "subject_id") -> QuerySet[M]:
    """Those whose subject has every term. Joins with any other filter and order; give it terms of core.text.query_terms.

    One query, now, tells whether the words are common, so that the engine is asked in the right way. Filter once, then page
    and count what you got.
    """
    if not terms:
        return queryset.none()
    *_, every = _ways(terms, field)
    return queryset.filter(every)


def _ways(terms: Sequence[Term], field: str) -> Iterator[_Matches]:
    """The condition that finds them all, and before it those that look among the newest alone and are a fifth of the work.

    One query before the first of them, and on PostgreSQL one more before the last.
    """
    return _ways_sqlite(match_sqlite(terms), field) if connection.vendor == "sqlite" else _ways_postgres(match_postgres(terms), field)


def _ways_sqlite(words: str, field: str) -> Iterator[_Matches]:
    if _is_common_sqlite(words):
        for newest in COLLECTED:
            yield _Matches(field, "walked", words, newest=newest)
    else:
        yield _Matches(field, "looked up", words)


_last_entry = Prepared(lambda: SearchEntry.objects.order_by("-pk").values_list("pk", flat=True)[:1])


def _ways_postgres(words: str, field: str) -> Iterator[_Matches]:
    last = (_last_entry.first() or 0) // BUCKET
    for buckets in NEWEST_BUCKETS:
        if buckets <= last:
            yield _Matches(field, "newest", words, among=" | ".join(f"'#{last - back}'" for back in range(buckets)))
    # Of so few subjects the walk is short, whatever the word.
    few = _few_postgres(words) if last >= NEWEST_BUCKETS[0] else None
    yield _Matches(field, "walked", words) if few is None else _Matches(field, "listed", few)


class _Matches(Expression):
    """A condition on the engine's own index, which no model describes."""

    conditional = True
    sql: ClassVar[dict[tuple[str, str], str]] = {
        ("sqlite", "looked up"): "{} IN (SELECT rowid FROM journal_searchindex WHERE journal_searchindex MATCH %s)",
        # The plus keeps SQLite from leaving the list's order for the column's own index.
        ("sqlite", "walked"): (
            "+{} IN (SELECT rowid FROM journal_searchindex WHERE journal_searchindex MATCH %s ORDER BY rowid DESC LIMIT {newest})"
        ),
        ("postgresql", "walked"): "{} IN (SELECT subject_id FROM journal_searchentry WHERE vector @@ to_tsquery('simple', %s))",
        ("postgresql", "newest"): (
            "{} IN (SELECT subject_id FROM journal_searchentry WHERE vector @@ (to_tsquery('simple', %s) && %s::tsquery))"
        ),
        ("postgresql", "listed"): "{} = ANY (%s::bigint[])",
    }

    def __init__(self, field: str, way: str, found: str | list[int], *, newest: int = 0, among: str = "") -> None:
        super().__init__(output_field=models.BooleanField())
        self.column: Any = F(field)
        self.way = way
        self.found: tuple[str | list[int], ...] = (found, among) if among else (found,)
        self.newest = newest

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.column)
        sql = self.sql[connection.vendor, self.way].format(column, newest=self.newest)
        if connection.vendor == "postgresql":
            first, *rest = sql.split("%s")
            written = (_literal(found).replace("%", "%%") for found in self.found)
            return first + "".join(f"{literal}{part}" for literal, part in zip(written, rest, strict=True)), params
        return sql, (*params, *self.found)


def _literal(value: str | list[int]) -> str:
    """PostgreSQL keeps one plan for a statement whatever its parameters, and no plan is right for both a common word and a rare one.
    Written into the statement the words are part of it, and planned for."""
    from psycopg import sql

    text = "{" + ",".join(map(str, value)) + "}" if isinstance(value, list) else value
    return sql.quote(text)


def _is_common_sqlite(words: str) -> bool:
    """Whether the words are common."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH common(number) AS (SELECT {COMMON['sqlite']} FROM journal_searchentry) "  # noqa: S608 - no text from outside
            "SELECT number = (SELECT count(*) FROM (SELECT 1 FROM journal_searchindex WHERE journal_searchindex MATCH %s"
            " LIMIT (SELECT number FROM common))) FROM common",
            [words],
        )
        return bool(cursor.fetchone()[0])


def _few_postgres(words: str) -> list[int] | None:
    """All that match, or None when the words are common. The planner believes that half a percent has a word it has never met."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT subject_id FROM journal_searchentry WHERE vector @@ to_tsquery('simple', {_literal(words)}) "  # noqa: S608 - quoted
            f"LIMIT {COMMON['postgresql']}"
        )
        found = [row[0] for row in cursor.fetchall()]
    return None if len(found) == COMMON["postgresql"] else found


def matching(query: str, *, newest: int = LOOKED_AT) -> SearchResult:
    """The newest subjects that match, of all there are: filter them by visible_to before anybody sees them."""
    found = filter_matching(Subject.objects.order_by("-pk"), query_terms(query), field="id").values_list("pk", flat=True)[: newest + 1]
    ids = list(found)
    return SearchResult(ids[:newest], len(ids) > newest)


def ranked(queryset: QuerySet[M], terms: Sequence[Term], *, among: int = LOOKED_AT, field: str = "subject_id") -> SearchResult:
    """The best matches of a filtered, visible queryset in its own order (newest first), among the first `among` of them.

    The order is computed here and not by the engine, so it is the same on both: a term in the title weighs more than one in
    the text, the whole word more than its parts, more often a little more than once; of equals the first stays first.
    Two queries; one or two more where a filter leaves little of a common word.
    """
    if not terms:
        return SearchResult([], capped=False)
    entry = f"{field.removesuffix('id').replace('_', '__')}search_entry__"
    columns = (field, f"{entry}title_words", f"{entry}body_words")
    found: list[Any] = []
    for way in _ways(terms, field):
        found = list(queryset.filter(way).values_list(*columns)[: among + 1])
        if len(found) > among:
            break
    best = sorted(found[:among], key=lambda row: -_score(_edged(row[1]), _edged(row[2]), terms))
    return SearchResult([pk for pk, *_ in best], len(found) > among)


def _edged(words: str | None) -> str:
    """With a space at both ends, so that a word is looked for where it stands whole."""
    return f" {words or ''} "


def _score(title: str, body: str, terms: Sequence[Term]) -> float:
    return sum(TITLE_WEIGHT * _in(title, term) + _in(body, term) for term in terms)


def _in(words: str, term: Term) -> float:
    """How well words have a term: 0 to 1, more often is a little better."""
    whole = sum(_times(f" {token} ", words) for token in (term.whole, *term.also))
    if whole:
        return 1.0 - 0.5 / (1 + whole)
    if term.prefix and f" {term.prefix}" in words:
        return 0.5
    if term.parts and all(any(f" {token} " in words for token in part) for part in term.parts):
        return 0.4
    return 0.0


def _times(token: str, words: str) -> int:
    # Two of the same beside each other share a space. Most texts have not even one.
    return words.replace(" ", "  ").count(token) if token in words else 0
