"""One of everything that an address can be about and that the town itself does not need: made by the real actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.gates.models import Case, Promise
from sluss.gates.states import BarrierKind, Part, ProblemKind, PromiseKind
from sluss.gates.tests import walks
from sluss.ideas import actions
from sluss.ideas.actions import Texts
from sluss.ideas.seed import EMPLOYEES
from sluss.ideas.states import Channel, QuestionKind
from sluss.ideas.tests import giving
from sluss.journal.states import Visibility
from sluss.people.models import Unit

WHY = "Vi behöver veta."


def number_apart() -> None:
    """Each table counts from a thousand of its own, so that an address about one thing never happens to be about another."""
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.auto_field]
    with connection.cursor() as cursor:
        for place, table in enumerate(sorted(tables), start=1):
            # Never backwards: what tests begin with is put in with the numbers it got once.
            last = max(place * 100_000, _last(cursor, table))
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _last(cursor: Any, table: str) -> int:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass), 0)", [table])
    else:
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
    return int(cursor.fetchone()[0])


def build(cast: Any) -> dict[str, dict[str, Any]]:
    """What stands in the address of each page, by the page's name."""
    care, works, by = cast.units.care, cast.units.works, cast.amira
    return {
        **_boards(cast),
        **_challenges(cast, care),
        **_around(cast, care, works),
        **_asked(cast, works),
        "gates:barrier": {
            "pk": gates.note_barrier(kind=BarrierKind.TIME, words="Ingen hinner.", case=None, unit=care, owner=cast.lars, by=by).pk
        },
        "gates:template_edit": {"pk": (text := gates.keep_template(unit=care, title="Nej", text=WHY, language="sv", by=by).pk)},
        "gates:template_retire": {"pk": text},
        "ideas:registered": {"pk": _registered(cast)},
        **_questions(cast),
    }


def _boards(cast: Any) -> dict[str, dict[str, Any]]:
    board = cast.units.care_board
    gates.enter_meetings(board, by=cast.registrar, days=[clock.today() + timedelta(days=20)])
    return {"gates:meetings": {"pk": board.pk}, "gates:call_off": {"pk": board.meetings.get().pk}}


def _challenges(cast: Any, unit: Unit) -> dict[str, dict[str, Any]]:
    facts = actions.Facts(
        title="Hur märker vi att något har hänt på natten?",
        text="Den som bor ensam är orolig.",
        need_owner=unit,
        gateway=giving.way(EMPLOYEES),
        receiver=unit,
        mandate="Förvaltningsdirektören beslutar.",
        opens_on=clock.today(),
        closes_on=clock.today() + timedelta(days=30),
        budget=300_000,
    )
    draft = actions.draft_challenge(by=cast.amira, facts=facts)
    opened = actions.open_challenge(actions.draft_challenge(by=cast.amira, facts=facts), by=cast.decider)
    about_the_draft = {"edit", "open", "throw_away"}
    return {
        f"ideas:challenge{page and '_'}{page}": {"pk": which.pk, "slug": which.subject.address}
        for page in ("", "edit", "open", "close", "prolong", "throw_away")
        for which in (draft if page in about_the_draft else opened,)
    }


def _questions(cast: Any) -> dict[str, dict[str, Any]]:
    way = giving.way("foretagssluss")
    asking = actions.Asking(kind=QuestionKind.TEXT, label={"sv": "Hur många är ni?"})
    asked = [actions.add_question(way, by=cast.office, asking=asking) for _number in range(2)]
    return {f"ideas:question_{page}": {"gateway": way.slug, "pk": asked[1].pk} for page in ("edit", "move", "delete")}


def _around(cast: Any, care: Unit, works: Unit) -> dict[str, dict[str, Any]]:
    """What is done around a case of the care department: a plan, small tests, and a unit that is asked in."""
    by = cast.amira
    complicated, complex_ = (_shown(walks.opened(care), by) for _number in range(2))
    gates.sort_problem(complicated, kind=ProblemKind.COMPLICATED, reason=WHY, by=by)
    gates.sort_problem(complex_, kind=ProblemKind.COMPLEX, reason=WHY, by=by)
    step = gates.plan_step(complicated, what="Ring", who="Lars", due_on=clock.today() + timedelta(days=9), by=by)
    given = {"hypothesis": "Om vi ringer kommer fler.", "test": "En vecka.", "how_long": "en vecka", "with_whom": "natten"}
    planned = gates.plan_experiment(complex_, by=by, **given)
    started = gates.start_experiment(gates.plan_experiment(complex_, by=by, **given), by=by)
    asked = gates.ask_unit(complicated, unit=works, part=Part.TAKES, reason=WHY, by=by)
    gates.ask(complex_, by=by, reason=WHY)
    return {
        "gates:plan_step_end": {"pk": complicated.pk, "number": step.number},
        "gates:experiment_start": {"pk": complex_.pk, "number": planned.number},
        "gates:experiment_learn": {"pk": complex_.pk, "number": started.number},
        "gates:answer_ask": {"pk": complicated.pk, "number": asked.pk},
        "gates:leave": {"pk": complicated.pk, "number": asked.pk},
        "gates:correct": {"pk": complex_.pk, "number": 2},
    }


def _shown(case: Case, by: Any) -> Case:
    gates.release(case, by=by)
    return walks.fresh(case)


def _asked(cast: Any, works: Unit) -> dict[str, dict[str, Any]]:
    """What the other department is asked: whether a need is theirs, whether they receive, and whether they take it up."""
    by = cast.amira
    match = gates.match(_shown(walks.at_stage(cast.units.care, by, "matchning", "foretagssluss"), by), by=by, unit=works, need=WHY)
    receiver = gates.ask_receiver(_shown(walks.opened(cast.units.care), by), by=by, unit=works, question=WHY)
    idea = giving.submitted(cast.sara, texts=Texts(need="Stolarna är för låga i matsalen.")).idea
    gates.release(giving.case_of(idea), by=by)
    giving.advanced(idea, by, "spridning")
    (adoption,) = actions.ask_to_adopt(giving.case_of(idea), units=[works], by=by)
    return {
        "gates:match_answer": {"pk": match.pk},
        "gates:take_back_match": {"pk": match.case_id, "number": match.pk},
        "gates:question": {"pk": Promise.objects.get(kind=PromiseKind.MATCH, question=match.pk).pk},
        "gates:receiver": {"pk": receiver.pk},
        "ideas:adoption": {"pk": adoption.pk},
        "ideas:take_back_request": {"pk": adoption.case_id, "number": adoption.pk},
    }


def _registered(cast: Any) -> int:
    gateway = giving.way(EMPLOYEES)
    return actions.register(
        gateway=gateway,
        by=cast.amira,
        channel=Channel.PAPER,
        received_on=clock.today(),
        texts=Texts(need="Lappen låg i lådan."),
        visibility=Visibility.ALL,
        terms=gateway.terms,
        form_key=giving.uid(),
    ).idea.pk
