"""Days: how they are read and written, and which of them a form takes."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.utils import translation

from sluss.core import clock
from sluss.core.dates import day, read_day
from sluss.core.forms import DateField, SlussForm


class Asks(SlussForm):
    on = DateField(label="Day", required=False)
    sum = forms.IntegerField(label="Sum", min_value=1, max_value=500, required=False)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_day_is_never_parted_from_its_month(language: str) -> None:
    with clock.at(date(2026, 3, 9)), translation.override(language):
        for written in (day(date(2026, 4, 11)), day(date(2027, 4, 11)), day(date(2026, 4, 11), year=True)):
            assert written.casefold().startswith("11\N{NO-BREAK SPACE}april"), written


@pytest.mark.parametrize(
    "text", ["", "20270114", "20270114xx", "2026-W01-1", "2027-01-14x", "2027-02-30", "2027-1-4", "２０２７-01-14", "\x00"]
)
def test_what_could_be_another_day_is_not_read(text: str) -> None:
    assert read_day(text) is None


def test_a_day_is_read_as_a_browser_sends_it() -> None:
    assert read_day("2027-01-14") == date(2027, 1, 14)


@pytest.mark.parametrize("typed", ["0026-04-11", "0001-01-01", "1899-12-31"])
def test_a_year_with_two_digits_is_told_and_not_taken_for_the_first_century(typed: str) -> None:
    with translation.override("sv"):
        assert Asks({"on": typed}).errors["on"] == ["Skriv datumet så här: 2027-03-15"]


def test_the_past_century_can_be_written() -> None:
    form = Asks({"on": "1900-01-01"})
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(1900, 1, 1)


@pytest.mark.parametrize(("typed", "told"), [("0", "Skriv ett tal som är minst 1"), ("501", "Skriv ett tal som är högst 500")])
def test_a_number_beyond_its_limits_is_told_in_our_words(typed: str, told: str) -> None:
    with translation.override("sv"):
        assert Asks({"sum": typed}).errors["sum"] == [told]
