"""Both search engines give the same answer to the same question."""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluss.core.text import analyse, match_postgres, match_sqlite, query_terms

from .test_text_search import has

SERVER = os.environ.get("TEST_DATABASE_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
WORDS = re.findall(
    r"\S+",
    "cykel cykelbana cykelbanorna bana banan lekplats lekplatsen vattenlekplats hund hundrastgård gård belysning gatubelysning gator "
    "park parken e-tjänst e-tjänster 2026 2026-03-01 1e5 12e3 3e 0x1f m² 40m2 café idé år å ö www http e7 och att Älvsundsbron",
)
PIECES = st.one_of(st.sampled_from(WORDS), st.text("0123456789eabcåäöx", min_size=1, max_size=8), st.text(st.characters(), max_size=12))
TEXTS = st.lists(PIECES, max_size=8).map(" ".join)


class Engines:
    """The same documents in both, indexed as the product does it."""

    def __init__(self, server: psycopg.Connection) -> None:
        self.server = server
        self.file = sqlite3.connect(":memory:")
        self.file.execute(
            "CREATE VIRTUAL TABLE docs USING fts5(words, tokenize='unicode61 remove_diacritics 0', detail=none, columnsize=0)"
        )
        self.server.execute("CREATE TEMP TABLE docs (id integer, words tsvector)")

    def fill(self, texts: Sequence[str]) -> None:
        self.tokens = [analyse(text) for text in texts]
        rows = [(number, " ".join(tokens)) for number, tokens in enumerate(self.tokens)]
        self.file.execute("DELETE FROM docs")
        self.file.executemany("INSERT INTO docs (rowid, words) VALUES (?, ?)", rows)
        self.server.execute("TRUNCATE docs")
        self.server.cursor().executemany("INSERT INTO docs VALUES (%s, to_tsvector('simple', %s))", rows)

    def agree(self, query: str, *, prefix: bool = False) -> set[int]:
        terms = query_terms(query, prefix=prefix)
        meant = {number for number, tokens in enumerate(self.tokens) if terms and all(has(term, set(tokens)) for term in terms)}
        postgres: LiteralString = "SELECT id FROM docs WHERE words @@ to_tsquery('simple', %s)"
        assert {row[0] for row in self.file.execute("SELECT rowid FROM docs WHERE docs MATCH ?", [match_sqlite(terms)])} == meant
        assert {row[0] for row in self.server.execute(postgres, [match_postgres(terms)])} == meant
        return meant


@pytest.fixture(scope="module")
def engines() -> Generator[Engines]:
    try:
        server = psycopg.connect(SERVER, dbname="postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL to compare with at {SERVER}: {error}")
    with server:
        yield Engines(server)


@pytest.mark.postgres
@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=8), queries=st.lists(TEXTS, min_size=1, max_size=6), prefix=st.booleans())
def test_random_texts(engines: Engines, texts: list[str], queries: list[str], prefix: bool) -> None:
    engines.fill(texts)
    for query in (*queries, *texts):
        engines.agree(query, prefix=prefix)


@pytest.mark.postgres
def test_the_fullest_index_row_fits(engines: Engines) -> None:
    """10,000 different tokens of 40 letters of two bytes each: what a tsvector can just hold."""
    letters = "åäö"
    words = ["".join(letters[(n // 3**place) % 3] for place in range(9)) + "å" * 31 for n in range(10_000)]
    engines.fill([" ".join(words[:1_400]), "annat"])
    assert engines.agree(words[7]) == {0}
    engines.server.execute("SELECT to_tsvector('simple', %s)", [" ".join(words)])


@pytest.mark.postgres
@pytest.mark.slow
def test_real_proposals(engines: Engines, real_data: Path) -> None:
    proposals = json.loads((real_data / "goteborgsforslag.json").read_text(encoding="utf-8"))
    texts = [f"{each['Rubrik']}\n{each['Sammanfattning']}" for each in proposals]
    engines.fill(texts)
    assert len(texts) == 605
    dice = random.Random(605)
    words = sorted({word for text in texts for word in text.split()})
    hits = [len(engines.agree(word)) for word in dice.sample(words, 200)]
    hits += [
        len(engines.agree(" ".join(dice.sample(text.split(), 2)))) for text in dice.sample([t for t in texts if len(t.split()) > 1], 100)
    ]
    hits += [len(engines.agree(word[: dice.randint(1, 6)], prefix=True)) for word in dice.sample(words, 50)]
    assert sum(map(bool, hits)) > 250
    assert engines.agree("lekplats")
    assert not engines.agree("och")
