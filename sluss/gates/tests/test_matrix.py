"""State × verb × role for each stage of the four processes, against what they are meant to be. Pure: no database is asked."""

from __future__ import annotations

import pytest

from sluss.gates import definitions
from sluss.gates.reference import GIVER, OWN, matrix
from sluss.gates.states import CaseState, Verb
from sluss.people.states import Role

# What those who handle may at every stage, by state.
ALWAYS = {
    CaseState.OPEN: "release ask park recommend correct take hand_over refer plan_trial ask_receiver take_back lift board",
    CaseState.ASKED: "release park correct take hand_over refer take_back",
    CaseState.PARKED: "release wake correct take hand_over refer take_back",
    CaseState.CLOSED: "correct",
}
# And at this one while the case is open, with nothing put in place: a need, a plan, a result or a receiver.
OPEN = {
    "medarbetaride": {
        "provning": "advance close check",
        "bedomning": "advance send_back close check assess recuse",
        "koncept": "send_back close check",
        "pilot": "send_back end_trial",
        "inforande": "advance send_back close",
        "spridning": "send_back close",
    },
    "invanarforslag": {
        "provning": "advance close check",
        "stod": "advance send_back",
        "bedomning": "send_back close check assess recuse",
        "genomforande": "advance send_back close check",
        "spridning": "send_back close",
    },
    "foretagssluss": {
        "sjalvkontroll": "advance close",
        "matchning": "send_back close check match",
        "bedomning": "send_back close check assess recuse",
        "test": "send_back check end_trial",
        "lardomar": "send_back close",
    },
    "stotta-pagaende": {
        "ide": "advance close check",
        "koncept": "send_back close check",
        "pilot": "send_back check end_trial",
        "inforande": "advance send_back close",
        "spridning": "send_back close",
    },
}
# Where a step waits for something else, and a word of the reason.
WAITS = {
    ("medarbetaride", "koncept"): {"advance": "Planera"},
    ("medarbetaride", "pilot"): {"advance": "visade", "close": "visade"},
    ("invanarforslag", "bedomning"): {"advance": "ta emot"},
    ("foretagssluss", "matchning"): {"advance": "behov"},
    ("foretagssluss", "bedomning"): {"advance": "Planera"},
    ("foretagssluss", "test"): {"advance": "visade", "close": "visade"},
    ("stotta-pagaende", "koncept"): {"advance": "Planera"},
    ("stotta-pagaende", "pilot"): {"advance": "visade", "close": "visade"},
}
JUDGING = "assess recuse"
GIVERS = "complete withdraw"
# Left to a colleague by one who gave it.
NOT_ON_ONES_OWN = "release advance send_back park close recommend assess correct refer match lift board"
NOBODY = (Role.COMMUNICATOR, Role.AUDITOR, Role.ADMINISTRATOR)


def verbs(words: str) -> set[Verb]:
    return {Verb(word) for word in words.split()}


@pytest.mark.parametrize("key", OPEN)
def test_who_may_what_at_each_stage_and_in_each_state(key):
    rows = matrix(definitions.read(definitions.SHIPPED / f"{key}.yaml"))
    assert [row.stage.key for row in rows] == [*OPEN[key]] * len(CaseState)
    for row in rows:
        stage, state = row.stage.key, row.state
        here = verbs(OPEN[key][stage])
        handling = verbs(ALWAYS[state])
        if state == CaseState.OPEN:
            handling |= here
        elif state != CaseState.CLOSED:
            handling |= here & {Verb.CLOSE}  # what can be closed can be closed while it waits
        giver = set() if state == CaseState.CLOSED else {Verb.WITHDRAW}
        giver |= {Verb.COMPLETE} if state == CaseState.ASKED else set()
        expected = {str(role): set[Verb]() for role in NOBODY} | {
            str(Role.LEAD): handling,
            str(Role.OFFICE): handling,
            str(Role.DECISION_MAKER): handling - verbs(JUDGING),
            str(Role.ASSESSOR): handling & verbs(JUDGING),
            str(Role.REGISTRAR): handling & {Verb.BOARD},  # has the minutes
            GIVER: giver,
            OWN: (handling - verbs(NOT_ON_ONES_OWN)) | giver,
        }
        assert {name: set(found) for name, found in row.who.items()} == expected, f"{stage}, {state}"


@pytest.mark.parametrize("key", OPEN)
def test_a_step_that_waits_for_something_says_for_what(key):
    for row in matrix(definitions.read(definitions.SHIPPED / f"{key}.yaml")):
        wanted = WAITS.get((key, row.stage.key), {})
        if row.state in {CaseState.ASKED, CaseState.PARKED}:
            wanted = {verb: word for verb, word in wanted.items() if verb == "close"}
        elif row.state == CaseState.CLOSED:
            wanted = {}
        first = {str(verb): reason for verb, reason in row.first}
        assert set(first) == set(wanted), f"{row.stage.key}, {row.state}"
        assert all(word in first[verb] for verb, word in wanted.items()), first


def test_all_the_processes_that_are_shipped_are_here():
    assert {path.stem for path in definitions.SHIPPED.glob("*.yaml")} == set(OPEN)
