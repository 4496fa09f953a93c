"""`make check`: every check, two at a time, each with its own verdict. `make fix`: mend what a program can mend.

A word picks the checks whose name holds it: make check ARGS=types
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
SLUSS = str(BIN / "sluss")
PYTHON = sys.executable
TEMPLATES = ["sluss"]

Command = list[str]

# mypy first: it takes longest, and the others pass beside it.
CHECKS: dict[str, Command] = {
    "types (mypy)": [str(BIN / "mypy")],
    "lint (ruff)": [str(BIN / "ruff"), "check", "."],
    "format (ruff)": [str(BIN / "ruff"), "format", "--check", "."],
    "import order (import-linter)": [str(BIN / "lint-imports")],
    "architecture tests": [PYTHON, "-m", "pytest", "-q", "tests/architecture"],
    "templates (djlint)": [str(BIN / "djlint"), "--lint", "--quiet", *TEMPLATES],
    "translations complete": [PYTHON, "tools/translations.py", "check"],
    "migrations complete": [SLUSS, "makemigrations", "--check", "--dry-run"],
    "generated docs": [SLUSS, "docs", "--check"],
    "deployment settings": [SLUSS, "check", "--deploy", "--no-settings", "--fail-level", "WARNING"],
}
FIXES: dict[str, Command] = {
    "lint (ruff)": [str(BIN / "ruff"), "check", "--fix", "--quiet", "."],
    "format (ruff)": [str(BIN / "ruff"), "format", "--quiet", "."],
    "translations": [PYTHON, "tools/translations.py", "update"],
    "generated docs": [SLUSS, "docs"],
}
PRODUCTION = {
    "SLUSS_PRODUCTION": "1",
    "ALLOWED_HOSTS": "sluss.example.org",
    "SITE_URL": "https://sluss.example.org",
}


def environment(folder: str, *, production: bool) -> dict[str, str]:
    """Nothing of this installation's own settings, and a folder that is thrown away."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TERM", "CI", "SLUSS_TEST_DATA"}}
    given = {**kept, "SLUSS_VAR": folder}
    if production:
        given |= {**PRODUCTION, "SECRET_KEY": secrets.token_urlsafe(60)}
    return given


def check(name: str, command: Command, folder: str) -> bool:
    started = time.monotonic()
    given = environment(folder, production=name == "deployment settings")
    done = subprocess.run(command, check=False, cwd=ROOT, env=given, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    well = done.returncode == 0
    said = "" if well else "\n" + (done.stdout + done.stderr).strip() + "\n"
    print(f"{'✓' if well else '✗'} {name} ({time.monotonic() - started:.0f} s){said}", flush=True)
    return well


def fix(folder: str) -> int:
    failed = 0
    for name, command in FIXES.items():
        print(f"· {name}", flush=True)
        done = subprocess.run(command, check=False, cwd=ROOT, env=environment(folder, production=False))
        failed = failed or done.returncode
    return failed


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="sluss-check-") as folder:
        if sys.argv[1:] == ["--fix"]:
            return fix(folder)
        chosen = {name: command for name, command in CHECKS.items() if all(word in name for word in sys.argv[1:])}
        if not chosen:
            print(f"No check is called so. There are: {', '.join(CHECKS)}", file=sys.stderr)
            return 2
        with ThreadPoolExecutor(max_workers=2) as pool:
            verdicts = dict(zip(chosen, pool.map(lambda name: check(name, chosen[name], folder), chosen), strict=True))
    failed = [name for name, well in verdicts.items() if not well]
    print(f"\n{len(failed)} of {len(verdicts)} checks failed: {', '.join(failed)}" if failed else f"\nAll {len(verdicts)} checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
