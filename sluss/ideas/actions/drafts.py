"""Drafts: an own space (eget utrymme). Saved as typed, unchecked; deleted when sent or when the owner wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.verdict import Conflict, NotAllowed
from sluss.journal import actions as journal
from sluss.people.models import Person

from ..attached import chosen_in
from ..models import Draft, Gateway, Submission
from ..states import DRAFTS_AT_MOST


@transaction.atomic
def save_draft(*, owner: Person, gateway: Gateway, key: UUID, data: Mapping[str, Any]) -> Draft:
    """Keep what has been typed under the form's key. No event: nobody in the city is told that a draft exists."""
    draft = Draft.objects.select_for_update(no_key=True).filter(key=key).first()
    if draft is not None and draft.owner_id != owner.pk:
        raise NotAllowed(_("The draft belongs to somebody else."))
    if draft is not None:
        draft.data, draft.updated_at = dict(data), clock.now()
        draft.save(update_fields=["data", "updated_at"])
        return draft
    if Submission.objects.filter(form_key=key).exists():
        raise Conflict(_("This idea has already been sent."))
    if Draft.objects.filter(owner=owner).count() >= DRAFTS_AT_MOST:
        raise NotAllowed(_("You have %(n)d drafts. Send or delete one of them first.") % {"n": DRAFTS_AT_MOST})
    return Draft.objects.create(key=key, owner=owner, gateway=gateway, data=dict(data), updated_at=clock.now())


@transaction.atomic
def delete_draft(*, owner: Person, key: UUID) -> bool:
    """Gone for good, with the files chosen in it. False when there was none of the owner's."""
    journal.drop_chosen(chosen_in(key, owner))
    deleted, _rows = Draft.objects.filter(owner=owner, key=key).delete()
    return deleted > 0
