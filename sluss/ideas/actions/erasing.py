"""What ideas forget of a giver who is de-identified. Every text stays as it was received, and support as a number."""

from __future__ import annotations

from secrets import token_hex

from django.db import transaction
from django.db.models import QuerySet

from sluss.journal.actions import drop_chosen, forget_address, forget_file_names
from sluss.journal.models import Attachment, ChosenFile
from sluss.people.models import Person

from ..models import Draft, EmailCode, Submission, Support
from .codes import email_hashes

_NOTHING = {"name": "", "email": "", "email_verified_at": None, "show_name": False, "receipt_hash": None}


@transaction.atomic
def forget_person(person: Person) -> None:
    """One with an account: the name stood with people, and what is begun was nobody else's."""
    Submission.objects.filter(person=person).update(**_NOTHING)
    Draft.objects.filter(owner=person).delete()
    drop_chosen(ChosenFile.objects.filter(owner=person))
    forget_file_names(_files_from(Submission.objects.filter(person=person)))


@transaction.atomic
def forget_giver(subject_id: int) -> None:
    """One without an account: name, address and the way in with the receipt's code, with all that was given from the same address."""
    given = Submission.objects.select_for_update(of=("self",), no_key=True).filter(person=None, pk=subject_id).first()
    if given is None:
        return
    same = Submission.objects.filter(person=None)
    if not given.email:
        forget_file_names(_files_from(same.filter(pk=given.pk)))
        same.filter(pk=given.pk).update(**_NOTHING)
        return
    hashes = email_hashes(given.email)
    for support in Support.objects.select_for_update(no_key=True).filter(email_hash__in=hashes):
        support.email_hash = token_hex(32)  # nobody's: the number stays, and that it was this address can no longer be found out
        support.save(update_fields=["email_hash"])
    EmailCode.objects.filter(email_hash__in=hashes).delete()
    forget_address(given.email)
    forget_file_names(_files_from(same.filter(email=given.email)))
    same.filter(email=given.email).update(**_NOTHING)


def _files_from(given: QuerySet[Submission]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(from_giver=True, subject__in=given.values("pk"))
