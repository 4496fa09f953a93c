"""A test run says what it left out, fails on it where everything is required, and reaches no other machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., tuple[int, str]]

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """pytest in a process of its own, with the conftest of the house, on one made file."""

    def go(code: str, **environment: str) -> tuple[int, str]:
        made = tmp_path / "test_made.py"
        made.write_text(code, encoding="utf-8")
        own = ("SLUSS_", "PYTEST_", "TEST_DATABASE_URL", "CHROMIUM")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "conftest", str(made)]
        done = subprocess.run(command, check=False, cwd=ROOT, env=kept | environment, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    return go


SKIPS = 'import pytest\ndef test_one():\n    pytest.skip("the moon is not full")\ndef test_two():\n    pass\n'
FILE_SKIPS = 'import pytest\npytest.importorskip("no_such_module")\ndef test_one():\n    pass\n'
ASKS_FOR_DATA = "def test_one(real_data):\n    assert real_data.is_dir()\n"
REACHES_OUT = 'import socket\ndef test_one():\n    socket.create_connection(("192.0.2.1", 80), timeout=1)\n'


@pytest.mark.parametrize("code", [SKIPS, FILE_SKIPS])
def test_a_skipped_test_fails_where_everything_is_required(run: Run, code: str) -> None:
    code_here, said = run(code)
    assert code_here in {0, 5}
    assert "1 skipped" in said
    code_there, said = run(code, SLUSS_REQUIRE_ALL="1")
    assert code_there != 0
    assert "everything must be" in said


def test_missing_data_is_said(run: Run, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    code, said = run(ASKS_FOR_DATA, SLUSS_TEST_DATA=nowhere)
    assert code == 0
    assert f"the real data is not at {nowhere}" in said
    assert run(ASKS_FOR_DATA, SLUSS_TEST_DATA=nowhere, SLUSS_REQUIRE_ALL="1")[0] != 0


def test_the_last_lines_name_what_did_not_run_and_how_to_get_it(run: Run, tmp_path: Path) -> None:
    _, said = run(SKIPS, SLUSS_TEST_WHOLE="1", SLUSS_TEST_DATA=str(tmp_path), PATH=str(tmp_path))
    tail = said.strip().splitlines()
    assert "1 passed" in tail[-1], "pytest's own closing line is the last"
    left_out = "\n".join(tail[-5:-1])
    assert "apt-get install chromium" in left_out
    assert "TEST_DATABASE_URL=postgresql://" in left_out
    assert "SLUSS_TEST_DATA" in left_out


def test_a_whole_run_does_not_start_without_what_is_required(run: Run) -> None:
    code, said = run("def test_one():\n    pass\n", SLUSS_TEST_WHOLE="1", SLUSS_REQUIRE_ALL="1")
    assert code != 0
    assert "TEST_DATABASE_URL is not set" in said


def test_no_test_reaches_another_machine(run: Run) -> None:
    code, said = run(REACHES_OUT)
    assert code == 1
    assert "a test tried to reach 192.0.2.1" in said


def test_nothing_is_written_where_the_product_keeps_its_own(run: Run) -> None:
    code, said = run('def test_one():\n    from django.conf import settings\n    assert "sluss-test-" in str(settings.VAR)\n')
    assert code == 0, said
