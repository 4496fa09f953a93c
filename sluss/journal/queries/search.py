"""Finding subjects by their words, alike on both engines. Who sees what is the caller's filter: the index knows of no visibility."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from django.db import connection, models
from django.db.models import F, QuerySet
from django.db.models.expressions import Expression

from sluss.core.prepared import Prepared, Written, literal
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
# Before it walks, SQLite collects what matches, a quarter of a microsecond each, and of more matches than these the newest alone. Where
# they are too few the list has been walked to its end (7 ms of 100,000): the few hundred that suffice a whole list are not asked of a part.
COLLECTED = (2_000, 100_000)
COLLECTED_FOR_WHOLE = (300, *COLLECTED)
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
    *_, every = _ways(terms, whole=False)
    return queryset.filter(_Matches(every, field))


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to ask the engine for what matches: its name, the texts it is asked with, and how many SQLite collects."""

    name: str
    texts: tuple[str, ...]
    newest: int = 0


def _ways(terms: Sequence[Term], *, whole: bool) -> Iterator[_Way]:
    """The way that finds them all, and before it those that look among the newest alone and are a fifth of the work.

    One query before the first of them, and on PostgreSQL one more before the last.
    """
    return _ways_sqlite(match_sqlite(terms), whole=whole) if connection.vendor == "sqlite" else _ways_postgres(match_postgres(terms))


def _ways_sqlite(words: str, *, whole: bool) -> Iterator[_Way]:
    if _is_common_sqlite(words):
        for newest in COLLECTED_FOR_WHOLE if whole else COLLECTED:
            yield _Way("walked", (words,), newest)
    else:
        yield _Way("looked up", (words,))


_last_entry = Prepared(lambda: SearchEntry.objects.order_by("-pk").values_list("pk", flat=True)[:1])


def _ways_postgres(words: str) -> Iterator[_Way]:
    last = (_last_entry.first() or 0) // BUCKET
    for buckets in NEWEST_BUCKETS:
        if buckets <= last:
            yield _Way("newest", (words, " | ".join(f"'#{last - back}'" for back in range(buckets))))
    # Of so few subjects the walk is short, whatever the word.
    few = _few_postgres(words) if last >= NEWEST_BUCKETS[0] else None
    yield _Way("walked", (words,)) if few is None else _Way("listed", ("{" + ",".join(map(str, few)) + "}",))


_VECTORS = {
    "walked": "{} @@ to_tsquery('simple', %s)",
    "newest": "{} @@ (to_tsquery('simple', %s) && %s::tsquery)",
}


class _Matches(Expression):
    """A condition on the engine's own index, which no model describes. `entry` is any column of the search entry where the queryset reads
    that too: PostgreSQL then need not find it twice.

    PostgreSQL keeps one plan for a statement whatever its parameters, and no plan is right for both a common word and a rare one.
    Written into the statement the words are part of it, and planned for: here, or where the statement is `prepared`, by that.
    """

    conditional = True
    sqlite: ClassVar[dict[str, str]] = {
        "looked up": "{} IN (SELECT rowid FROM journal_searchindex WHERE journal_searchindex MATCH %s)",
        # The plus keeps SQLite from leaving the list's order for the column's own index.
        "walked": ("+{} IN (SELECT rowid FROM journal_searchindex WHERE journal_searchindex MATCH %s ORDER BY rowid DESC LIMIT {newest})"),
    }

    def __init__(self, way: _Way, field: str, entry: str = "", *, prepared: bool = False) -> None:
        super().__init__(output_field=models.BooleanField())
        joined = entry and connection.vendor == "postgresql" and way.name in _VECTORS
        self.column: Any = F(entry if joined else field)
        self.joined = bool(joined)
        self.way = way
        self.prepared = prepared

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.column)
        if connection.vendor == "sqlite":
            return self.sqlite[self.way.name].format(column, newest=self.way.newest), (*params, *self.way.texts)
        sql = self._postgres(column, compiler)
        if self.prepared:
            return sql, (*params, *self.way.texts)
        first, *rest = sql.split("%s")
        return first + "".join(f"{literal(text)}{part}" for text, part in zip(self.way.texts, rest, strict=True)), params

    def _postgres(self, column: str, compiler: Any) -> str:
        if self.way.name == "listed":
            return f"{column} = ANY (%s::bigint[])"
        if self.joined:
            return _VECTORS[self.way.name].format(f"{compiler.quote_name_unless_alias(self.column.alias)}.vector")
        matches = _VECTORS[self.way.name].format("vector")
        return f"{column} IN (SELECT subject_id FROM journal_searchentry WHERE {matches})"  # noqa: S608 - no text from outside


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
            f"SELECT subject_id FROM journal_searchentry WHERE vector @@ to_tsquery('simple', {literal(words)}) "  # noqa: S608 - quoted
            f"LIMIT {COMMON['postgresql']}",
            (),
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
    return _best(lambda way: _with_words(queryset, way, field, among), _ways(terms, whole=False), terms, among)


class Ranked:
    """`ranked` of a list that is always the same but for what is filled in: each way of asking is a prepared read (core.prepared).
    `whole` says that the list leaves out little.

    best = Ranked(lambda theme: Idea.objects.filter(theme_id=theme).order_by("-pk"))
    best(terms, 7)
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Any]],
        *,
        takes: Sequence[type] = (),
        whole: bool = False,
        among: int = LOOKED_AT,
        field: str = "subject_id",
    ) -> None:
        self._build, self._takes, self._whole, self._among, self._field = build, takes, whole, among, field
        self._kept: dict[tuple[str, _Way], Prepared[Any]] = {}

    def __call__(self, terms: Sequence[Term], *values: Any) -> SearchResult:
        return _best(lambda way: self._read(way)(*values, *way.texts), _ways(terms, whole=self._whole), terms, self._among)

    def _read(self, way: _Way) -> Prepared[Any]:
        shape = connection.vendor, replace(way, texts=("",) * len(way.texts))
        if shape not in self._kept:
            kinds, number = [*self._takes, *[Written] * len(way.texts)], len(self._takes)

            def build(*values: Any) -> QuerySet[Any, Any]:
                asked = replace(way, texts=values[number:])
                return _with_words(self._build(*values[:number]), asked, self._field, self._among, prepared=True)

            self._kept[shape] = Prepared(build, takes=kinds)
        return self._kept[shape]


def _with_words(queryset: QuerySet[Any], way: _Way, field: str, among: int, *, prepared: bool = False) -> QuerySet[Any, Any]:
    """What matches one way, with the words it is judged by; one more than is looked at, which tells that there are more."""
    entry = f"{field.removesuffix('id').replace('_', '__')}search_entry__"
    matches = _Matches(way, field, f"{entry}title_words", prepared=prepared)
    return queryset.filter(matches).values_list(field, f"{entry}title_words", f"{entry}body_words")[: among + 1]


def _best(read: Callable[[_Way], Any], ways: Iterator[_Way], terms: Sequence[Term], among: int) -> SearchResult:
    if not terms:
        return SearchResult([], capped=False)
    found: list[Any] = []
    for way in ways:
        found = list(read(way))
        if len(found) > among:
            break
    wanted = [_Wanted.of(term) for term in terms]
    best = sorted(found[:among], key=lambda row: -_score(f" {row[1] or ''} ", f" {row[2] or ''} ", wanted))
    return SearchResult([pk for pk, *_ in best], len(found) > among)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term with a space at both ends of each word, so that it is looked for where it stands whole: once for all rows."""

    whole: tuple[str, ...]
    prefix: str
    parts: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, term: Term) -> _Wanted:
        return cls(
            tuple(f" {token} " for token in (term.whole, *term.also)),
            f" {term.prefix}" if term.prefix else "",
            tuple(tuple(f" {token} " for token in part) for part in term.parts),
        )


def _score(title: str, body: str, wanted: Sequence[_Wanted]) -> float:
    return sum(TITLE_WEIGHT * _in(title, term) + _in(body, term) for term in wanted)


def _in(words: str, term: _Wanted) -> float:
    """How well words have a term: 0 to 1, more often is a little better."""
    whole = 0
    for token in term.whole:
        if token in words:  # Most texts have not even one.
            # Two of the same beside each other share a space.
            whole += words.replace(" ", "  ").count(token)
    if whole:
        return 1.0 - 0.5 / (1 + whole)
    if term.prefix and term.prefix in words:
        return 0.5
    if term.parts and all(any(token in words for token in part) for part in term.parts):
        return 0.4
    return 0.0
