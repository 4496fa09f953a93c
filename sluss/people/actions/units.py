"""The tree of units: paths, authorities, and what happens when a unit ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.hooks import UNIT_ENDED, UnitEnded
from sluss.core.text import fold, sort_key
from sluss.core.verdict import NotAllowed
from sluss.people import rules
from sluss.people.models import Person, RoleHolding, Unit
from sluss.people.queries import city, heir_of
from sluss.people.states import AUTHORITIES, ChangeKind, UnitKind

from .trail import note

DEEPEST = 12  # levels; a path of twelve ids fits its column


def _lock_tree() -> None:
    """Only one at a time changes the shape of the tree: paths and chains of successors are read before they are written."""
    list(Unit.objects.select_for_update(no_key=True).filter(parent=None).values_list("pk"))


def _demand(by: Person | None, *units: Unit) -> None:
    if by is not None:
        for unit in units:
            rules.may_manage_unit(by, unit).demand()


def _check_depth(path: str) -> None:
    if path.count("/") - 1 > DEEPEST:
        raise NotAllowed(_("The tree of units can have at most %(number)s levels.") % {"number": DEEPEST})


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _set_keys(unit: Unit) -> None:
    unit.sort_key = sort_key(unit.name)
    unit.name_key = fold(f"{unit.name} {unit.name_en}")[:250]


def _authority_for(kind: str, given: Unit | None, parent: Unit | None) -> Unit | None:
    """What the unit answers to: nobody when it is an authority itself, else what was given, else what the unit above answers to."""
    if kind in AUTHORITIES:
        if given is not None:
            raise NotAllowed(_("A board or company is an authority of its own and answers to no other."))
        return None
    if given is None:
        return parent.authority if parent else None
    if given.kind not in AUTHORITIES:
        raise NotAllowed(_("A unit answers to a board, a company or the city."))
    return given


@transaction.atomic
def create_unit(
    *,
    by: Person | None,
    code: str,
    name: str,
    kind: UnitKind,
    parent: Unit | None = None,
    answers_to: Unit | None = None,
    name_en: str = "",
    valid_from: date | None = None,
) -> Unit:
    """Without a parent it lies directly under the city. The first unit of all is the city."""
    code, name, name_en = _on_one_line(code), _on_one_line(name), _on_one_line(name_en)
    if not code or not name:
        raise NotAllowed(_("A unit needs a code and a name."))
    _lock_tree()
    if kind == UnitKind.CITY:
        if parent is not None or Unit.objects.filter(parent=None).exists():
            raise NotAllowed(_("There is already a city, and there can be only one."))
        if by is not None:
            raise NotAllowed(_("Only the system can add the city."))
    elif parent is None:
        parent = city()
    else:
        parent.refresh_from_db(fields=["path", "handed_on_at"])
    if parent is not None:
        _demand(by, parent)
        if parent.handed_on_at is not None:
            raise NotAllowed(_("The unit above has ended. Choose another."))
    if Unit.objects.filter(code=code).exists():
        raise NotAllowed(_("There is already a unit with the code %(code)s.") % {"code": code})
    unit = Unit(code=code, name=name, name_en=name_en, kind=kind, parent=parent, answers_to=_authority_for(kind, answers_to, parent))
    _set_keys(unit)
    if valid_from is not None:
        unit.valid_from = valid_from
    unit.save(force_insert=True)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    _check_depth(unit.path)
    unit.save(update_fields=["path"])
    note(ChangeKind.UNIT_CREATED, by=by, unit=unit, code=code)
    return unit


def _move_path(unit: Unit, above: Unit) -> None:
    """Hang the unit, with all that lies under it, below another in the permission path."""
    old, new = unit.path, f"{above.path}{unit.pk}/"
    if old == new:
        return
    below = Unit.objects.filter(path__startswith=old)
    longest = max((path.count("/") for path in below.values_list("path", flat=True)), default=0)
    _check_depth("/" * (longest + new.count("/") - old.count("/")))
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    unit.path = new


def _reparent(unit: Unit, parent: Unit) -> None:
    if parent.path.startswith(unit.path):
        raise NotAllowed(_("A unit cannot lie under itself or under one of its own sub-units."))
    if parent.handed_on_at is not None:
        raise NotAllowed(_("The unit above has ended. Choose another."))
    unit.parent = parent
    _move_path(unit, parent)


def _change_kind(unit: Unit, kind: UnitKind) -> None:
    if UnitKind.CITY in (unit.kind, kind):
        raise NotAllowed(_("The city stays the city, and there can be only one."))
    if kind not in AUTHORITIES and unit.kind in AUTHORITIES and Unit.objects.filter(answers_to=unit).exists():
        raise NotAllowed(_("Other units answer to this one. Let them answer to another first."))
    unit.kind = kind


_FIELDS = ("code", "name", "name_en", "kind", "parent_id", "answers_to_id", "valid_from")


def _take_texts(unit: Unit, changes: dict[str, Any]) -> None:
    for name in ("code", "name", "name_en"):
        if name in changes:
            setattr(unit, name, _on_one_line(changes[name]))
    unit.valid_from = changes.get("valid_from", unit.valid_from)
    if not unit.code or not unit.name:
        raise NotAllowed(_("A unit needs a code and a name."))
    if unit.valid_to is not None and unit.valid_to < unit.valid_from:
        raise NotAllowed(_("A unit cannot end before it begins."))
    if Unit.objects.filter(code=unit.code).exclude(pk=unit.pk).exists():
        raise NotAllowed(_("There is already a unit with the code %(code)s.") % {"code": unit.code})


def _take_authority(unit: Unit, given: Unit | None) -> None:
    """A new authority is that of the sub-units too, where they answered to the old one."""
    old = unit.answers_to_id
    unit.answers_to = _authority_for(unit.kind, given, unit.parent)
    if old is not None and unit.answers_to is not None and unit.answers_to.pk != old:
        Unit.objects.filter(path__startswith=unit.path, answers_to_id=old).update(answers_to=unit.answers_to)


@transaction.atomic
def change_unit(*, unit: Unit, by: Person | None, **changes: Any) -> Unit:
    """Change code, name, name_en, kind, parent, answers_to or valid_from. What is the same already is left alone."""
    _lock_tree()
    now = Unit.objects.select_related("parent__answers_to", "answers_to").get(pk=unit.pk)
    _demand(by, now)
    if now.handed_on_at is not None:
        raise NotAllowed(_("The unit has ended and is kept as it was."))
    before = [getattr(now, name) for name in _FIELDS]
    _take_texts(now, changes)
    if changes.get("kind", now.kind) != now.kind:
        _change_kind(now, UnitKind(changes["kind"]))
    above = changes.get("parent")
    if above is not None and above.pk != now.parent_id:
        if now.is_root:
            raise NotAllowed(_("The city lies under no other unit."))
        parent = Unit.objects.select_related("answers_to").get(pk=above.pk)
        _demand(by, parent)
        _reparent(now, parent)
    kept = None if now.kind in AUTHORITIES else now.answers_to
    _take_authority(now, changes.get("answers_to") or kept)
    changed = [name for name, old in zip(_FIELDS, before, strict=True) if getattr(now, name) != old]
    if changed:
        _set_keys(now)
        now.save(update_fields=[*changed, "name_key", "sort_key", "path"])
        note(ChangeKind.UNIT_CHANGED, by=by, unit=now, fields=[name.removesuffix("_id") for name in changed])
    unit.refresh_from_db()
    return unit


# --- The end of a unit -----------------------------------------------------------------------------------------------


def _check_successor(unit: Unit, successor: Unit, on: date) -> None:
    if successor.pk == unit.pk:
        raise NotAllowed(_("A unit cannot follow itself. Choose another."))
    if successor.handed_on_at is not None or successor.valid_from > on or (successor.valid_to is not None and successor.valid_to <= on):
        raise NotAllowed(_("The unit that takes over must exist when this one ends. Choose another."))
    follower: Unit | None = successor
    while follower is not None:
        if follower.pk == unit.pk:
            raise NotAllowed(_("The units would take over from each other in a circle. Choose another."))
        follower = follower.successor


@transaction.atomic
def end_unit(*, unit: Unit, by: Person | None, on: date | None = None, successor: Unit | None = None) -> Unit:
    """`on` is the last day, today when not said. Today or earlier hands on at once; a later day does so by itself when it has passed."""
    on = on or clock.today()
    _lock_tree()
    now = Unit.objects.select_related("parent").get(pk=unit.pk)
    if by is not None:
        rules.may_end_unit(by, now).demand()
    if now.is_root or now.handed_on_at is not None:
        raise NotAllowed(_("The city itself cannot end.") if now.is_root else _("The unit has ended."))
    if on < now.valid_from:
        raise NotAllowed(_("A unit cannot end before it begins."))
    if successor is not None:
        successor = Unit.objects.get(pk=successor.pk)
        _check_successor(now, successor, on)
    now.valid_to, now.successor = on, successor
    now.save(update_fields=["valid_to", "successor"])
    note(ChangeKind.UNIT_ENDED, by=by, unit=now, on=on.isoformat(), successor=successor.pk if successor else None)
    if on <= clock.today():
        _hand_on(now, by=by)
    unit.refresh_from_db()
    return unit


@transaction.atomic
def cancel_end(*, unit: Unit, by: Person | None) -> Unit:
    """A planned end that has not come is called off."""
    _lock_tree()
    now = Unit.objects.get(pk=unit.pk)
    _demand(by, now)
    if now.handed_on_at is not None:
        raise NotAllowed(_("The unit has ended and is kept as it was."))
    if now.valid_to is not None:
        now.valid_to = now.successor = None
        now.save(update_fields=["valid_to", "successor"])
        note(ChangeKind.UNIT_CHANGED, by=by, unit=now, fields=["valid_to", "successor"])
    unit.refresh_from_db()
    return unit


def _hand_on(unit: Unit, *, by: Person | None) -> None:
    """Sub-units, people and what is open go to the heir. Roles end: the heir has its own."""
    heir = heir_of(unit)
    if heir.path.startswith(unit.path):  # a sub-unit takes over: it rises to where the unit was
        _reparent(heir, unit.parent or city())
        heir.save(update_fields=["parent", "path"])
    for child in Unit.objects.filter(parent=unit, handed_on_at=None):
        _reparent(child, heir)
        child.save(update_fields=["parent", "path"])
    Unit.objects.filter(answers_to=unit, handed_on_at=None).exclude(pk=heir.pk).update(answers_to_id=heir.authority_id)
    Person.objects.filter(unit=unit).update(unit=heir)
    day, moment = unit.valid_to or clock.today(), clock.now()
    RoleHolding.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), unit=unit, ended_at=None).update(
        valid_to=Case(When(valid_from__gt=day, then=F("valid_from")), default=Value(day)), ended_at=moment
    )
    unit.refresh_from_db()
    _move_path(unit, heir)
    unit.handed_on_at = moment
    unit.save(update_fields=["path", "handed_on_at"])
    note(ChangeKind.UNIT_HANDED_ON, by=by, unit=unit, successor=heir.pk)
    UNIT_ENDED.announce(UnitEnded(unit=unit, successor=heir, by=by))


def hand_on_due(limit: int = 20) -> int:
    """Units whose last day has passed hand on what they held. For the job worker; each unit in a transaction of its own."""
    due = Unit.objects.filter(handed_on_at=None, valid_to__lt=clock.today()).order_by("valid_to", "pk").values_list("pk", flat=True)
    done = 0
    for pk in due[:limit]:
        with transaction.atomic():
            _lock_tree()
            unit = Unit.objects.select_related("successor", "parent").filter(pk=pk, handed_on_at=None).first()
            if unit is not None:
                _hand_on(unit, by=None)
                done += 1
    return done
