"""A way in's own questions: at most ten, counted under the way in's lock. What has been answered stays as it was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal import actions as journal
from sluss.people.models import Person

from ..models import Gateway, Question
from ..rules import may_manage_gateways
from ..states import LONGEST_LINE, LONGEST_QUESTION, MOST_CHOICES, MOST_QUESTIONS, QuestionKind

Label = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a question says, however it was typed."""

    kind: str
    label: Label
    help: Label | None = None
    choices: Sequence[Label] = ()
    required: bool = False

    def checked(self) -> dict[str, Any]:
        """The fields of models.Question, or NotAllowed."""
        if self.kind not in QuestionKind.values:
            raise NotAllowed(_("Choose what kind of answer it asks for."))
        label, helped = _label(self.label, LONGEST_QUESTION), _label(self.help or {}, LONGEST_QUESTION)
        if not label.get("sv"):
            raise NotAllowed(_("Write the Swedish text. The English one may be left out."))
        choices = [made for choice in self.choices if (made := _label(choice, LONGEST_LINE)).get("sv")]
        if self.kind == QuestionKind.CHOICE and not 2 <= len(choices) <= MOST_CHOICES:
            raise NotAllowed(_("Write at least two alternatives, and at most %(n)d.") % {"n": MOST_CHOICES})
        return {
            "kind": self.kind,
            "label": label,
            "help": helped if helped.get("sv") else {},
            "choices": choices if self.kind == QuestionKind.CHOICE else [],
            "required": self.required,
        }


def _label(texts: Label, longest: int) -> Label:
    made = {language: " ".join(clean(text).split()) for language, text in texts.items()}
    if any(len(text) > longest for text in made.values()):
        raise NotAllowed(_("A text is too long. Shorten it to at most %(n)d characters.") % {"n": longest})
    return {language: text for language, text in made.items() if text}


def _lock(gateway_id: int, by: Person) -> Gateway:
    may_manage_gateways(by).demand()
    return Gateway.objects.select_for_update(no_key=True).get(pk=gateway_id)


def _changed(gateway: Gateway, by: Person | None) -> None:
    gateway.question_count = Question.objects.filter(gateway=gateway).count()
    gateway.save(update_fields=["question_count"])
    journal.record("gateway.changed", subject=None, by=by, gateway=gateway.pk, fields=["questions"])


@transaction.atomic
def add_question(gateway: Gateway, *, by: Person, asking: Asking) -> Question:
    """The last one in order."""
    now, said = _lock(gateway.pk, by), asking.checked()
    last = Question.objects.filter(gateway=now).count()
    if last >= MOST_QUESTIONS:
        raise NotAllowed(_("There are ten questions already. Take one away first: few answer a long form."))
    made = Question.objects.create(gateway=now, order=last + 1, **said)
    _changed(now, by)
    return made


@transaction.atomic
def change_question(question: Question, *, by: Person, asking: Asking) -> bool:
    """False when nothing was other than before."""
    gateway, said = _lock(question.gateway_id, by), asking.checked()
    now = Question.objects.filter(pk=question.pk).first()
    if now is None:
        raise NotAllowed(_("The question has been taken away by somebody else."))
    if all(getattr(now, name) == value for name, value in said.items()):
        return False
    Question.objects.filter(pk=now.pk).update(**said)
    _changed(gateway, by)
    return True


@transaction.atomic
def remove_question(question: Question, *, by: Person) -> None:
    """Nobody is asked it any more; those behind it move up. Taken away already is the same."""
    gateway = _lock(question.gateway_id, by)
    if not Question.objects.filter(pk=question.pk).delete()[0]:
        return
    for order, one in enumerate(Question.objects.filter(gateway=gateway).order_by("order"), start=1):
        if one.order != order:
            Question.objects.filter(pk=one.pk).update(order=order)
    _changed(gateway, by)


@transaction.atomic
def move_question(question: Question, *, by: Person, up: bool) -> None:
    """One step; the first cannot go up nor the last down, and then nothing happens."""
    gateway = _lock(question.gateway_id, by)
    rows = list(Question.objects.filter(gateway=gateway).order_by("order"))
    at = next((number for number, one in enumerate(rows) if one.pk == question.pk), None)
    to = None if at is None else at - 1 if up else at + 1
    if at is None or to is None or not 0 <= to < len(rows):
        return
    for pk, order in ((rows[at].pk, 0), (rows[to].pk, rows[at].order), (rows[at].pk, rows[to].order)):
        Question.objects.filter(pk=pk).update(order=order)
    _changed(gateway, by)
