"""One's own data as a file: every place where a person can stand is asked, so that what is added later cannot be forgotten."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from sluss.core.providers import Kind, collect
from sluss.people.models import Person

# A person stands there, and the file does not ask for it. Why:
LEFT_OUT = {
    "ideas.IdeaVersion.by": "the texts one has given come by the submission; an official's change of another's text is in the events",
}


def places() -> set[tuple[str, str, str]]:
    """Every foreign key to a person: its name, its table and its column."""
    return {
        (f"{model._meta.label}.{field.name}", model._meta.db_table, str(field.column))
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }


@pytest.mark.django_db
@pytest.mark.one_engine
def test_every_place_where_a_person_can_stand_is_in_the_file_or_says_why_not(cast) -> None:
    """Asked of the database, not of a list: what the file's queries narrow by the person's number is in the file."""
    person = Person(pk=987_654, unit=cast.units.care)  # a number that no other column holds
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for part in collect(Kind.PERSONAL_DATA, person):
            list(part.rows)
    text = "\n".join(query["sql"] for query in asked)
    held = {name for name, table, column in places() if re.search(rf'"{table}"\."{column}" = 987654\b', text)}
    missing = {name for name, _table, _column in places()} - held
    assert missing == set(LEFT_OUT)


@pytest.mark.django_db
@pytest.mark.one_engine
def test_each_part_of_the_file_has_a_key_of_its_own(cast) -> None:
    keys = [part.key for part in collect(Kind.PERSONAL_DATA, cast.fresh(cast.amira))]
    assert len(set(keys)) == len(keys)
