"""An idea that came on paper, by telephone or at a workshop, written in by one who answers, on behalf of who gave it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sluss.core.verdict import NotAllowed
from sluss.gates.queries import newest_case
from sluss.journal.states import Visibility
from sluss.people.models import Person

from ..models import Gateway, Submission, Terms
from ..rules import may_be_given_for, may_register
from ..states import Channel
from . import codes
from .giving import write
from .values import Contact, Receipt, Texts, WrittenIn


def register(
    *,
    gateway: Gateway,
    by: Person,
    channel: Channel,
    received_on: date,
    texts: Texts,
    visibility: Visibility,
    terms: Terms,
    form_key: UUID,
    giver: Person | None = None,
    contact: Contact = Contact(),  # noqa: B008 - frozen
    language: str = "sv",
) -> Receipt:
    """The same as `submit`, for a `giver` with an account, one with a name and an address (`contact`), or nobody that is known.

    The promise counts from the day it came in. Sent twice with the same key it is written in once.
    """
    may_register(gateway, by, received_on).demand()
    may_be_given_for(gateway, giver, by).demand()
    if channel in {Channel.WEB, Channel.LIST}:
        raise NotAllowed(_("Choose how it came in."))
    if terms.pk != gateway.terms_id:
        raise NotAllowed(_("The terms have been changed. Read them and send again."))
    texts, contact = texts.checked(), contact.checked()
    written_in = WrittenIn(by=by, channel=channel, received_on=received_on)
    try:
        with transaction.atomic():
            idea, case = write(gateway, giver, texts, visibility, False, terms, form_key, contact, language, written_in=written_in)
    except IntegrityError:
        again = _written_in_before(form_key, by)
        if again is None:
            raise
        return again
    return Receipt(idea=idea, case=case, code=receipt_code_of(idea.submission))


def receipt_code_of(submission: Submission) -> str:
    """For one without an account, to be handed over on paper; made from the form's key, so it can be printed again."""
    return "" if submission.receipt_hash is None else codes.receipt_of(submission.form_key)


def _written_in_before(form_key: UUID, by: Person) -> Receipt | None:
    found = Submission.objects.select_related("idea__subject__unit", "idea__gateway").filter(form_key=form_key).first()
    if found is None:
        return None
    if found.registered_by_id != by.pk:
        raise NotAllowed(_("This form was sent by somebody else. Begin a new one."))
    return Receipt(idea=found.idea, case=newest_case(found.pk), code=receipt_code_of(found), again=True)
