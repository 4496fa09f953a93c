"""What has to be in the records before their pages can be looked at: an entry with a number, and requests to be de-identified."""

from __future__ import annotations

from sluss.core import clock
from sluss.records import actions
from sluss.records.models import ErasureRequest, RegisterEntry
from sluss.records.states import Answer, Direction

from .reaching import Address
from .town import Town


def unnumbered(_town: Town) -> str:
    return f"/diarium/{RegisterEntry.objects.filter(number='').latest('pk').pk}/numrera"


def numbered(town: Town) -> str:
    """An entry that a registrar has written in by hand."""
    entry = RegisterEntry.objects.filter(number="ÄN 2026/814", replaced=False).first() or actions.add(
        town.ideas["rich"].subject,
        by=town.cast.registrar,
        authority=town.cast.units.care_board,
        number="ÄN 2026/814",
        on=clock.today(),
        content="Brev från länsstyrelsen",
        direction=Direction.IN,
    )
    return f"/diarium/{entry.pk}/ratta"


def request_of(who: str, answer: Answer | None = None, at: str = "") -> Address:
    """Somebody's request, waiting or answered."""

    def address(town: Town) -> str:
        person = town.cast.people[who]
        asked = ErasureRequest.objects.filter(person=person).first() or actions.ask_erasure(by=person)
        if answer is not None and asked.is_open:
            actions.answer_erasure(asked, by=town.cast.admin, answer=answer, reason="Nämnden utreder ett ärende som rör dig.")
        return at or f"/avidentifiera/{asked.pk}"

    return address
