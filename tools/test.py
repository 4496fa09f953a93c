"""`make test` and `make test-quick`: pytest on each engine, SQLite last, so that pytest's own closing line ends it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


def pytest(engine: str, *arguments: str, **environment: str) -> int:
    given = {**os.environ, **environment, "SLUSS_TEST_ENGINE": engine}
    # Without what Python and pytest compiled the last time, each of the workers spends five seconds on reading the tests.
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run([*PYTEST, *arguments], check=False, cwd=ROOT, env=given).returncode


def main() -> int:
    arguments = sys.argv[1:]
    if "--quick" in arguments:
        arguments.remove("--quick")
        return pytest("sqlite", "-q", "-m", "not slow and not browser and not postgres", "--durations=8", "--durations-min=1", *arguments)
    failed = 0
    if os.environ.get("TEST_DATABASE_URL"):
        print("=== PostgreSQL: what touches the database; SQLite and the browser follow", flush=True)
        failed = pytest("postgresql", "-m", "not browser", *arguments)
        print("\n=== SQLite: everything", flush=True)
    earlier = {"SLUSS_TEST_EARLIER": "the PostgreSQL run above FAILED"} if failed else {}
    return pytest("sqlite", "-m", "not postgres", *arguments, SLUSS_TEST_WHOLE="1", **earlier) or failed


if __name__ == "__main__":
    sys.exit(main())
