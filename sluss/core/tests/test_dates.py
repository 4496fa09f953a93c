"""Days: how they are read and written, and which of them a form takes."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.utils import translation

from sluss.core import clock
from sluss.core.dates import day, read_day, read_written_day
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


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-20",
        "20 januari 2027",
        " 20  Januari\xa02027 ",
        "20 jan 2027",
        "20 jan. 2027",
        "20 January 2027",
        "20/1 2027",
        "20/01 2027",
    ],
)
def test_a_day_is_read_as_people_write_it(text):
    assert read_written_day(text) == date(2027, 1, 20)


@pytest.mark.parametrize("text", ["maj", "may"])
def test_a_month_is_known_in_both_languages(text):
    assert read_written_day(f"1 {text} 2027") == date(2027, 5, 1)


@pytest.mark.parametrize(
    "text",
    ["", "20 januari", "20/1", "3/4/2027", "31/2 2027", "0/1 2027", "20/13 2027", "32 maj 2027", "20 janu 2027", "²0/1 2027", "20 x 2027",
     "1 januari 0000", "20 januari 2027 kl. 13", "2027-02-30"],
)  # fmt: skip
def test_what_means_no_day_or_two_is_not_read(text):
    assert read_written_day(text) is None
