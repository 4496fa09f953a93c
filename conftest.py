"""What every test shares: settings of its own, no network but loopback, one engine a run, and an honest account of what did not run."""

from __future__ import annotations

import atexit
import ipaddress
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import tables

pytest_plugins = ["sluss.people.tests.cast"]
ROOT = Path(__file__).resolve().parent
POSTGRESQL = os.environ.get("SLUSS_TEST_ENGINE") == "postgresql"
REQUIRE_ALL = os.environ.get("SLUSS_REQUIRE_ALL") == "1"
DATA = Path(os.environ.get("SLUSS_TEST_DATA") or ROOT.parent / "shared" / "data")
CHROMIUM = next(filter(None, [os.environ.get("CHROMIUM"), *map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))]), "")
NO_CHROMIUM = "Chromium is not on this machine; install it (Debian: apt-get install chromium) or name it in CHROMIUM"
NO_DATA = f"the real data is not at {DATA}; name its folder in SLUSS_TEST_DATA"
NO_POSTGRESQL = "TEST_DATABASE_URL is not set; try TEST_DATABASE_URL=postgresql://postgres@127.0.0.1:5432/postgres"


def use_settings_of_its_own() -> None:
    """Before Django reads its settings: a folder that is thrown away, and nothing from this machine's environment."""
    for name in re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "sluss" / "config" / "settings.py").read_text(encoding="utf-8")):
        os.environ.pop(name, None)
    # The workers of a parallel run inherit the folder of the run that started them, and keep apart inside it.
    folder = os.environ.get("SLUSS_TEST_FOLDER")
    if folder is None:
        folder = os.environ["SLUSS_TEST_FOLDER"] = tempfile.mkdtemp(prefix="sluss-test-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    var = Path(folder, os.environ.get("PYTEST_XDIST_WORKER", "one"))
    var.mkdir(exist_ok=True)
    os.environ["SLUSS_VAR"] = str(var)
    os.environ["STATIC_ROOT"] = str(ROOT / "var" / "static")
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"] if POSTGRESQL else f"sqlite:///{var / 'sluss.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "sluss.config.settings"


use_settings_of_its_own()

import django  # noqa: E402 - the environment above must stand first
from django.conf import settings  # noqa: E402 - as above
from whitenoise import WhiteNoise  # noqa: E402 - as above

# How long an example takes says more about what else the machine does than about the example.
hypothesis.settings.register_profile("sluss", deadline=None)
hypothesis.settings.load_profile("sluss")

if settings.configured:
    raise pytest.UsageError("Django was set up before conftest.py could; unset DJANGO_SETTINGS_MODULE and run again")
django.setup()
# The workers of a parallel run inherit this environment; named here, the settings would be read there before this file.
del os.environ["DJANGO_SETTINGS_MODULE"]


# --- The database ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as in the product: an SQLite in memory has other locks and no write-ahead log."""
    if not POSTGRESQL:
        database = settings.DATABASES["default"]
        database["TEST"]["NAME"] = str(settings.VAR / "test.sqlite3")
        # No test in this process can cut the power; those that kill a server start it with settings of its own.
        database["OPTIONS"]["init_command"] = database["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        tables.put_in(database["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The file of an SQLite run is in a folder that is thrown away; what it was copied from is migrated as it is."""
    return not POSTGRESQL


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Over pytest-django's: tables just made are kept for the next run before any test has written in them."""
    if not POSTGRESQL:
        tables.keep(settings.DATABASES["default"]["TEST"]["NAME"])


def touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint({"db", "transactional_db", "live_server"})


def seconds(item: pytest.Item) -> float:
    """About how long a test takes; those of a few files take minutes."""
    if item.path.parent.name == "durability" or item.path.name in {
        "test_routes.py",
        "test_canaries.py",
        "test_hostile.py",
        "test_oracles.py",
        "test_any_day.py",
        "test_races.py",
    }:
        return 60
    return 5 if item.get_closest_marker("browser") else 1 if item.get_closest_marker("slow") else 0.05


def longest_first(items: list[pytest.Item]) -> None:
    """Each worker takes a file at a time: were a long one begun last, the other worker would sit and wait for it."""
    takes: dict[Path, float] = {}
    for item in items:
        takes[item.path] = takes.get(item.path, 0) + seconds(item)
    items.sort(key=lambda item: -takes[item.path])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    for item in items:
        # A property is tried on many examples; the quick run leaves that to the whole one.
        if hasattr(getattr(item, "obj", None), "hypothesis"):
            item.add_marker("slow")
    if not CHROMIUM:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))
    if POSTGRESQL:
        # What never asks the database is the same on every engine, and the SQLite run has it.
        marked = {item: {mark.name for mark in item.iter_markers()} for item in items}
        keep = [
            item
            for item in items
            if "one_engine" not in marked[item] and (touches_database(item) or marked[item] & {"postgres", "engines"})
        ]
        drop = [item for item in items if item not in set(keep)]
        if drop:
            config.hook.pytest_deselected(items=drop)
            items[:] = keep
    yield
    longest_first(items)


# --- The network ----------------------------------------------------------------------------------------------------


class NetworkBlocked(Exception):
    """A test tried to reach another machine."""


def only_loopback(where: Any) -> None:
    if isinstance(where, tuple):
        host = str(where[0])
        try:
            inside = ipaddress.ip_address(host.split("%", maxsplit=1)[0]).is_loopback
        except ValueError:
            inside = host == "localhost"
        if not inside:
            raise NetworkBlocked(f"a test tried to reach {host}: tests speak with servers on this machine only")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Generator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            original = getattr(socket.socket, name)

            def guarded(self: socket.socket, where: Any, original: Any = original) -> Any:
                only_loopback(where)
                return original(self, where)

            patch.setattr(socket.socket, name, guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_looked_up_once() -> Generator[None]:
    """Each test client builds the middleware anew; looking at all static files for each took a tenth of a run's time."""
    seen: dict[tuple[str, str | None], dict[str, Any]] = {}
    look_up = WhiteNoise.update_files_dictionary

    def remembered(self: WhiteNoise, root: str, prefix: str | None) -> None:
        if (root, prefix) not in seen:
            look_up(self, root, prefix)
            seen[root, prefix] = dict(self.files)
        self.files.update(seen[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", remembered)
        yield


# --- What tests ask for ---------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_versions_from_before() -> Generator[None]:
    """A process keeps the process versions it has read; one that a test rolled back leaves its number to another. Forgotten afterwards,
    since what is made for a whole file is made before any of its tests begins."""
    from sluss.gates.queries import forget_versions

    yield
    forget_versions()


@pytest.fixture(autouse=True)
def _city_days_are_known() -> None:
    """The city's own days off are looked up once a minute: here at no time, or counts of queries would change by themselves."""
    from sluss.core import workdays

    workdays.remember_city_days(frozenset())


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the real proposals. It is never copied into the project."""
    if not (DATA / "goteborgsforslag.json").exists():
        pytest.skip(NO_DATA)
    return DATA


@pytest.fixture(scope="session")
def chromium() -> str:
    if not CHROMIUM:
        pytest.skip(NO_CHROMIUM)
    return CHROMIUM


# --- What did not run -----------------------------------------------------------------------------------------------


def fail_if_skipped(report: Any) -> None:
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was not run, and here everything must be (SLUSS_REQUIRE_ALL=1): {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    fail_if_skipped(report)
    return report


def pytest_sessionstart(session: pytest.Session) -> None:
    missing = not_run()
    if REQUIRE_ALL and missing and os.environ.get("SLUSS_TEST_WHOLE"):
        raise pytest.UsageError("everything must run here (SLUSS_REQUIRE_ALL=1), but " + "; ".join(missing))


def not_run() -> list[str]:
    return [
        reason
        for reason, there in (
            (NO_POSTGRESQL, os.environ.get("TEST_DATABASE_URL")),
            (NO_CHROMIUM, CHROMIUM),
            (NO_DATA, (DATA / "goteborgsforslag.json").exists()),
        )
        if not there
    ]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: Any) -> Generator[None]:
    # Around all others: only pytest's own closing line comes after this.
    yield
    if not os.environ.get("SLUSS_TEST_WHOLE"):
        return
    earlier = os.environ.get("SLUSS_TEST_EARLIER")
    if earlier:
        terminalreporter.section("Not well", red=True)
        terminalreporter.line(earlier)
    missing = not_run()
    if missing:
        terminalreporter.section("Not run", yellow=True)
        for reason in missing:
            terminalreporter.line(f"- {reason}")
