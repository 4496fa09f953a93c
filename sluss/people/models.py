from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.ids import uid
from sluss.core.text import fold, sort_key

from .states import AUTHORITIES, ChangeKind, PersonKind, Role, SignInKind, UnitKind

_AUTHORITY_KINDS = sorted(kind.value for kind in AUTHORITIES)


class Unit(models.Model):
    """One place in the city's organisation. Never deleted: it ends (valid_to) and points to its successor."""

    code = models.CharField(max_length=40, unique=True)  # the city's own key: what imports match on
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=UnitKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    # The board or company this unit answers to; empty for one that is an authority of its own.
    answers_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(default=date(2000, 1, 1))
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    # "/1/7/23/": own id last; written by the actions only. A unit that has handed on what it held hangs under its successor
    # here, and not under its parent, so that who may read the successor's cases may read the closed ones it inherited.
    path = models.CharField(max_length=200, default="", db_index=True)
    handed_on_at = models.DateTimeField(null=True, blank=True)  # when what was open went to the successor
    name_key = models.CharField(max_length=250, default="", editable=False)  # folded, to search by
    sort_key = models.CharField(max_length=160, default="", editable=False)  # in Swedish order

    class Meta:
        ordering = ("sort_key", "id")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind_known"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="unit_period_forward"),
            models.CheckConstraint(
                condition=Q(kind__in=_AUTHORITY_KINDS, answers_to=None) | (~Q(kind__in=_AUTHORITY_KINDS) & Q(answers_to__isnull=False)),
                name="unit_answers_to_an_authority",
            ),
            models.CheckConstraint(condition=Q(successor=None) | ~Q(valid_to=None), name="unit_successor_ended"),
            models.CheckConstraint(condition=Q(handed_on_at=None) | ~Q(valid_to=None), name="unit_handed_on_ended"),
            # The city is the one root: a role held there is held everywhere.
            models.CheckConstraint(
                condition=Q(kind="city", parent=None) | (~Q(kind="city") & Q(parent__isnull=False)), name="unit_city_is_root"
            ),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="city"), name="unit_one_city"),
        ]
        indexes = [
            models.Index(fields=["parent", "sort_key", "id"]),
            models.Index(fields=["valid_to"], condition=Q(handed_on_at=None) & Q(valid_to__isnull=False), name="unit_to_hand_on"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def authority_id(self) -> int:
        """The board or company that is the authority (myndighet) for what this unit does."""
        return self.answers_to_id or self.pk

    @property
    def authority(self) -> Unit:
        return self.answers_to or self

    def is_valid(self, day: date) -> bool:
        handed_on = self.handed_on_at is not None and clock.local_day(self.handed_on_at) <= day
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to) and not handed_on

    @property
    def shown_name(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def is_root(self) -> bool:
        return self.parent_id is None


def shown_name(protected: bool, kind: str, given: str | None, family: str | None) -> str:
    """A person's name as it is shown: a role for a protected identity, and for one whose name has been erased."""
    if protected:
        return str(_("A person at the city") if kind == PersonKind.EMPLOYEE else _("A person"))
    return str(_("A person")) if given is None else f"{given} {family or ''}".strip()


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.select_related("details").get(username=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. Names and addresses stand in PersonDetails, which can be erased; the person stays as a number."""

    uid = models.UUIDField(default=uid, unique=True, editable=False)
    username = models.CharField(max_length=150, unique=True)  # the key in the city's directory, or made up; never shown
    kind = models.CharField(max_length=10, choices=PersonKind.choices, default=PersonKind.EMPLOYEE)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people")
    language = models.CharField(max_length=2, choices=[("sv", "Svenska"), ("en", "English")], default="sv")
    protected = models.BooleanField(default=False)  # protected identity: shown as a role everywhere, never by name
    is_active = models.BooleanField(default=True)
    erased_at = models.DateTimeField(null=True, blank=True)  # de-identified: what is left is a number
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PersonKind.values), name="person_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="employee") | Q(unit__isnull=False) | Q(is_active=False), name="person_employee_has_unit"
            ),
            models.CheckConstraint(condition=Q(erased_at=None) | Q(is_active=False), name="person_erased_is_closed"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def name(self) -> str:
        """The name to show. Load with select_related("details") or it costs a query."""
        details = getattr(self, "details", None)
        return shown_name(self.protected, self.kind, *((details.given_name, details.family_name) if details else (None, None)))

    @property
    def title(self) -> str:
        details = getattr(self, "details", None)
        return "" if self.protected or not details else details.title

    @property
    def email(self) -> str:
        details = getattr(self, "details", None)
        return details.email or "" if details else ""

    @property
    def is_employee(self) -> bool:
        return self.kind == PersonKind.EMPLOYEE


class ShownName:
    """A frozen name as it is shown now: `by_shown = ShownName("by")`. A role for one whose identity is protected, since when does not
    matter. Load the person with the row, or it costs a query."""

    def __init__(self, person: str) -> None:
        self.person = person

    def __get__(self, row: Any, owner: type[Any]) -> str:
        if row is None:
            return ""
        person: Person | None = getattr(row, self.person)
        frozen: str = getattr(row, f"{self.person.removesuffix('_by')}_name")
        return person.name if frozen and person is not None and person.protected else frozen


class PersonDetails(models.Model):
    """What may have to be erased: the only place where names and addresses of people with an account stand."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="details")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, null=True, blank=True, unique=True)  # lower case
    phone = models.CharField(max_length=40, blank=True)
    name_key = models.CharField(max_length=210, default="", editable=False)  # folded, to search by
    sort_key = models.CharField(max_length=160, default="", editable=False)  # family name first, in Swedish order

    class Meta:
        indexes = [models.Index(fields=["sort_key", "person"])]

    def __str__(self) -> str:
        return f"details of person {self.person_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = (self.email or "").strip().lower() or None
        self.name_key = fold(self.full_name)
        self.sort_key = sort_key(f"{self.family_name} {self.given_name}")
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class HoldingQuerySet(models.QuerySet["RoleHolding"]):
    def current(self, day: date | None = None) -> HoldingQuerySet:
        """Those that give power on the day (today when not said)."""
        day = day or clock.today()
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day, ended_at=None)


class RoleHolding(models.Model):
    """A person holds a role in a unit and its sub-units for a period. The deputy may do the same, and is told when an answer is late."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=16, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="holdings")
    deputy = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="deputy_for")
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)  # the last day
    ended_at = models.DateTimeField(null=True, blank=True)  # ended at once, in the middle of its last day
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager[RoleHolding]] = HoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="holding_role_known"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="holding_period_forward"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(valid_to__isnull=False), name="holding_ended_has_last_day"),
            models.CheckConstraint(condition=Q(deputy=None) | ~Q(deputy=F("person")), name="holding_deputy_another"),
            models.UniqueConstraint(fields=["person", "role", "unit"], condition=Q(valid_to=None), name="holding_once_open"),
            models.UniqueConstraint(fields=["unit"], condition=Q(role="lead", valid_to=None), name="holding_one_lead"),
        ]
        indexes = [models.Index(fields=["unit", "role"])]

    def __str__(self) -> str:
        return f"{self.role} in unit {self.unit_id}"

    def is_current(self, day: date) -> bool:
        ended = self.ended_at is not None and clock.local_day(self.ended_at) <= day
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to) and not ended


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def running(self) -> AbsenceQuerySet:
        """Begun and not ended: what waits for these people lies with their stand-ins."""
        return self.filter(began_at__isnull=False, ended_at=None)

    def told(self) -> AbsenceQuerySet:
        """Running, or still to come."""
        return self.filter(ended_at=None)


class Absence(models.Model):
    """Somebody is away from a day to a day, and somebody who may do the same stands in. It begins and ends by itself."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(Person, models.PROTECT, related_name="stands_in")
    from_on = models.DateField()
    to_on = models.DateField()  # the last day
    began_at = models.DateTimeField(null=True, blank=True)  # when what was open was handed over
    ended_at = models.DateTimeField(null=True, blank=True)  # taken back, or over
    made_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager[Absence]] = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="absence_forward"),
            models.CheckConstraint(condition=~Q(stand_in=F("person")), name="absence_stand_in_another"),
            models.UniqueConstraint(fields=["person"], condition=Q(began_at__isnull=False, ended_at=None), name="absence_one_running"),
        ]
        indexes = [
            models.Index(fields=["from_on"], condition=Q(ended_at=None), name="absence_to_come"),
            models.Index(fields=["stand_in"], condition=Q(began_at__isnull=False, ended_at=None), name="absence_stands_in"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on}–{self.to_on}"


class PeopleChange(models.Model):
    """Who changed what about units, people and roles. Only added to; ids and codes, never names or addresses."""

    kind = models.CharField(max_length=20, choices=ChangeKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="changes")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="changes")
    holding = models.ForeignKey(RoleHolding, models.PROTECT, null=True, blank=True, related_name="changes")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # empty: the system, or the command line
    at = models.DateTimeField(default=clock.now)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="people_change_kind_known")]
        indexes = [models.Index(fields=["person", "-id"]), models.Index(fields=["unit", "-id"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("what has been recorded is not changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("what has been recorded is not deleted")


class SignIn(models.Model):
    """Somebody signed in or out, or tried to. What was typed is not kept: in the wrong box it may be a password."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="sign_ins")  # empty: nobody's address
    kind = models.CharField(max_length=6, choices=SignInKind.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SignInKind.values), name="sign_in_kind_known"),
            models.CheckConstraint(condition=Q(kind="failed") | Q(person__isnull=False), name="sign_in_has_person"),
        ]
        indexes = [models.Index(fields=["person", "-id"]), models.Index(fields=["kind", "-id"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ImportFile(models.Model):
    """A file that an administrator has uploaded and seen the rehearsal of, kept until it is confirmed, at most a day."""

    importer = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.importer} {self.pk}"
