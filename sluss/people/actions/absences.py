"""Absence: somebody stands in from a day to a day. What is open is handed over by the apps above, at once, and comes back by itself."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.hooks import ABSENCE_BEGAN, ABSENCE_ENDED, AbsenceBegan, AbsenceEnded
from sluss.core.locks import lock_row
from sluss.core.verdict import NotAllowed
from sluss.people import rules
from sluss.people.models import Absence, Person
from sluss.people.queries import can_stand_in
from sluss.people.states import ChangeKind

from .trail import note

LONGEST = timedelta(days=366)


@transaction.atomic
def be_away(*, person: Person, stand_in: Person, from_on: date, to_on: date, by: Person) -> Absence:
    """Told by the person, or by an administrator for somebody who cannot. From today when the first day is today."""
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    rules.may_change_details(by, person, {"phone"}).demand()
    rules.may_be_away(person).demand()
    rules.may_stand_in(person, stand_in).demand()
    if from_on < clock.today():
        raise NotAllowed(_("Choose today or a later day."))
    if to_on < from_on:
        raise NotAllowed(_("The last day comes before the first."))
    if to_on - from_on > LONGEST:
        raise NotAllowed(_("An absence can be a year at most. Is it longer, let an administrator give your role to somebody else."))
    if Absence.objects.told().filter(person=person, from_on__lte=to_on, to_on__gte=from_on).exists():
        raise NotAllowed(_("There is an absence on these days already. End that one first."))
    absence = Absence.objects.create(person=person, stand_in=stand_in, from_on=from_on, to_on=to_on, made_at=clock.now())
    note(ChangeKind.ABSENCE_SET, by=by, person=person, absence=absence.pk, stand_in=stand_in.pk, first=str(from_on), last=str(to_on))
    if from_on <= clock.today():
        _begin(absence)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: Person | None) -> Absence:
    """Back earlier, or by itself after the last day. One that has not begun is called off."""
    now = _locked(absence.pk)
    if by is not None:
        rules.may_end_absence(by, now).demand()
    if now.ended_at is None:
        _end(now, by=by)
    return now


def end_with(person: Person, *, by: Person | None) -> None:
    """The person leaves: nobody stands in for them, nor they for anybody."""
    for absence in Absence.objects.select_for_update(no_key=True).filter(person=person, ended_at=None).order_by("pk"):
        absence.ended_at = clock.now()
        absence.save(update_fields=["ended_at"])
    replace_stand_in(person, by=by)


def replace_stand_in(person: Person, *, by: Person | None) -> None:
    """Somebody can stand in no longer: another who may does, the deputy first; where there is none the absence is over."""
    for pk in list(Absence.objects.told().filter(stand_in=person).order_by("pk").values_list("pk", flat=True)):
        absence = _locked(pk)
        able = [other for other in can_stand_in(absence.person) if rules.may_stand_in(absence.person, other)]
        if person in able:
            continue
        if not able:
            _end(absence, by=by)
            continue
        absence.stand_in = able[0]
        absence.save(update_fields=["stand_in"])
        note(ChangeKind.ABSENCE_SET, by=by, person=absence.person, absence=absence.pk, stand_in=able[0].pk)
        rules.forget(person, able[0])


def absences_due() -> int:
    """Those whose first day has come begin, those whose last day has passed end. Returns how many. Run by the job worker."""
    today = clock.today()
    over = Absence.objects.told().filter(to_on__lt=today)
    coming = Absence.objects.told().filter(from_on__lte=today, to_on__gte=today, began_at=None)
    return sum(_try_end(pk) for pk in list(over.order_by("pk").values_list("pk", flat=True))) + sum(
        _try_begin(pk) for pk in list(coming.order_by("pk").values_list("pk", flat=True))
    )


@transaction.atomic
def _try_end(pk: int) -> bool:
    absence = _locked(pk)
    if absence.ended_at is not None:
        return False
    _end(absence, by=None)
    return True


@transaction.atomic
def _try_begin(pk: int) -> bool:
    absence = _locked(pk)
    if absence.began_at is not None or absence.ended_at is not None:
        return False
    if not rules.may_stand_in(absence.person, absence.stand_in):
        _end(absence, by=None)  # the stand-in has lost the right meanwhile: what waits stays where it is, and is reminded of
        return False
    _begin(absence)
    return True


def _locked(pk: int) -> Absence:
    found = Absence.objects.select_for_update(of=("self",), no_key=True).select_related(
        "person__details", "person__unit", "stand_in__details"
    )
    return lock_row(found, pk)


def _begin(absence: Absence) -> None:
    absence.began_at = clock.now()
    absence.save(update_fields=["began_at"])
    # Whom the person stood in for is now stood in for by the same one, who is not the one that is away.
    Absence.objects.running().filter(stand_in=absence.person).exclude(person=absence.stand_in).update(stand_in=absence.stand_in)
    rules.forget(absence.person, absence.stand_in)
    ABSENCE_BEGAN.announce(AbsenceBegan(absence))


def _end(absence: Absence, *, by: Person | None) -> None:
    absence.ended_at = clock.now()
    absence.save(update_fields=["ended_at"])
    note(ChangeKind.ABSENCE_ENDED, by=by, person=absence.person, absence=absence.pk)
    rules.forget(absence.person, absence.stand_in)
    if absence.began_at is not None:
        ABSENCE_ENDED.announce(AbsenceEnded(absence))
