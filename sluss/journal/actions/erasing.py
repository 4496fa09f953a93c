"""What the journal forgets of one who is de-identified: what was told to nobody else, and copies of mails."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from sluss.people.models import Person

from ..models import Follow, Notice, NoticeSetting, OutgoingMail


def forget_person(person: Person, *, addresses: Collection[str]) -> None:
    """Mails that wait do not leave; of those that have left no copy is kept. Inside the transaction of who erases."""
    OutgoingMail.objects.filter(Q(person=person) | Q(to__in=addresses)).delete()
    Notice.objects.filter(person=person).delete()
    Follow.objects.filter(person=person).delete()
    NoticeSetting.objects.filter(person=person).delete()


def forget_address(address: str) -> None:
    """The same for an address that belongs to no account."""
    OutgoingMail.objects.filter(person=None, to=address).delete()
