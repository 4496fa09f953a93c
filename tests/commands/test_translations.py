"""tools/translations.py finds the texts that gettext's own programs would find, and sees what a translator does wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]

TEMPLATE = """
{% load i18n %}{% translate "Plain" %} {% translate 'With "quotes"' context "menu" %}
{% blocktranslate count n=number trimmed %}one {{ n }} thing
  of many{% plural %}{{ n }} things{% endblocktranslate %}
{% button label=_("In a component") %} {{ value|default:_("As an argument") }}
{% blocktranslate with name=person.name context "letter" %}Dear {{ name }}{% endblocktranslate %}
{# {% translate "Commented" %} #}{% comment %}{% translate "Commented too" %}{% endcomment %}
"""
PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy as marked, gettext_noop
from django.utils import translation
a = _("One") + _(name) + translation.gettext("Attribute")
b = ngettext("%(n)s day", "%(n)s days", 3)
c = marked("menu", "May")
d = gettext_noop("Later")
e = unknown("Not a text")
"""


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "translations", module)
    spec.loader.exec_module(module)
    folder = tmp_path / "sluss" / "app" / "templates"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "sluss" / "app" / "code.py").write_text(PYTHON, encoding="utf-8")
    for name, value in {
        "ROOT": tmp_path,
        "SOURCES": tmp_path / "sluss",
        "LOCALE": tmp_path / "locale",
        "SWEDISH": tmp_path / "sv.po",
    }.items():
        monkeypatch.setattr(module, name, value)
    return module


def translated(tool: ModuleType, **changes: str) -> None:
    """Every text with a Swedish one, which holds the same placeholders; then the changes."""
    tool.update()
    book = polib.pofile(str(tool.SWEDISH))
    for entry in book:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: changes.get(entry.msgid, entry.msgid_plural)}
        else:
            entry.msgstr = changes.get(entry.msgid, entry.msgid)
    book.save(str(tool.SWEDISH))


def test_finds_what_templates_and_code_ask_for(tool: ModuleType) -> None:
    assert set(tool.wanted()) == {
        ("", "Plain"),
        ("menu", 'With "quotes"'),
        ("", "one %(n)s thing of many"),
        ("", "In a component"),
        ("", "As an argument"),
        ("letter", "Dear %(name)s"),
        ("", "One"),
        ("", "Attribute"),
        ("", "%(n)s day"),
        ("menu", "May"),
        ("", "Later"),
    }
    assert tool.wanted()["", "one %(n)s thing of many"].plural == "%(n)s things"


def test_a_text_that_cannot_be_known_is_refused(tool: ModuleType) -> None:
    (tool.SOURCES / "app" / "worse.py").write_text('_(f"{n} ideas")\n', encoding="utf-8")
    with pytest.raises(tool.Unreadable, match=r"worse\.py:1"):
        tool.wanted()


def test_complete_is_complete(tool: ModuleType) -> None:
    translated(tool)
    assert tool.check() == 0


@pytest.mark.parametrize(
    ("msgid", "swedish", "fault"),
    [
        ("Plain", "", "no Swedish text"),
        ("Dear %(name)s", "Kära du", "has lost %(name)s"),
        ("Dear %(name)s", "Kära %(namn)s", "has %(namn)s in Swedish only"),
        ("%(n)s day", "%(antal)s dagar", "has %(antal)s in Swedish only"),
        ("Plain", "{} till", "has {} in Swedish only"),
    ],
)
def test_sees_what_is_wrong(tool: ModuleType, capsys: pytest.CaptureFixture[str], msgid: str, swedish: str, fault: str) -> None:
    translated(tool, **{msgid: swedish})
    assert tool.check() == 1
    assert fault in capsys.readouterr().out


def test_sees_what_is_missing_fuzzy_or_asked_for_by_nothing(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    translated(tool)
    book = polib.pofile(str(tool.SWEDISH))
    book.remove(book.find("Plain"))
    book.find("One").flags.append("fuzzy")
    book.append(polib.POEntry(msgid="Old", msgstr="Gammal"))
    book.append(polib.POEntry(msgid="Sign In", msgstr="Logga in", tcomment="In the place of allauth's own text"))
    book.save(str(tool.SWEDISH))
    assert tool.check() == 1
    said = capsys.readouterr().out
    assert "'Plain' is missing" in said
    assert "'One' is marked fuzzy" in said
    assert "'Old' is asked for by nothing" in said
    assert "Sign In" not in said


def test_merging_keeps_what_is_there(tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tool.update()
    first, second = tmp_path / "a.po", tmp_path / "b.po"
    first.write_text('msgid "Plain"\nmsgstr "Enkel"\n\nmsgctxt "menu"\nmsgid "May"\nmsgstr "Maj"\n', encoding="utf-8")
    second.write_text('msgid "Plain"\nmsgstr "Vanlig"\n', encoding="utf-8")
    tool.merge([str(first), str(second)])
    book = polib.pofile(str(tool.SWEDISH))
    assert book.find("Plain").msgstr == "Enkel"
    assert book.find("May", msgctxt="menu").msgstr == "Maj"
    assert "b.po: 'Plain' stays ['Enkel'], not ['Vanlig']" in capsys.readouterr().out
    before = tool.SWEDISH.read_text(encoding="utf-8")
    tool.merge([str(first), str(second)])
    assert tool.SWEDISH.read_text(encoding="utf-8") == before
