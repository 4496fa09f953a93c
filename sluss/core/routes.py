"""Addresses are words people can read: Swedish at the root, English under /en/.

The words stand here, in code, and not among the translations: an address must never change because a text did.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import path, register_converter, reverse
from django.urls.converters import IntConverter
from django.utils.functional import lazy
from django.utils.translation import get_language

ENGLISH = {
    "om": "about",
    "tillganglighet": "accessibility",
    "personuppgifter": "personal-data",
    "ton": "voice",
    "stil": "style",
    "min-sida": "my-page",
    "franvaro": "absence",
    "uppgifter": "details",
    "logga-in": "sign-in",
    "logga-ut": "sign-out",
    "kod": "code",
    "bekrafta": "confirm",
    "skapa-konto": "create-account",
    "konto": "account",
    "stangt": "closed",
    "e-post": "email",
    "losenord": "password",
    "byt": "change",
    "valj": "choose",
    "glomt": "forgotten",
    "nytt": "new",
    "klart": "done",
    "enheter": "units",
    "personer": "people",
    "ny": "add",
    "andra": "edit",
    "avsluta": "end",
    "hanvisa": "refer",
    "planera-test": "plan-trial",
    "testresultat": "trial-result",
    "fraga-mottagare": "ask-receiver",
    "aterta-fragan": "take-back-question",
    "mottagare": "receivers",
    "jav": "step-aside",
    "roller": "roles",
    "ersattare": "deputy",
    "skyddad": "protected",
    "oppna": "open",
    "importera": "import",
    "behall": "keep",
    "ideer": "ideas",
    "versioner": "versions",
    "filer": "files",
    "bild": "picture",
    "stod": "support",
    "lamna-ide": "give-idea",
    "slussar": "gateways",
    "spara": "save",
    "utkast": "draft",
    "ta-bort": "delete",
    "kvitto": "receipt",
    "villkor": "terms",
    "folj-ide": "follow-idea",
    "min-ide": "my-idea",
    "mina-ideer": "my-ideas",
    "komplettera": "complete",
    "ta-tillbaka": "withdraw",
    "namn": "name",
    "mejl": "mail",
    "demo": "demo",
    "glom": "forget",
    "notiser": "notices",
    "alla-lasta": "all-read",
    "installningar": "settings",
    "folj": "follow",
    "diarium": "register",
    "numrera": "number",
    "logg": "log",
    "sekretess": "secrecy",
    "mina-uppgifter": "my-data",
    "avidentifiera": "de-identify",
    "hamta": "download",
    "sok": "find",
    "att-hantera": "to-answer",
    "nasta": "next",
    "flera": "several",
    "slappta": "let-go",
    "arenden": "cases",
    "ga-vidare": "advance",
    "be-om-mer": "ask-for-more",
    "aterfor": "send-back",
    "parkera": "park",
    "ta-upp": "take-up",
    "rekommendation": "recommendation",
    "beslut": "decisions",
    "ratta": "correct",
    "visa-for-andra": "show-to-others",
    "ta-over": "take-over",
    "lamna-over": "hand-over",
    "kontrollfragor": "check-questions",
    "bedom": "assess",
    "sortera": "sort",
    "plan": "plan",
    "prova": "try",
    "starta": "start",
    "lardom": "learnt",
    "hinder": "barriers",
    "deltagare": "participants",
    "svara": "answer",
    "lamna": "leave",
    "handledning": "coaching",
    "sprid": "spread",
    "nytta": "benefit",
    "processer": "processes",
    "utmaningar": "challenges",
    "fragor": "questions",
    "flytta": "move",
    "matcha": "match",
    "behov": "needs",
    "svarstexter": "reply-texts",
    "jamfor": "compare",
    "statistik": "statistics",
    "lamna-at-annan": "give-for-someone",
    "lyft": "lift",
    "namndbeslut": "board-decision",
    "sammantraden": "meetings",
    "stall-in": "call-off",
    "vikter": "weights",
    "forlang": "prolong",
}


class RowConverter(IntConverter):
    """The number of a row. Longer ones than a database can hold are no address at all, rather than an error in the database."""

    regex = "[0-9]{1,18}"


register_converter(RowConverter, "row")


def number_in(text: str | None) -> int | None:
    """A row's number, or another whole one, as an address or a form says it: as long as a row's at most. None for what is none."""
    return int(text) if text and len(text) <= 18 and text.isascii() and text.isdigit() else None


def translate(words: str, language: str | None) -> str:
    """The address in a language. A part with a parameter (<row:pk>) stays as it is; an unknown word is a KeyError."""
    if language != "en":
        return words
    return "/".join(part if "<" in part or not part else ENGLISH[part] for part in words.split("/"))


_lazy_route = lazy(lambda words: translate(words, get_language()), str)


def route(words: str, view: Any, name: str) -> Any:
    """Like django.urls.path, with the address in the language of the request."""
    return path(_lazy_route(words), view, name=name)


def address(name: str, *rows: int) -> str:
    """reverse() of a page without parameters, or with the numbers of rows alone, remembered for each language: the menu asks for the same
    ones on every page, and a case's page for twenty with its own number."""
    if any(not 0 <= row < LONGEST_ROW for row in rows):
        return reverse(name, args=rows)
    found = _address(name, get_language(), settings.ROOT_URLCONF, len(rows))
    return "".join(f"{part}{row:d}" for part, row in zip(found, rows, strict=False)) + found[-1]


MOST_ROWS = 3
LONGEST_ROW = 10**18  # see RowConverter
# Longer than any number in an address, so that they stand for nothing else in it.
_STAND_INS = tuple(10**17 + 9_876_543_210 * place for place in range(1, MOST_ROWS + 1))


@lru_cache(1024)
def _address(name: str, language: str | None, urlconf: str, rows: int) -> list[str]:
    """The address, cut where the numbers go."""
    found = reverse(name, urlconf, args=_STAND_INS[:rows])
    parts = []
    for stand_in in _STAND_INS[:rows]:
        before, _, found = found.partition(str(stand_in))
        parts.append(before)
    return [*parts, found]
