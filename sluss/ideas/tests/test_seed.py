from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from sluss.core.text import markdown
from sluss.gates import actions as gates
from sluss.gates import definitions
from sluss.ideas.models import Gateway, Terms, Theme
from sluss.ideas.seed import COMPANIES, EMPLOYEES, ONGOING, RESIDENTS, base_data

from . import giving

pytestmark = pytest.mark.django_db


def test_it_makes_what_is_missing_and_leaves_the_rest_alone(city):
    giving.base(city.city)
    Gateway.objects.filter(slug=EMPLOYEES).update(name={"sv": "Idésluss"}, unit=city.care)
    Theme.objects.filter(key="skola").delete()
    assert base_data() == {"terms": 0, "themes": 1, "gateways": 0}
    assert Gateway.objects.get(slug=EMPLOYEES).name == {"sv": "Idésluss"}
    assert base_data() == {"terms": 0, "themes": 0, "gateways": 0}


def test_all_its_texts_are_in_both_languages(city):
    giving.base(city.city)
    labels = [label for way in Gateway.objects.all() for label in (way.name, way.intro)]
    labels += [*Theme.objects.values_list("name", flat=True), Terms.objects.get().text]
    assert all(set(label) == {"sv", "en"} and all(label.values()) for label in labels)
    assert Theme.objects.count() == 10
    assert markdown(Terms.objects.get().text["sv"]).count("<h3") == markdown(Terms.objects.get().text["en"]).count("<h3") == 5


def test_the_command_says_what_is_missing(db, capsys):
    with pytest.raises(CommandError):
        call_command("gateway", "load")


def test_the_command_loads_and_lists(city, capsys):
    with pytest.raises(CommandError):
        call_command("gateway", "load")
    for key in (EMPLOYEES, RESIDENTS, COMPANIES, ONGOING):
        gates.load_process(definitions.read(definitions.SHIPPED / f"{key}.yaml"))
    with pytest.raises(CommandError):
        call_command("gateway", "load", "--unit", "finns-inte")
    call_command("gateway", "load", "--unit", "vof")
    assert {way.unit for way in Gateway.objects.all()} == {city.care}
    capsys.readouterr()
    call_command("gateway", "list")
    listed = capsys.readouterr().out
    assert all(slug in listed for slug in (EMPLOYEES, RESIDENTS, COMPANIES, ONGOING))
