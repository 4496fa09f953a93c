"""`sluss demo`: once, and never over somebody's city."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sluss.core.tests import kept
from sluss.demo.city.cast import CAST, CITY
from sluss.demo.city.load import Loaded
from sluss.demo.city.town import Town
from sluss.demo.management.commands import demo as command
from sluss.people import actions
from sluss.people.models import Unit
from sluss.people.states import UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The city alone in place of the city with its history; the seeds it was asked for."""
    asked: list[int] = []

    def load(seed: int) -> Loaded:
        asked.append(seed)
        actions.create_unit(by=None, code=CITY, name="Älvsunds kommun", kind=UnitKind.CITY)
        return Loaded(Town(), 40)

    monkeypatch.setattr(command, "load", load)
    return asked


def run(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out, **options)
    return out.getvalue()


def test_it_loads_once(loads: list[int]) -> None:
    assert "40 ideas" in run()
    assert "already" in run()
    assert "already" in run("--if-empty")
    assert loads == [1]


@pytest.mark.usefixtures("demo")
def test_it_says_whom_one_can_be_and_where(loads: list[int], settings: Any) -> None:
    for said in (run(if_empty=True), run(if_empty=True)):
        assert f"{settings.SITE_URL}/demo" in said
        assert all(member.name in said for member in CAST)


def test_another_seed(loads: list[int]) -> None:
    run("--seed", "7")
    assert loads == [7]


@pytest.mark.django_db(transaction=True)  # PostgreSQL empties no table that the same transaction has written to
def test_by_force_it_is_loaded_anew(loads: list[int]) -> None:
    run()
    actions.create_unit(by=None, code="ny", name="Ny enhet", kind=UnitKind.BOARD)
    run("--force", "--seed", "2")
    assert loads == [1, 2]
    assert not Unit.objects.filter(code="ny").exists(), "what was done in the old one is gone"
    kept.forget()


@pytest.mark.parametrize("arguments", [(), ("--force",)])
def test_somebodys_city_is_left_alone(loads: list[int], city: Any, arguments: tuple[str, ...]) -> None:
    before = Unit.objects.count()
    with pytest.raises(CommandError, match="somebody's"):
        run(*arguments)
    assert not run("--if-empty"), "make run starts a real city's database without a word about the demo"
    assert (loads, Unit.objects.count()) == ([], before)


@pytest.mark.parametrize("arguments", [(), ("--force",), ("--if-empty",)])
def test_it_has_no_business_in_production(loads: list[int], settings: Any, arguments: tuple[str, ...]) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="SLUSS_PRODUCTION"):
        run(*arguments)
    assert loads == []


@pytest.mark.parametrize(("demo", "backend"), [("1", "filebased"), ("0", "smtp")])
def test_in_demo_mode_mail_becomes_files_whatever_the_environment_says(tmp_path: Path, demo: str, backend: str) -> None:
    ask = "from sluss.config import settings; print(settings.EMAIL_BACKEND)"
    environment = os.environ | {"SLUSS_DEMO": demo, "SMTP_HOST": "mail.example", "SLUSS_VAR": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
    assert f".{backend}." in told.stdout


def test_no_mail_leaves_the_machine(loads: list[int], settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    with pytest.raises(CommandError, match="SMTP_HOST"):
        run()
    assert loads == []
