from __future__ import annotations

import os
import random
import sqlite3
from typing import LiteralString

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sluss.core.text import sort_key
from sluss.core.text.sort import LONGEST_KEY

# As a Swedish list has them.
ORDER = [
    "",
    "007",
    "1 mars",
    "10",
    "2 mars",
    "Bo",
    "Bo Ek",
    "Bo-Ivar",
    "Boa",
    "Eda",
    "Édith",
    "Edla",
    "Elin",
    "Vera",
    "Wera",
    "Yla",
    "Ülle",
    "Ylva",
    "Zäta",
    "Åsa",
    "Åse",
    "Ækre",
    "Älvsund",
    "Öberg",
    "Østby",
    "Ötorp",
    "Ωμέγα",
    "Київ",
    "漢字",
]


def test_swedish_order() -> None:
    shuffled = ORDER[:]
    random.Random(1).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == ORDER


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÅSA", "åsa"),
        ("idé", "ide"),
        ("IDÉ", "ide"),
        ("cafe\u0301", "café"),
        ("Bo-Ek", "Bo Ek"),
        ("  Bo,\tEk. ", "bo ek"),
        ("D'Arc", "darc"),
        ("ä", "æ"),
        ("ø", "ö"),
        ("ü", "y"),
    ],
)
def test_what_sorts_alike(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@given(st.text(st.characters(), max_size=120))
@example("\ud800" * 60)
@example("漢" * 100)
@example("a" + "\u0315\u0300" * 1000)
def test_a_key_is_digits_and_fits_its_column(text: str) -> None:
    key = sort_key(text)
    assert len(key) <= LONGEST_KEY
    assert key == "" or (key.isascii() and key.isdecimal())
    assert sort_key(text.casefold()) == key


@given(st.text("abzåäö 19", max_size=20), st.text("abzåäö 19", max_size=20))
def test_order_is_that_of_the_letters(one: str, other: str) -> None:
    alphabet = " 0123456789abcdefghijklmnopqrstuvwxyzåäö"
    plain = [[alphabet.index(letter) for letter in " ".join(text.split())] for text in (one, other)]
    assert (sort_key(one) < sort_key(other)) == (plain[0] < plain[1])


def test_sqlite_orders_so() -> None:
    file = sqlite3.connect(":memory:")
    file.execute("CREATE TABLE t (name TEXT, key TEXT)")
    file.executemany("INSERT INTO t VALUES (?, ?)", [(name, sort_key(name)) for name in reversed(ORDER)])
    assert [row[0] for row in file.execute("SELECT name FROM t ORDER BY key")] == ORDER


@pytest.mark.postgres
def test_postgresql_orders_so_in_every_collation() -> None:
    server = os.environ.get("TEST_DATABASE_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
    try:
        connection = psycopg.connect(server, dbname="postgres", connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL to compare with at {server}: {error}")
    rows = [(name, sort_key(name)) for name in reversed(ORDER)]
    with connection:
        connection.execute("CREATE TEMP TABLE sorted (name text, key text)")
        connection.cursor().executemany("INSERT INTO sorted VALUES (%s, %s)", rows)
        queries: list[LiteralString] = [
            'SELECT name FROM sorted ORDER BY key COLLATE "C"',
            'SELECT name FROM sorted ORDER BY key COLLATE "sv-x-icu"',
            'SELECT name FROM sorted ORDER BY key COLLATE "en-x-icu"',
        ]
        for query in queries:
            assert [row[0] for row in connection.execute(query)] == ORDER
