"""What a giver does after sending. The locks are always taken in this order: case, subject, idea."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions as gates
from sluss.gates.models import Case
from sluss.gates.queries import holders, person_ids
from sluss.gates.states import CaseState
from sluss.journal import actions as journal
from sluss.journal.models import Subject
from sluss.people.models import Person
from sluss.people.states import Role
from sluss.records import actions as records

from ..hidden import stored
from ..models import Idea, IdeaVersion, Submission
from ..rules import may_act_as_giver, may_choose_name, may_complete, may_edit, may_withdraw
from ..states import LONGEST_TEXT
from .answering import answered
from .values import Texts, texts_of


@dataclass(frozen=True, slots=True)
class Locked:
    case: Case | None  # the newest open one
    idea: Idea


def lock_own(idea: Idea, by: Person | None) -> Locked:
    """The open case locked, and the idea: its text changes under the case's lock only. The rule of all that a giver does is asked here."""
    open_case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("stage", "receiving_unit")
        .filter(subject_id=idea.pk)
        .exclude(state=CaseState.CLOSED)
        .order_by("-id")
    )
    # Asked again where there is none: one that has just moved on is not found the first time (core.locks).
    case = open_case.first() or open_case.first()
    # What is marked as secret may change at this moment: the text is written by what counts when the subject is ours.
    subject = Subject.objects.select_for_update(of=("self",), no_key=True).get(pk=idea.pk)
    fresh = Idea.objects.select_related("gateway", "theme", "place", "submission").get(pk=idea.pk)
    fresh.subject = subject
    may_act_as_giver(getattr(fresh, "submission", None), by).demand()
    return Locked(case, fresh)


@transaction.atomic
def edit(idea: Idea, *, by: Person | None, texts: Texts, seen: int | None = None, claims: Collection[str] = ()) -> IdeaVersion | None:
    """The giver changes the text: a new version, the received one stays. None when no text was changed.

    `claims` are the parts that the giver says may be secret: they are hidden before the new text is written.

    `by` is empty for one without an account; the caller has then checked the receipt code. `seen` is the number of the version the
    giver saw: another one since then is a Conflict.
    """
    locked = lock_own(idea, by)
    may_edit(locked.case).demand()
    _claim(locked, by, claims)
    version = _new_version(locked, by, texts, "", seen)
    if version is not None:
        journal.record("idea.edited", subject=locked.idea.subject, by=by, version=version.number, persons=handlers_of(locked.case))
    return version


@transaction.atomic
def complete(
    idea: Idea, *, by: Person | None, texts: Texts, answer: str = "", seen: int | None = None, claims: Collection[str] = ()
) -> IdeaVersion:
    """The giver answers what the city asked for, in words or by changing the text; the promise's clock goes on."""
    locked = lock_own(idea, by)
    may_complete(locked.case).demand()
    _claim(locked, by, claims)
    answer = clean(answer)
    if len(answer) > LONGEST_TEXT:
        raise NotAllowed(_("A text is too long. Shorten it to at most %(n)d characters.") % {"n": LONGEST_TEXT})
    version = _new_version(locked, by, texts, answer, seen)
    if version is None or locked.case is None:
        raise NotAllowed(_("Write an answer, or change your text, before you send."))
    kind = "idea.edited" if version.at == locked.idea.edited_at else "idea.answered"
    journal.record(kind, subject=locked.idea.subject, by=by, version=version.number)
    gates.complete(locked.case, by=by)
    return version


@transaction.atomic
def withdraw(idea: Idea, *, by: Person | None, reason: str = "") -> None:
    """The giver takes the idea back: its open cases close, all that was received and decided is kept."""
    locked = lock_own(idea, by)
    may_withdraw(locked.case).demand()
    for case in Case.objects.filter(subject_id=idea.pk).exclude(state=CaseState.CLOSED).order_by("-id"):
        gates.withdraw(case, by=by, reason=clean(reason)[:LONGEST_TEXT])


@transaction.atomic
def show_name(idea: Idea, *, by: Person | None, shown: bool) -> None:
    """Let the name show to all who find the idea, or take that back. Never in the way of a blind stage."""
    locked = lock_own(idea, by)
    may_choose_name(locked.idea).demand()
    changed = Submission.objects.filter(pk=idea.pk).exclude(show_name=shown).update(show_name=shown)
    if changed:
        journal.record("idea.name_chosen", subject=locked.idea.subject, by=by, shown=shown)


def _claim(locked: Locked, by: Person | None, claims: Collection[str]) -> None:
    if claims:
        records.claim(locked.idea.subject, by=by, fields=claims)
        locked.idea.subject.refresh_from_db()


def _new_version(locked: Locked, by: Person | None, texts: Texts, answer: str, seen: int | None) -> IdeaVersion | None:
    idea, texts = locked.idea, texts.checked()
    # What was asked stands; the answers to it may be changed.
    texts = replace(texts, answers=answered(idea.answers, {one["key"]: one["value"] for one in texts.answers}))
    if seen is not None and seen != idea.versions_made:
        raise Conflict(_("You have changed the idea in another window. Look at it there, or copy your text and open it anew."))
    before = texts_of(idea)
    if texts == before and not answer:
        return None
    now = clock.now()
    made = stored({"title": texts.title, **texts.as_received()}, idea.subject.masked_fields, idea.subject.language)
    if made["title"] != idea.subject.title:
        idea.subject = journal.retitle(idea.subject, title=made["title"], by=by)
    if texts != before:
        idea.edited_at = now
    idea.need, idea.solution, idea.benefit, idea.unknowns = made["need"], made["solution"], made["benefit"], made["unknowns"]
    idea.spot, idea.theme, idea.place, idea.beneficiaries = texts.spot, texts.theme, texts.place, list(texts.beneficiaries)
    idea.answers, idea.excerpt = list(texts.answers), made["excerpt"]
    idea.versions_made += 1
    idea.save(
        update_fields=[
            "need", "solution", "benefit", "unknowns", "spot", "theme", "place", "beneficiaries", "answers", "excerpt", "versions_made",
            "edited_at",
        ]
    )  # fmt: skip
    return IdeaVersion.objects.create(
        idea=idea, number=idea.versions_made, title=texts.title, texts=texts.as_received(), answer=answer, at=now, by=by
    )


def handlers_of(case: Case | None) -> list[int]:
    """Whom a change is told to: the case's owner, or those who hold the role its answer waits for."""
    if case is None:
        return []
    if case.owner_id:
        return [case.owner_id]
    return person_ids(holders(Role(case.stage.owner_role), case.receiving_unit) or holders(Role.OFFICE, case.receiving_unit))
