"""Forms: markup tied together by ids, plain error texts, cleaned input."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from sluss.core.forms import Checkboxes, DateField, KronorField, Radios, SlussForm


class Form(SlussForm):
    title = forms.CharField(label="Rubrik", help_text="Kort <b>text</b>", max_length=20, error_messages={"required": "Skriv en rubrik"})
    text = forms.CharField(label="Text", widget=forms.Textarea, min_length=5, max_length=10, required=False)
    mail = forms.EmailField(label="E-post", required=False)
    when = DateField(label="När", required=False)
    number = forms.IntegerField(label="Antal", required=False)
    secret = forms.CharField(label="Lösenord", widget=forms.PasswordInput, strip=False, required=False)
    who = forms.MultipleChoiceField(label="Vilka", choices=[("a", "A"), ("b", "B")], widget=Checkboxes(descriptions={"a": "först"}))
    pick = forms.ChoiceField(label="Vem", choices=[("x", "X"), ("y", "Y")], widget=Radios(descriptions={"y": "sist"}))
    file = forms.FileField(label="Fil")
    agree = forms.BooleanField(label="Jag vet")
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def bound(**values: Any) -> Form:
    return Form(values)


def group(form: Form, name: str) -> str:
    return str(form[name].as_field_group())


def test_a_field_is_tied_to_its_help_and_its_error() -> None:
    html = group(bound(), "title")
    assert '<label class="ds-label" data-weight="medium" for="id_title">Rubrik</label>' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="ds-input"' in html


def test_help_is_text_and_not_markup() -> None:
    assert "Kort &lt;b&gt;text&lt;/b&gt;" in group(Form(), "title")


@pytest.mark.parametrize("name", list(Form.base_fields))
def test_every_id_that_is_pointed_to_is_there(name: str) -> None:
    for form in (Form(), bound(pick="y", who="a")):
        html = group(form, name)
        pointed = [word for ids in re.findall(r'(?:aria-describedby|for|data-counter)="([^"]*)"', html) for word in ids.split()]
        assert [word for word in pointed if f'id="{word}"' not in html] == []
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))


def test_choices_are_a_group_with_a_legend() -> None:
    html = group(bound(), "who")
    assert "<fieldset" in html
    assert re.search(r"<legend[^>]*>Vilka</legend>", html)
    assert html.count('type="checkbox"') == 2
    assert 'id="id_who_0_helptext"' in html
    assert html.count('aria-invalid="true"') == 2
    radios = group(bound(), "pick")
    assert "aria-invalid" not in radios  # a radio may not have it; the group's error says it
    assert 'aria-describedby="id_pick_error"' in radios
    assert "checked" in group(bound(pick="y"), "pick")


def test_only_what_may_be_left_out_says_so() -> None:
    with translation.override("en"):
        assert "(optional)" in group(Form(), "mail")
        assert "(optional)" not in group(Form(), "title")
        quiet = Form()
        quiet.mark_optional = False
        assert "(optional)" not in group(quiet, "mail")


def test_a_browser_neither_cuts_off_nor_speaks_for_us() -> None:
    html = group(Form(), "text")
    assert "maxlength" not in html
    assert 'data-max="10"' in html
    assert " required" not in group(Form(), "title")
    assert 'maxlength="20"' in group(Form(), "title")


def test_errors_say_what_to_do() -> None:
    with translation.override("en"):
        form = bound(text="abc", mail="x", when="11/4", number="tre", who="c")
        errors = {name: list(texts) for name, texts in form.errors.items()}
    assert errors == {
        "title": ["Skriv en rubrik"],
        "text": ["Write at least 5 characters. You have written 3."],
        "mail": ["Write an e-mail address, for example name@example.org"],
        "when": ["Write the date like this: 2027-03-15"],
        "number": ["Write a whole number, with digits"],
        "who": ["Choose one of the alternatives in “Vilka”"],
        "pick": ["Choose something in “Vem”"],
        "file": ["Choose a file for “Fil”"],
        "agree": ["Tick “Jag vet” to go on"],
    }


def test_no_field_is_left_with_djangos_words() -> None:
    form = Form()
    for name, field in form.fields.items():
        for code in ("required", "invalid_choice"):
            if code in field.error_messages:
                assert str(field.error_messages[code]) != str(forms.Field.default_error_messages.get(code, "")), (name, code)


def test_a_text_that_is_too_long_is_counted_after_cleaning() -> None:
    with translation.override("en"):
        assert list(bound(text="ett\r\ntvå\r\ntr").errors.get("text", [])) == []
        assert bound(text="0123456789x").errors["text"] == ["Shorten the text to at most 10 characters. It is 11 now."]


def test_large_numbers_are_written_as_in_the_help_text() -> None:
    class Long(SlussForm):
        text = forms.CharField(max_length=10_000)

    for language, told in (
        ("sv", "högst 10\N{NO-BREAK SPACE}000 tecken. Nu är den 12\N{NO-BREAK SPACE}000."),
        ("en", "10,000 characters. It is 12,000 now."),
    ):
        with translation.override(language):
            assert Long({"text": "å" * 12_000}).errors["text"][0].endswith(told)


@pytest.mark.parametrize(
    "data", [{"title": "A\x00\u200bB\r\n", "secret": " a\x07 "}, QueryDict("title=A%00%E2%80%8BB%0D%0A&secret=%20a%07%20")]
)
def test_texts_are_cleaned_and_passwords_are_not(data: Any) -> None:
    form = Form(data)
    assert "title" not in form.errors
    assert form.cleaned_data["title"] == "AB"
    assert form.cleaned_data["secret"] == " a\x07 "
    assert 'value="AB"' in group(form, "title")


def test_cleaning_leaves_the_request_as_it_was() -> None:
    data = QueryDict("title=%20x%20&who=a&who=b")
    form = Form(data)
    assert data["title"] == " x "
    assert form["who"].data == ["a", "b"]


def test_a_form_with_a_prefix_is_cleaned_too() -> None:
    assert Form({"p-title": "a\x00b"}, prefix="p").data["p-title"] == "ab"


def test_a_date_is_shown_and_read_as_written() -> None:
    form = Form({"when": "2027-03-15"})
    assert 'value="2027-03-15"' in group(form, "when")
    assert 'type="date"' in group(form, "when")
    assert 'class="ds-input sl-short"' in group(form, "when")


def test_a_hidden_field_is_only_itself() -> None:
    assert group(Form(), "key").strip() == '<input type="hidden" name="key" id="id_key">'


def test_a_whole_form_can_be_drawn_at_once() -> None:
    html = str(bound())
    assert html.count('class="ds-validation-message"') == len(bound().errors)
    assert 'type="hidden"' in html


class Sum(SlussForm):
    sum = KronorField(label="Summa", min_value=1, max_value=10**12)


@pytest.mark.parametrize(
    "written", ["300000", "300 000", "300\xa0000", "300\u202f000", " 300 000 kr", "300000 Kronor", "300 000:-", "300 000 kr."]
)
def test_a_sum_is_read_as_people_write_it(written):
    form = Sum({"sum": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"sum": 300_000}


@pytest.mark.parametrize("written", ["300.000", "3e5", "-300", "0", "kr", ":-", "300 tkr", "1,5", "9" * 40, "²", "٣٠٠ x"])
def test_what_is_no_sum_of_whole_kronor_is_said_no_to(written):
    assert not Sum({"sum": written}).is_valid()


def test_a_sum_stands_as_it_is_read_aloud():
    assert 'value="300\xa0000"' in str(Sum(initial={"sum": 300_000})["sum"])
    assert 'value="trehundra"' in str(Sum({"sum": "trehundra"})["sum"]), "what was typed is not taken away"
