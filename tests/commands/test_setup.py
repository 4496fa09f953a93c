"""A second start does nothing; what has changed is done again, and so is what failed or was thrown away."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_setup", ROOT / "tools" / "setup.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STAMPS", tmp_path / "stamps")
    return module


def test_a_step_is_done_once_until_what_it_was_made_from_changes(setup: ModuleType, tmp_path: Path) -> None:
    done: list[str] = []
    made = tmp_path / "made"

    def do(mark: str) -> None:
        setup.step("name", "A step", mark=mark, made=[made], do=lambda: (done.append(mark), made.touch()))

    do("one")
    do("one")
    assert done == ["one"]
    do("two")
    assert done == ["one", "two"]
    made.unlink()
    do("two")
    assert done == ["one", "two", "two"]


def test_a_failed_step_is_tried_again(setup: ModuleType, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.touch()

    def fail() -> None:
        raise setup.SetupFailed("no network")

    for _ in range(2):
        with pytest.raises(setup.SetupFailed):
            setup.step("name", "A step", mark="one", made=[made], do=fail)
    assert not setup.fresh("name", "one", [made])


def test_fingerprints_see_content_names_and_what_comes_and_goes(setup: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    (folder / "css").mkdir(parents=True)
    style = folder / "css" / "a.css"
    style.write_text("a{}")
    seen = [setup.fingerprint(folder)]
    style.write_text("b{}")
    seen.append(setup.fingerprint(folder))
    style.rename(folder / "css" / "b.css")
    seen.append(setup.fingerprint(folder))
    (folder / "c.css").write_text("")
    seen.append(setup.fingerprint(folder))
    assert len(set(seen)) == 4
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "x.js").write_text("installed")
    assert setup.fingerprint(folder) == seen[-1]


def test_what_a_program_said_is_shown_when_it_fails(setup: ModuleType) -> None:
    with pytest.raises(setup.SetupFailed, match="code 3") as failure:
        setup.run("sh", "-c", "echo the disk is full; exit 3", hint="\nBuy a disk.")
    assert "the disk is full" in str(failure.value)
    assert "Buy a disk." in str(failure.value)


@pytest.mark.parametrize(("version", "used"), [("v20.1.0", True), ("v24.0.0", True), ("v18.19.0", False), ("nonsense", False)])
def test_an_old_node_is_not_used(setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, used: bool) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    assert bool(setup.system_node()) is used


def test_no_node_without_npm(setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert setup.system_node() is None
