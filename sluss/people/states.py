"""Roles and permissions: pure data. A person holds a role in a unit and its sub-units for a period; a deputy steps in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitKind(TextChoices):
    CITY = "city", _("City")
    BOARD = "board", _("Board")
    DEPARTMENT = "department", _("Department")
    COMPANY = "company", _("Municipal company")
    UNIT = "unit", _("Unit")


# A board and a company answer to themselves; all others to a board or a company (or the city as such).
AUTHORITIES = frozenset({UnitKind.CITY, UnitKind.BOARD, UnitKind.COMPANY})


class PersonKind(TextChoices):
    EMPLOYEE = "employee", _("Employee")
    RESIDENT = "resident", _("Resident")
    COMPANY = "company", _("Company")


class Role(TextChoices):
    """Roles a person holds. Visitor, resident, company and employee are not held: they follow from how one has signed in."""

    LEAD = "lead", _("Innovation lead")
    ASSESSOR = "assessor", _("Assessor")
    DECISION_MAKER = "decision_maker", _("Decision-maker")
    OFFICE = "office", _("Innovation office")
    COMMUNICATOR = "communicator", _("Communicator")
    REGISTRAR = "registrar", _("Registrar")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Standing(TextChoices):
    """What one is without holding a role."""

    VISITOR = "visitor", _("Visitor")
    RESIDENT = "resident", _("Resident")
    COMPANY = "company", _("Company")
    EMPLOYEE = "employee", _("Employee")


class ChangeKind(TextChoices):
    """What the audit trail of units and people tells."""

    UNIT_CREATED = "unit_created", _("Unit added")
    UNIT_CHANGED = "unit_changed", _("Unit changed")
    UNIT_ENDED = "unit_ended", _("Unit set to end")
    UNIT_HANDED_ON = "unit_handed_on", _("Unit handed on what was open")
    PERSON_CREATED = "person_created", _("Person added")
    PERSON_CHANGED = "person_changed", _("Details changed")
    PERSON_DEACTIVATED = "person_deactivated", _("Account closed")
    PERSON_ACTIVATED = "person_activated", _("Account opened again")
    PERSON_PROTECTED = "person_protected", _("Protected identity changed")
    PERSON_ERASED = "person_erased", _("De-identified")
    ROLE_GRANTED = "role_granted", _("Role given")
    ROLE_ENDED = "role_ended", _("Role ended")
    DEPUTY_SET = "deputy_set", _("Deputy changed")
    ABSENCE_SET = "absence_set", _("Absence told")
    ABSENCE_ENDED = "absence_ended", _("Absence ended")


class SignInKind(TextChoices):
    IN = "in", pgettext_lazy("audit log", "Signed in")
    OUT = "out", _("Signed out")
    FAILED = "failed", _("Failed to sign in")


class Permission(StrEnum):
    READ_UNRELEASED = "read_unreleased"  # what is not released, in the units where one holds the role
    HANDLE = "handle"  # first reading, release, ask for more, advance, park, close, in one's units
    ASSESS = "assess"
    DECIDE = "decide"  # register decisions that need a decision-maker
    SEE_NAMES = "see_names"  # a giver's name while a stage is blind
    READ_REGISTER = "read_register"
    READ_AUDIT = "read_audit"
    PUBLISH = "publish"  # release for all, texts for the public
    MANAGE_PROCESSES = "manage_processes"
    MANAGE_PEOPLE = "manage_people"


@dataclass(frozen=True, slots=True)
class RoleInfo:
    role: Role
    description: LazyText
    permissions: frozenset[Permission]


P = Permission
ROLES: dict[Role, RoleInfo] = {
    info.role: info
    for info in (
        RoleInfo(
            Role.LEAD,
            _("Reads, answers and lifts the ideas of a department or company. One per unit, with a deputy."),
            frozenset({P.READ_UNRELEASED, P.HANDLE, P.ASSESS, P.PUBLISH}),
        ),
        RoleInfo(Role.ASSESSOR, _("Assesses ideas against the criteria of a stage."), frozenset({P.READ_UNRELEASED, P.ASSESS})),
        RoleInfo(
            Role.DECISION_MAKER,
            _("Decides on delegation, or for a board, whether an idea goes on."),
            frozenset({P.READ_UNRELEASED, P.HANDLE, P.DECIDE}),
        ),
        RoleInfo(
            Role.OFFICE,
            _("Leads, coordinates and follows up innovation work in the whole city. Steps in when an answer is late."),
            frozenset({P.READ_UNRELEASED, P.HANDLE, P.ASSESS, P.SEE_NAMES, P.PUBLISH, P.MANAGE_PROCESSES}),
        ),
        RoleInfo(
            Role.COMMUNICATOR, _("Decides together with the lead what is shown to the public."), frozenset({P.READ_UNRELEASED, P.PUBLISH})
        ),
        RoleInfo(Role.REGISTRAR, _("Keeps the official register."), frozenset({P.READ_UNRELEASED, P.READ_REGISTER})),
        RoleInfo(
            Role.AUDITOR, _("Reads the audit log and everything that has been decided."), frozenset({P.READ_UNRELEASED, P.READ_AUDIT})
        ),
        RoleInfo(
            Role.ADMINISTRATOR,
            _("Manages units, people and roles. Does not read ideas that are not released."),
            frozenset({P.MANAGE_PEOPLE, P.MANAGE_PROCESSES, P.READ_AUDIT}),
        ),
    )
}
