"""Units that are asked in every way there is, for the tests of what follows from it."""

from __future__ import annotations

from datetime import date

from sluss.gates import actions
from sluss.gates.models import Case, Promise
from sluss.gates.states import Part, PromiseKind

from . import walks

MONDAY = date(2026, 3, 9)
KINDS = (PromiseKind.MATCH, PromiseKind.RECEIVE, PromiseKind.TAKE_PART)


def askable(cast) -> Case:
    """Of the care department, at the matching stage and shown to others: anything can be asked about it."""
    made = walks.STATES["matching"](cast.units.care, cast.amira)
    actions.release(made, by=cast.amira)
    return walks.fresh(made)


def ask(kind, case, cast, unit=None, **more):
    given = {"unit": unit or cast.units.works, "by": cast.amira} | more
    if kind == PromiseKind.MATCH:
        return actions.match(case, need="Brunnarna svämmar över.", **given)
    if kind == PromiseKind.RECEIVE:
        return actions.ask_receiver(case, question="Driften från januari.", **given)
    return actions.ask_unit(case, part=Part.TAKES, reason="Ni har gatorna.", **given)


def answer(kind, row, by, yes=True):
    if kind == PromiseKind.MATCH:
        return actions.answer_match(row, by=by, accepts=yes, reason="Så är det.")
    if kind == PromiseKind.TAKE_PART:
        return actions.answer_ask(row, by=by, accept=yes, reason="Så är det.")
    if yes:
        return actions.accept(row, by=by, budget="10 kr")
    return actions.decline(row, by=by, reason="Så är det.")


def promise_of(kind, row) -> Promise:
    return Promise.objects.select_related("unit", "person__details", "subject", "case__stage").get(kind=kind, question=row.pk)
