from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.slugs import slug
from sluss.core.verdict import NotAllowed
from sluss.gates import actions as gates
from sluss.gates.models import Case
from sluss.gates.queries import newest_case
from sluss.journal import actions as journal
from sluss.journal.states import Visibility
from sluss.people.models import Person
from sluss.people.states import PersonKind
from sluss.records import actions as records

from ..attached import FILES
from ..hidden import CLAIMABLE, stored
from ..models import Challenge, Draft, Gateway, Idea, IdeaVersion, Submission, Terms
from ..queries_give import Promised, entry_stages, receiving_unit
from ..rules import may_give
from ..rules_challenges import may_answer
from ..states import BEING_GIVEN, SUBJECT_KIND, Audience, Channel, Naming, Release, status_of
from . import codes
from .answering import answered, asked
from .values import Contact, Receipt, Replies, Texts, WrittenIn


def submit(
    *,
    gateway: Gateway,
    by: Person | None,
    texts: Texts,
    visibility: Visibility,
    show_name: bool,
    terms: Terms,
    form_key: UUID,
    contact: Contact = Contact(),  # noqa: B008 - frozen
    replies: Replies = Replies(),  # noqa: B008 - frozen
    language: str = "sv",
    claims: Collection[str] = (),
) -> Receipt:
    """An idea comes in: it gets a subject, its first version, a case with a promise, and a receipt. All of it or nothing.

    `claims` are the parts that the giver says may be secret: nobody but who handles the idea is ever shown them.
    The files chosen in the form go with it. The form's key is unique: sent twice – a double click, a retry, the back button, two at
    once – it gives the same receipt.
    """
    verdict = may_give(gateway, by)
    if not verdict:
        # It may have been sent before the gateway closed; then that is the answer.
        sent = _sent_before(form_key, by)
        if sent:
            return sent
        verdict.demand()
    if terms.pk != gateway.terms_id:
        raise NotAllowed(_("The terms have been changed. Read them and send again."))
    texts, contact = texts.checked(), contact.checked()
    texts = replace(texts, answers=answered(asked(gateway.asked), replies.answers))
    try:
        with transaction.atomic():
            idea, case = write(
                gateway, by, texts, visibility, show_name, terms, form_key, contact, language, replies=replies, claims=claims
            )
            files = journal.attach_chosen(idea.subject, form_key=form_key, by=by)
            if files and FILES in claims:
                records.claim(idea.subject, by=by, fields=[file.mark for file in files])
    except IntegrityError:
        sent = _sent_before(form_key, by)
        if sent is None:
            raise
        return sent
    return Receipt(idea=idea, case=case, code="" if by else codes.receipt_of(form_key))


def write(
    gateway: Gateway,
    by: Person | None,
    texts: Texts,
    visibility: Visibility,
    show_name: bool,
    terms: Terms,
    form_key: UUID,
    contact: Contact,
    language: str,
    *,
    replies: Replies = Replies(),  # noqa: B008 - frozen
    written_in: WrittenIn | None = None,
    claims: Collection[str] = (),
) -> tuple[Idea, Case]:
    """New rows only, and nothing that another submit would wait for. The submission comes early: a second one of two stops there.

    `by` is the giver. `written_in` says who wrote it in for the giver, and when it had come in.
    """
    now = clock.now()
    challenge = _answers(gateway, replies)
    received_at = written_in.received_at(now) if written_in else now
    actor = written_in.by if written_in else by
    unit = receiving_unit(gateway, by or (written_in.by if written_in else None))
    received = {"title": texts.title, **texts.as_received()}
    secret = [name for name in CLAIMABLE if name in claims and received[name]]
    made = stored(received, secret, language)
    subject = journal.open_subject(
        kind=SUBJECT_KIND, title=made["title"], unit=unit, language=language, visibility=visibility, address=slug(made["title"]), at=now
    )
    Submission(
        idea_id=subject.pk,
        form_key=form_key,
        person=by,
        name="" if by else contact.name,
        email="" if by else contact.email,
        # An address that one who answers has written in from the giver's own paper counts as the giver's.
        email_verified_at=now if written_in and by is None and contact.email else None,
        show_name=show_name if gateway.naming == Naming.CHOSEN else gateway.naming == Naming.SHOWN,
        for_company=_for_company(gateway, by, contact),
        terms=terms,
        language=language,
        receipt_hash=None if by else codes.hash_receipt(codes.receipt_of(form_key)),
        received_at=received_at,
        channel=written_in.channel if written_in else Channel.WEB,
        registered_by=written_in.by if written_in else None,
        registered_at=now if written_in else None,
    ).save(force_insert=True)
    if secret:
        records.claim(subject, by=by, fields=secret)
        subject.masked = " ".join(secret)
    # Before the idea, so that the idea is written once, with the phase it begins in.
    setattr(subject, BEING_GIVEN, True)
    received_on = written_in.received_on if written_in else None
    begins_at = _begins_at(gateway, replies)
    case = gates.open_case(subject, process=gateway.process, unit=unit, by=actor, stage_key=begins_at, received_on=received_on)
    gates.answer_self_check(case, by=by, answers=replies.checks)
    opened = getattr(subject, BEING_GIVEN).data
    delattr(subject, BEING_GIVEN)
    idea = Idea(
        subject=subject,
        gateway=gateway,
        unit=unit,
        theme=texts.theme,
        place=texts.place,
        spot=texts.spot,
        need=made["need"],
        solution=made["solution"],
        benefit=made["benefit"],
        unknowns=made["unknowns"],
        beneficiaries=list(texts.beneficiaries),
        answers=list(texts.answers),
        excerpt=made["excerpt"],
        challenge=challenge,
        submitted_at=received_at,
        versions_made=1,
        phase=case.stage.phase,
        status=status_of(case.state, case.outcome, case.stage.kind),
    )
    idea.save(force_insert=True)
    IdeaVersion(idea=idea, number=1, title=texts.title, texts=texts.as_received(), at=now, by=actor).save(force_insert=True)
    if by is not None:
        Draft.objects.filter(key=form_key, owner=by).delete()
    journal.record(
        "idea.submitted",
        subject=subject,
        by=actor,
        gateway=gateway.pk,
        version=1,
        **(written_in.told() if written_in else {}),
        from_authority=_authority_of(gateway, by),
        promised=Promised(due=opened["due"], unit=unit.pk, role=case.stage.owner_role, persons=opened["persons"][:1]),
    )
    if gateway.release == Release.AT_ONCE:
        idea.subject = journal.release(subject, by=None)
    return idea, case


def _for_company(gateway: Gateway, by: Person | None, contact: Contact) -> bool:
    if gateway.audience == Audience.COMPANIES:
        return True
    return contact.company if by is None else by.kind == PersonKind.COMPANY


def _answers(gateway: Gateway, replies: Replies) -> Challenge | None:
    """The challenge, locked, so that it is not closed while an answer to it is on its way in."""
    if replies.challenge is None:
        return None
    Challenge.objects.select_for_update(no_key=True).get(pk=replies.challenge.pk)
    challenge = Challenge.objects.select_related("gateway", "subject").get(pk=replies.challenge.pk)
    if challenge.gateway_id != gateway.pk:
        raise NotAllowed(_("The challenge is answered through another way in. Begin from its page."))
    may_answer(challenge).demand()
    return challenge


def _begins_at(gateway: Gateway, replies: Replies) -> str | None:
    """The stage that work under way has reached; the giver says which. Elsewhere it begins at the first, and none is named."""
    if replies.stage:
        return replies.stage
    if entry_stages(gateway):
        raise NotAllowed(_("Choose how far the work has come."))
    return None


def _authority_of(gateway: Gateway, by: Person | None) -> int | None:
    """The authority that the giver works at and gives as an employee of; for the register, which keeps apart what comes from outside."""
    return by.unit.authority_id if gateway.audience == Audience.EMPLOYEES and by is not None and by.unit is not None else None


def _sent_before(form_key: UUID, by: Person | None) -> Receipt | None:
    found = Submission.objects.select_related("idea__subject__unit", "idea__gateway").filter(form_key=form_key).first()
    if found is None:
        return None
    if found.person_id != (by.pk if by else None):
        raise NotAllowed(_("This form was sent by somebody else. Begin a new one."))
    return Receipt(idea=found.idea, case=newest_case(found.pk), code="" if by else codes.receipt_of(form_key), again=True)
