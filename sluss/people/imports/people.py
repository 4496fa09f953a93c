"""People and their roles from a table: a row for each person, one more for each further role. Who is not in it is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.importers import Options, Summary
from sluss.people import actions
from sluss.people.models import Person, RoleHolding, Unit
from sluss.people.queries import heir_of
from sluss.people.states import PersonKind, Role

from . import values
from .run import Run
from .table import Column, Row, Table, read_table
from .values import BadCell

COLUMNS = (
    Column("id", "id", ("person-id", "användarnamn", "anställningsnummer", "username")),
    Column("given_name", "förnamn", ("given name", "first name"), required=True),
    Column("family_name", "efternamn", ("family name", "last name")),
    Column("email", "e-post", ("epost", "mejl", "e-postadress", "email")),
    Column("title", "titel", ("befattning", "title")),
    Column("phone", "telefon", ("telefonnummer", "phone")),
    Column("unit", "enhet", ("enhetskod", "arbetsplats", "unit"), required=True),
    Column("language", "språk", ("language",)),
    Column("role", "roll", ("role",)),
    Column("role_unit", "rollenhet", ("roll i enhet", "rollens enhet", "role unit")),
    Column("role_from", "roll från", ("roll gäller från", "role from")),
    Column("role_to", "roll till", ("roll gäller till", "role to")),
    Column("deputy", "ersättare", ("ersättare id", "deputy")),
    Column("protected", "skyddad", ("skyddad identitet", "skyddade personuppgifter", "protected")),
    Column("active", "aktiv", ("active",)),
)
_DETAILS = ("given_name", "family_name", "email", "title", "phone")
_AT_ONCE = 500


def run(path: Path, options: Options) -> Summary:
    return import_table(read_table(path, COLUMNS), options)


def import_table(table: Table, options: Options) -> Summary:
    return Run(table, COLUMNS, options).carry_out(lambda run: _People(options).work(run))


def _read(row: Row, key: str, read: Callable[[str], Any]) -> Any:
    text = row.get(key)
    if not text:
        return None
    try:
        return read(text)
    except BadCell as bad:
        raise BadCell(bad.message, key) from None


def _details(row: Row) -> dict[str, Any]:
    """What the row says about the person; what has an empty cell is not said."""
    said: dict[str, Any] = {}
    for key, most in (("given_name", 100), ("family_name", 100), ("title", 120), ("phone", 40)):
        said[key] = _read(row, key, lambda text, most=most: values.at_most(text, most))
    said["email"] = _read(row, "email", values.email)
    said["language"] = _read(row, "language", lambda text: values.one_of(values.LANGUAGES, text))
    return {key: value for key, value in said.items() if value is not None}


class _People:
    def __init__(self, options: Options) -> None:
        self.by: Person | None = options.by
        self.units: dict[str, Unit] = {unit.code: unit for unit in Unit.objects.all()}
        self.by_id: dict[str, Person] = {}
        self.by_email: dict[str, Person] = {}
        self.first: dict[int, int] = {}  # person → the row that says who it is
        self.of_row: dict[int, Person] = {}

    def work(self, run: Run) -> None:
        self._load(run.table.rows)
        run.each(run.table.rows, self._person, steps=2)
        # A deputy may stand further down than the one whose deputy it is.
        run.each(run.table.rows, self._role, steps=2)

    # --- Who is who -------------------------------------------------------------------------------------------------

    def _load(self, rows: Iterable[Row]) -> None:
        """The people the file speaks of, a few hundred at a time."""
        named = [text for row in rows for text in (row.get("id"), row.get("deputy")) if text]
        addresses = [text.lower() for row in rows for text in (row.get("email"), row.get("deputy")) if "@" in text]
        people = Person.objects.select_related("details", "unit")
        for some in _some(named):
            for person in people.filter(username__in=some):
                self._remember(person)
        for some in _some(addresses):
            for person in people.filter(details__email__in=some):
                self._remember(person)

    def _remember(self, person: Person) -> None:
        self.by_id[person.username] = person
        if person.email:
            self.by_email[person.email] = person

    def _find(self, row: Row) -> Person | None:
        key, email = row.get("id"), row.get("email").lower()
        if not key and not email:
            raise BadCell(_("The row needs an id or an e-mail address, so that we know who it is."), "id")
        addressed = self.by_email.get(email)
        if not key:
            return addressed
        if key in self.by_id:
            return self.by_id[key]
        # Somebody who has signed up as a resident, or came earlier by a file without ids, becomes the city's with this key.
        if addressed is not None and addressed.pk not in self.first and (not addressed.is_employee or _made_up(addressed)):
            return addressed
        return None

    def _unit(self, row: Row, key: str) -> Unit:
        code = row.get(key)
        if not code:
            raise BadCell(_("The cell is empty."), key)
        if code not in self.units:
            raise BadCell(_("There is no unit with the code %(code)s.") % {"code": code[:40]}, key)
        return self.units[code]

    # --- Step 1: the person -----------------------------------------------------------------------------------------

    def _person(self, row: Row) -> str:
        person = self._find(row)
        if person is not None and person.pk in self.first:
            return self._same_person_again(row, person)
        said = _details(row)
        if "given_name" not in said:
            raise BadCell(_("The cell is empty."), "given_name")
        key = _read(row, "id", lambda text: values.at_most(text, 150))
        unit = self._unit(row, "unit")
        if person is None:
            person = actions.create_person(by=self.by, kind=PersonKind.EMPLOYEE, username=key or "", unit=unit, **said)
            outcome = "created"
        else:
            outcome = self._change(person, said, key, unit)
        for set_state in (self._protected, self._active):
            if set_state(row, person) and outcome == "unchanged":
                outcome = "updated"
        self._remember(person)
        self.first[person.pk] = row.number
        self.of_row[row.number] = person
        return outcome

    def _change(self, person: Person, said: dict[str, Any], key: str | None, unit: Unit) -> str:
        if unit.handed_on_at is not None and person.unit == heir_of(unit):
            unit = person.unit
        asked = {**said, "unit": unit, "kind": PersonKind.EMPLOYEE.value, **({"username": key} if key else {})}
        changes = {
            name: value for name, value in asked.items() if (getattr(person.details if name in _DETAILS else person, name) or "") != value
        }
        if not changes:
            return "unchanged"
        actions.change_person(person=person, by=self.by, **changes)
        return "updated"

    def _same_person_again(self, row: Row, person: Person) -> str:
        if not row.get("role"):
            raise BadCell(_("The person is in row %(row)s too.") % {"row": self.first[person.pk]}, "id")
        said = _details(row)
        for name, value in said.items():
            if (getattr(person.details if name in _DETAILS else person, name) or "") != value:
                raise BadCell(
                    _("The cell says something else than row %(row)s about the same person.") % {"row": self.first[person.pk]}, name
                )
        self.of_row[row.number] = person
        return "unchanged"

    def _protected(self, row: Row, person: Person) -> bool:
        protected = _read(row, "protected", lambda text: values.one_of(values.TRUTHS, text))
        if protected is None or protected == person.protected:
            return False
        actions.mark_protected(person=person, protected=protected, by=self.by)
        return True

    def _active(self, row: Row, person: Person) -> bool:
        active = _read(row, "active", lambda text: values.one_of(values.TRUTHS, text))
        if active is None or active == person.is_active:
            return False
        (actions.activate if active else actions.deactivate)(person=person, by=self.by)
        return True

    # --- Step 2: the role -------------------------------------------------------------------------------------------

    def _role(self, row: Row) -> str:
        role: Role | None = _read(row, "role", lambda text: values.one_of(values.ROLES, text))
        if role is None:
            for key in ("role_unit", "role_from", "role_to", "deputy"):
                if row.get(key):
                    raise BadCell(_("The cell belongs to a role, but the row has none."), key)
            return "unchanged"
        person = self.of_row[row.number]
        unit = self._unit(row, "role_unit" if row.get("role_unit") else "unit")
        begins, ends, deputy = _read(row, "role_from", values.day), _read(row, "role_to", values.day), self._deputy(row)
        if ends is not None and ends < clock.today():
            return "unchanged"  # over already: a role that one no longer holds is not given now
        holding = self._held(person, role, unit, begins)
        if holding is None:
            actions.grant_role(person=person, role=role, unit=unit, by=self.by, valid_from=begins, valid_to=ends, deputy=deputy)
            return "updated"
        return self._change_holding(holding, ends, deputy)

    def _deputy(self, row: Row) -> Person | None:
        text = row.get("deputy")
        if not text:
            return None
        found = self.by_email.get(text.lower()) if "@" in text else self.by_id.get(text)
        if found is None:
            raise BadCell(_("There is nobody with the id or e-mail address %(text)s.") % {"text": text[:80]}, "deputy")
        return found

    def _held(self, person: Person, role: Role, unit: Unit, begins: date | None) -> RoleHolding | None:
        today = clock.today()
        held = RoleHolding.objects.filter(person=person, role=role, unit=unit, ended_at=None).select_related("unit", "deputy", "person")
        return next(
            (holding for holding in held.order_by("valid_from", "pk") if holding.valid_to is None or holding.valid_to >= today), None
        )

    def _change_holding(self, holding: RoleHolding, ends: date | None, deputy: Person | None) -> str:
        outcome = "unchanged"
        if deputy is not None and holding.deputy_id != deputy.pk:
            actions.set_deputy(holding=holding, deputy=deputy, by=self.by)
            outcome = "updated"
        if ends is not None and holding.valid_to != ends:
            actions.end_role(holding=holding, by=self.by, on=ends)
            outcome = "updated"
        return outcome


def _made_up(person: Person) -> bool:
    return person.username == person.uid.hex


def _some(names: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(set(names))
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))
