"""A command on a database that nobody has prepared says so in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "Databasen är inte förberedd för den här versionen av Sluss. Kör `sluss migrate`, och sedan det här igen.\n"
UNITS = "kod;namn;typ;under\nnytt;Nya enheten;unit;\n"
PROPOSALS = '[{"MatterId": 1}]'

pytestmark = pytest.mark.slow


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    env |= {"DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite3'}", "SLUSS_VAR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "sluss.config", *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "words",
    [
        ("import", "units", "units.csv"),
        ("import", "proposals", "proposals.json", "--skip-bad", "--json"),
        ("process", "list"),
        ("gateway", "load"),
        ("recount",),
        ("worker", "--once"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_it_says_what_to_do(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "proposals.json").write_text(PROPOSALS, encoding="utf-8")
    made = run(tmp_path, *(str(tmp_path / word) if "." in word else word for word in words))
    assert (made.returncode, made.stderr, made.stdout) == (1, SENTENCE, "")


def test_another_fault_of_a_database_is_still_shown_whole(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite3").write_bytes(b"this is no database" * 100)
    made = run(tmp_path, "process", "list")
    assert made.returncode == 1
    assert "file is not a database" in made.stderr
    assert "sluss migrate" not in made.stderr
