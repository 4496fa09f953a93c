from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from sluss.core import clock
from sluss.core.text import Term, query_terms
from sluss.journal import actions, queries
from sluss.journal.models import SearchEntry, Subject
from sluss.journal.queries import search
from sluss.journal.states import Visibility

from .conftest import Things
from .numbers import next_subject


def found(words: str) -> list[str]:
    return [Subject.objects.get(pk=pk).title for pk in queries.matching(words).ids]


def ranked(terms: Sequence[Term], among: int, only: Sequence[int] = ()) -> queries.SearchResult:
    """As it is asked once and as it is made ready, which must be the same."""
    newest = Subject.objects.order_by("-pk")
    if not only:
        once = queries.ranked(newest, terms, among=among, field="id")
        ready = queries.Ranked(lambda: newest, among=among, field="id")(terms)
        assert queries.Ranked(lambda: newest, whole=True, among=among, field="id")(terms) == ready
    else:
        first, last = min(only), max(only)
        once = queries.ranked(newest.filter(pk__in=only), terms, among=among, field="id")
        prepared = queries.Ranked(lambda a, b: newest.filter(pk__gte=a, pk__lte=b), takes=[int, int], among=among, field="id")
        assert [prepared(terms, first - 1, first - 1).ids, prepared(terms, first, last)] == [[], once]
        ready = prepared(terms, first, last)
        part = queries.Ranked(lambda a: newest.filter(pk__lte=a, pk__gte=first), takes=[int], whole=True, among=among, field="id")
        assert part(terms, last) == ready
    assert ready == once
    return ready


def best(words: str, among: int = 100) -> list[str]:
    result = ranked(query_terms(words), among)
    titles = dict(Subject.objects.values_list("pk", "title"))
    return [titles[pk] for pk in result.ids]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Belysning vid hundrastgården", "hundrastgård"),
        ("Belysning vid hundrastgården", "rastgård belysning"),
        ("Fler cykelbanor", "CYKELBANA"),
        ("Öppna förskolan", "öppna"),
        ("Café på torget", "cafe"),
        ("5G i hela staden", "5g"),
    ],
)
def test_a_word_in_another_form_or_inside_another_is_found(things: Things, title: str, words: str) -> None:
    things.make(title)
    things.make("Något helt annat")
    assert found(words) == [title]


@pytest.mark.parametrize(("title", "words"), [("Ål i ån", "al"), ("Bara hår", "har"), ("Rör på torget", "ror")])
def test_letters_are_letters(things: Things, title: str, words: str) -> None:
    things.make(title)
    assert found(words) == []


@pytest.mark.parametrize("words", ["", "   ", "och att", '"', "'", "* OR NOT", "a AND", "title_words:park", "\0", "%", "😀", "x" * 5000])
def test_whatever_is_typed_is_an_answer(things: Things, words: str) -> None:
    things.make("Fler parker")
    queries.matching(words)
    ranked(query_terms(words), 120)


def test_every_word_must_be_there_and_the_text_counts_too(things: Things) -> None:
    both = things.make("Fler bänkar", "I parken vid kanalen.")
    things.make("Fler bänkar", "På torget.")
    assert queries.matching("bänk park").ids == [both.pk]


def test_the_index_follows_the_text(things: Things) -> None:
    subject = things.make("Fler bänkar", "I parken.")
    things.texts[subject.pk] = "På torget."
    subject = actions.retitle(subject, title="Fler stolar", by=things.cast.sara)
    assert (found("bänk"), found("park")) == ([], [])
    assert (found("stol"), found("torg")) == (["Fler stolar"], ["Fler stolar"])
    assert subject.address == "fler-stolar"
    SearchEntry.objects.all().delete()
    assert found("stol") == []


def test_what_is_not_released_or_narrowed_is_found_by_nobody_else(things: Things) -> None:
    hidden = things.make("Hemlig brunn", released=False)
    staff = things.make("Intern brunn", visibility=Visibility.EMPLOYEES)
    narrowed = things.make("Smalare brunn")
    public = things.make("Allmän brunn")
    actions.narrow(narrowed, by=things.cast.amira, visibility=Visibility.HANDLERS)
    terms = query_terms("brunn")

    def seen(user: object) -> set[int]:
        visible = queries.visible_to(things.cast.fresh(user) if user else None)  # type: ignore[arg-type]  # of the cast
        return set(queries.filter_matching(visible, terms, field="id").values_list("pk", flat=True))

    assert seen(None) == seen(things.cast.rut) == {public.pk}
    assert seen(things.cast.outsider) == seen(things.cast.admin) == {public.pk, staff.pk}
    assert seen(things.cast.amira) == seen(things.cast.office) == {public.pk, staff.pk, hidden.pk, narrowed.pk}


def test_ranked_puts_the_title_first_then_the_whole_word_then_the_newest(things: Things) -> None:
    things.make("Något annat", "Vi vill ha en lekplats.")
    things.make("En plats att vara på", "Här kan barn leka.")
    things.make("Lekplats", "")
    things.make("Lekplats", "Vi vill ha en lekplats, en fin lekplats.")
    things.make("Lekplats på torget", "")
    assert best("lekplats") == ["Lekplats", "Lekplats på torget", "Lekplats", "Något annat", "En plats att vara på"]


def test_ranked_looks_at_the_newest_only_and_says_so(things: Things) -> None:
    things.make("Lekplats")
    for number in range(4):
        things.make(f"Annat {number}", "En lekplats.")
    terms = query_terms("lekplats")
    some = ranked(terms, 4)
    assert (len(some.ids), some.capped) == (4, True)
    assert best("lekplats", among=4) == ["Annat 3", "Annat 2", "Annat 1", "Annat 0"]
    every = ranked(terms, 5)
    assert (len(every.ids), every.capped) == (5, False)
    assert best("lekplats", among=5)[0] == "Lekplats"


def test_common_and_rare_words_find_the_same(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        things.make(f"Park {number}", "Vid ån." if number % 3 else "Vid torget.")
    terms = query_terms("park torg")
    wanted = set(queries.filter_matching(Subject.objects.all(), terms, field="id").values_list("title", flat=True))
    assert wanted == {"Park 0", "Park 3", "Park 6", "Park 9"}
    for few in (1, 4, 5):
        monkeypatch.setattr(search, "COMMON", {"sqlite": few, "postgresql": few})
        page = queries.filter_matching(Subject.objects.order_by("-pk"), terms, field="id")[:2]
        assert [subject.title for subject in page] == ["Park 9", "Park 6"]


def test_a_common_word_is_looked_for_along_the_list(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list's own order is kept by walking it: nothing is sorted, so a LIMIT ends it early."""
    for number in range(5):
        things.make(f"Park {number}")
    monkeypatch.setattr(search, "COMMON", {"sqlite": 1, "postgresql": 1})
    page = queries.filter_matching(Subject.objects.order_by("-pk"), query_terms("park"), field="id")[:2]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
    plan = page.explain()
    assert "sort" not in plan.lower(), plan
    assert "temp b-tree" not in plan.lower(), plan


def test_a_filter_that_leaves_only_old_ones_of_a_common_word_finds_them(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(search.COMMON, connection.vendor, 3)
    monkeypatch.setattr(search, "COLLECTED_FOR_WHOLE", (1, 4, 100))
    old = [things.make(f"Park {number}").pk for number in range(2)]
    new = [things.make(f"Park {number}").pk for number in range(2, 7)]
    assert ranked(query_terms("park"), 2).ids == [new[-1], new[-2]]
    some = ranked(query_terms("park"), 2, only=old)
    assert (some.ids, some.capped) == ([old[1], old[0]], False)


def test_the_newest_are_asked_for_first_and_the_old_where_they_do_not_suffice(things: Things) -> None:
    next_subject(search.BUCKET)  # wherever the tests before this one came to
    old = things.make("Park vid ån").pk
    middle = []
    for bucket in (10, 34, 35, 36):
        next_subject(bucket * search.BUCKET)
        middle.append(things.make("Park vid torget").pk)
    everywhere, terms = Subject.objects.order_by("-pk"), query_terms("park")
    with CaptureQueriesContext(connection) as asked:
        newest = queries.ranked(everywhere, terms, among=2, field="id")
    assert (newest.ids, newest.capped) == ([middle[3], middle[2]], True)
    if connection.vendor == "postgresql":
        assert len(asked) == 2, "the newest thousands had enough: nothing more was asked"
        assert "'#36'' | ''#35'' | ''#34'" in asked[1]["sql"]
    for among, wanted in ((3, middle[:0:-1]), (4, middle[::-1]), (5, [*middle[::-1], old])):
        assert ranked(terms, among).ids == wanted
    assert ranked(terms, 2, only=[old]).ids == [old]
    assert set(queries.filter_matching(everywhere, terms, field="id").values_list("pk", flat=True)) == {old, *middle}


def test_words_stand_in_a_statement_that_is_made_ready_once(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other words are another statement, which PostgreSQL plans for; Django compiles none of them anew."""
    monkeypatch.setitem(search.COMMON, connection.vendor, 3)
    for title in ("Park", "Lekplats", "Park vid en lekplats"):
        things.make(title)
    prepared = queries.Ranked(lambda: Subject.objects.order_by("-pk"), field="id")
    prepared(query_terms("park"))
    compiled = []
    monkeypatch.setattr(SQLCompiler, "as_sql", lambda *args, **kwargs: compiled.append(args))
    for words, number in (("park", 2), ("lekplats", 2), ("park lekplats", 1), ("bänk", 0)):
        with CaptureQueriesContext(connection) as asked:
            assert len(prepared(query_terms(words)).ids) == number
        if connection.vendor == "postgresql":
            assert any(all(f"''{term.whole}''" in query["sql"] for term in query_terms(words)) for query in asked)
    assert not compiled


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow(things: Things) -> None:
    next_subject(1)
    one = things.make("Park 0")
    counts = []
    for upto in (1, 3, 1000):
        missing = range(Subject.objects.count(), upto)
        Subject.objects.bulk_create(
            Subject(
                kind=one.kind,
                title=f"Park {n}",
                unit=one.unit,
                address="sak",
                visibility=one.visibility,
                reach=one.reach,
                released_at=one.released_at,
            )
            for n in missing
        )
        subjects = list(Subject.objects.values_list("pk", flat=True))
        actions.index(subjects)
        # As many as one statement takes on SQLite; a thousand are written in several.
        with CaptureQueriesContext(connection) as indexed:
            actions.index(subjects[:100])
        with CaptureQueriesContext(connection) as asked:
            queries.ranked(Subject.objects.order_by("-pk"), query_terms("park"), field="id")
        counts.append((len(asked), len(indexed)))
    assert counts == [(2, 2)] * 3


def test_recount_finds_and_mends_search_rows(things: Things, capsys: pytest.CaptureFixture[str]) -> None:
    well, missing, old = things.make("Park"), things.make("Torg"), things.make("Bänk")
    SearchEntry.objects.filter(subject=missing).delete()
    things.texts[old.pk] = "En helt ny text om en brygga."
    with pytest.raises(CommandError, match="2 differ"):
        call_command("recount", "journal.search")
    said = capsys.readouterr().out
    assert f"subject {missing.pk} has no search row" in said
    assert f"subject {old.pk} has another text" in said
    assert f"subject {well.pk} " not in said
    call_command("recount", "journal.search", "--fix")
    call_command("recount", "journal.search")
    assert (found("torg"), found("brygga")) == (["Torg"], ["Bänk"])
    with pytest.raises(CommandError, match="no check called nonsense"):
        call_command("recount", "nonsense")


def test_an_index_that_differs_from_its_rows_is_mended_or_impossible(things: Things) -> None:
    subject = things.make("Park")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="generated"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE journal_searchentry SET vector = ''")
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER journal_searchentry_changed")
    actions.retitle(subject, title="Torg", by=None)
    assert found("torg") == []
    with pytest.raises(CommandError, match="1 differ"):
        call_command("recount", "journal.search")
    call_command("recount", "journal.search", "--fix")
    assert found("torg") == ["Torg"]


def has(term: Term, words: set[str]) -> bool:
    """What core.text says a term means, read from its own words and asked of no engine."""
    whole = not words.isdisjoint({term.whole, *term.also})
    return whole or (bool(term.parts) and all(not words.isdisjoint(part) for part in term.parts))


@pytest.mark.slow
def test_an_engine_finds_what_the_words_say_among_real_proposals(things: Things, real_data: Path) -> None:
    rows = json.loads((real_data / "goteborgsforslag.json").read_text(encoding="utf-8"))
    unit, now = things.cast.units.care, clock.now()
    subjects = Subject.objects.bulk_create(
        Subject(kind="thing", title=row["Rubrik"].strip()[:200] or "–", unit=unit, visibility=2, reach=2, released_at=now) for row in rows
    )
    things.texts.update({subject.pk: row["Sammanfattning"] for subject, row in zip(subjects, rows, strict=True)})
    actions.index([subject.pk for subject in subjects])
    words = {entry.pk: set(f"{entry.title_words} {entry.body_words}".split()) for entry in SearchEntry.objects.all()}
    searches = [row["Rubrik"] for row in rows[::15]] + [
        "lekplats",
        "cykelbana",
        "belysning",
        "hund",
        "buss hållplats",
        "park bänk",
        "göteborg",
    ]
    hits = 0
    for search_words in searches:
        terms = query_terms(search_words)
        wanted = [pk for pk in sorted(words, reverse=True) if all(has(term, words[pk]) for term in terms)] if terms else []
        assert queries.matching(search_words, newest=1000).ids == wanted, search_words
        hits += len(wanted)
    assert hits > 300
