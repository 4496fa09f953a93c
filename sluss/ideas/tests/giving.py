"""Ideas walked into a state by the real actions, for this app's tests and those above it."""

from __future__ import annotations

from typing import Any

from sluss.core import jobs
from sluss.core.ids import uid
from sluss.core.tests import kept
from sluss.gates import actions as gates
from sluss.gates import definitions
from sluss.gates.models import Case, Process
from sluss.gates.queries import newest_case
from sluss.gates.tests import walks
from sluss.ideas import actions
from sluss.ideas.actions import Contact, Receipt, Replies, Texts
from sluss.ideas.models import Gateway, Idea, Theme
from sluss.ideas.queries_give import entry_stages, self_check
from sluss.ideas.seed import COMPANIES, EMPLOYEES, ONGOING, RESIDENTS, base_data
from sluss.ideas.states import QuestionKind
from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit

REASON = "Behovet är tydligt, och vi har folk som kan."
NEED = "Nycklarna till medicinskåpen ligger i olika lådor. Vi letar en kvart vid varje pass."


def base(unit: Unit) -> None:
    def make() -> None:
        for key in (EMPLOYEES, RESIDENTS, COMPANIES, ONGOING):
            gates.load_process(definitions.read(definitions.SHIPPED / f"{key}.yaml"))
        base_data(unit)

    if Process.objects.exists() or Gateway.objects.exists() or Theme.objects.exists():
        make()
    else:
        kept.again(("base", unit.pk), make)


def way(slug: str = EMPLOYEES, **changes: Any) -> Gateway:
    if changes:
        Gateway.objects.filter(slug=slug).update(**changes)
    return Gateway.objects.select_related("process", "unit", "terms").get(slug=slug)


def submitted(
    by: Person | None, slug: str = EMPLOYEES, *, texts: Texts | None = None, contact: Contact | None = None, **changes: Any
) -> Receipt:
    gateway = changes.pop("gateway", None) or way(slug)
    given: dict[str, Any] = {
        "gateway": gateway,
        "by": by,
        "texts": texts or Texts(need=NEED),
        "visibility": Visibility.ALL,
        "show_name": False,
        "terms": gateway.terms,
        "form_key": uid(),
    }
    if contact:
        given["contact"] = contact
    if slug in {COMPANIES, ONGOING}:
        given["replies"] = replies(gateway)
    return actions.submit(**(given | changes))


def replies(gateway: Gateway) -> Replies:
    """Right answers to all that the way in asks: yes, the first stage, and a word or the first alternative."""
    fits = {QuestionKind.TEXT: "Lite tid.", QuestionKind.CHOICE: "0", QuestionKind.NUMBER: "3", QuestionKind.DATE: "2026-03-09"}
    stages = entry_stages(gateway)
    return Replies(
        answers={str(question.pk): fits[QuestionKind(question.kind)] for question in gateway.asked},
        checks={check["key"]: "yes" for check in self_check(gateway)},
        stage=stages[0].key if stages else "",
    )


def case_of(idea: Idea) -> Case:
    case = newest_case(idea.pk)
    assert case is not None
    return Case.objects.select_related("subject", "stage", "receiving_unit").get(pk=case.pk)


def fresh(idea: Idea) -> Idea:
    return Idea.objects.select_related("subject", "gateway", "theme", "place", "submission__person__details").get(pk=idea.pk)


def released(idea: Idea, by: Person) -> Idea:
    gates.release(case_of(idea), by=by)
    return fresh(idea)


def advanced(idea: Idea, by: Person, stage: str) -> Idea:
    while case_of(idea).stage.key != stage:
        walks.prepare(case_of(idea), by)
        gates.advance(case_of(idea), by=by, reason=REASON)
    return fresh(idea)


def worker() -> None:
    """Everything that waits is delivered."""
    jobs.run_due(regardless=True)
