"""Texts for answers: who keeps them, what is filled in, and that the giver is not named where that must not be."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from sluss.core import providers
from sluss.core.providers import Giver
from sluss.core.verdict import NotAllowed
from sluss.gates import actions, rules, texts
from sluss.gates.models import Decision, ReplyTemplate
from sluss.gates.queries import open_promise, stages_of, templates_for

from . import walks

pytestmark = pytest.mark.django_db
PAGE = "/en/reply-texts"
TEXT = "{hälsning}\n\nTack för ”{titel}”. Du får svar senast {svarsdag}."


def kept(cast, unit=None, by=None, **more) -> ReplyTemplate:
    told = {"title": "Tack", "text": TEXT, "language": "sv"} | more
    return actions.keep_template(unit=unit or cast.units.care, by=by or cast.amira, **told)


# --- Who keeps them ------------------------------------------------------------------------------------------------------

KEEPS = {"amira": "care", "lars": "care", "decider": "care", "wilma": "works", "office": "care works city"}


@pytest.mark.parametrize(
    "name", ["amira", "lars", "decider", "wilma", "office", "sara", "assessor", "registrar", "auditor", "admin", "rut"]
)
@pytest.mark.parametrize("unit", ["care", "works", "city"])
def test_those_who_answer_in_a_unit_keep_its_texts(cast, name, unit):
    person, where = cast.people[name], getattr(cast.units, unit)
    if unit in KEEPS.get(name, "").split():
        template = kept(cast, where, person)
        actions.keep_template(unit=where, title="Annat", text="Nytt.", language="en", by=person, template=template)
        actions.retire_template(template, by=person)
        assert templates_for(where) == []
    else:
        with pytest.raises(NotAllowed):
            kept(cast, where, person)
        template = kept(cast, where, cast.office)
        with pytest.raises(NotAllowed):
            actions.retire_template(template, by=person)
        assert cast.client(person).get(f"{PAGE}/{template.pk}/edit").status_code in {403, 404}


def test_a_text_is_offered_where_it_is_kept_and_below(cast):
    for unit, title in ((cast.units.city, "Stadens"), (cast.units.care, "Vårdens"), (cast.units.works, "Gatans")):
        kept(cast, unit, cast.office, title=title)
    assert [text.title for text in templates_for(cast.units.home_care)] == ["Stadens", "Vårdens"]
    assert [text.title for text in templates_for(cast.units.city)] == ["Stadens"]


def test_a_title_stands_once_in_a_unit_and_a_language(cast):
    kept(cast)
    with pytest.raises(NotAllowed):
        kept(cast)
    kept(cast, language="en")
    actions.retire_template(ReplyTemplate.objects.get(language="sv"), by=cast.amira)
    kept(cast)


@pytest.mark.parametrize("bad", [{"title": " "}, {"text": "\x00"}, {"text": "Hej {förnamn}!"}])
def test_what_says_nothing_or_means_nothing_is_refused(cast, bad):
    with pytest.raises(NotAllowed):
        kept(cast, **bad)


def test_the_page_keeps_changes_and_takes_away(cast):
    client = cast.client(cast.amira)
    assert "There are no texts yet" in client.get(PAGE).text
    told = {"title": "Tack", "text": "Hej {namn}!", "language": "sv", "unit": cast.units.care.pk}
    wrong = client.post(f"{PAGE}/add", told)
    assert wrong.status_code == 422
    assert "{namn} means nothing here." in wrong.text
    assert client.post(f"{PAGE}/add", told | {"unit": cast.units.works.pk, "text": TEXT}).status_code == 422
    assert client.post(f"{PAGE}/add", told | {"text": TEXT}).status_code == 302
    assert client.post(f"{PAGE}/add", told | {"text": TEXT}).status_code == 422, "there is one with that title"
    template = ReplyTemplate.objects.get()
    assert client.post(f"{PAGE}/{template.pk}/edit", told | {"text": "Tack."}).status_code == 302
    assert ReplyTemplate.objects.get().text == "Tack."
    assert client.post(f"{PAGE}/{template.pk}/delete").status_code == 302
    assert client.get(f"{PAGE}/{template.pk}/edit").status_code == 404
    assert "Tack" not in client.get(PAGE, follow=True).text.split("There are no texts yet")[1]


@pytest.mark.parametrize("name", ["sara", "assessor", "auditor", "admin", "rut"])
def test_others_have_no_such_page(cast, name):
    client = cast.client(cast.people[name])
    assert [client.get(PAGE).status_code, client.get(f"{PAGE}/add").status_code] == [403, 403]


@pytest.mark.slow
def test_what_the_list_costs(cast, django_assert_num_queries):
    client = cast.client(cast.amira)
    for more in (1, 2, 60):
        for n in range(more):
            kept(cast, title=f"Text {more} {n}")
        with django_assert_num_queries(6):
            assert client.get(PAGE).status_code == 200


# --- What is filled in ---------------------------------------------------------------------------------------------------


def filled(template, case, *, name="", language="sv") -> str:
    with translation.override(language):
        return texts.fill(template, case, name=name, promise=open_promise(case))


def test_title_and_day_come_from_the_case_in_the_language_of_the_text(cast):
    case = walks.opened(cast.units.care)
    due = open_promise(case).due_on
    swedish = filled(kept(cast), case, language="en")
    assert swedish.startswith("Hej!\n\nTack för ”Sensorer i brunnar”. Du får svar senast ")
    assert str(due.day) in swedish
    english = filled(kept(cast, language="en", text="{greeting} About {title}, by {answer day}."), case, name="Sara")
    assert english.startswith("Hello Sara! About Sensorer i brunnar, by ")


def test_braces_in_a_title_are_not_filled_again(cast):
    case = walks.opened(cast.units.care)
    case.subject.title = "{hälsning} {titel}"
    assert "”{hälsning} {titel}”" in filled(kept(cast), case)


NAMED = {
    # (process, stage, who answers, the name is shown to all) -> whether the greeting may say it
    ("medarbetaride", "provning", "amira", True): False,  # a blind stage is to come
    ("medarbetaride", "bedomning", "office", True): False,  # blind now
    ("medarbetaride", "koncept", "amira", True): True,
    ("medarbetaride", "koncept", "office", True): True,
    ("medarbetaride", "koncept", "amira", False): False,
    ("medarbetaride", "koncept", "wilma", True): False,
    ("invanarforslag", "genomforande", "amira", True): True,
}


@pytest.mark.slow
@pytest.mark.parametrize(("key", "stage", "by", "shown"), NAMED)
def test_when_the_giver_is_greeted_by_name(cast, key, stage, by, shown):
    case = walks.at_stage(cast.units.care, cast.office, stage, key)
    giver = Giver(case.subject_id, None, "Sara Lindqvist", "", "sv", name_shown=shown)
    said = rules.name_in_answer(case, cast.people[by], stages_of(case), giver)
    assert bool(said) is NAMED[key, stage, by, shown]
    assert rules.name_in_answer(case, cast.people[by], stages_of(case), None) == ""


# --- In the forms --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["advance", "ask-for-more", "park", "end"])
def test_a_text_is_put_after_what_was_written_and_nothing_is_decided(cast, verb):
    case, template = walks.opened(cast.units.care), kept(cast)
    client = cast.client(cast.amira)
    address = f"/en/cases/{case.pk}/{verb}"
    assert f'<option value="{template.pk}"' in client.get(address).text
    typed = {"seen": "0", "reason": "Vi har läst den.", "outcome": "not", "until": "2099-01-01", "text": template.pk, "insert": "1"}
    page = client.post(address, typed)
    assert page.status_code == 200
    reason = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page.text, re.DOTALL)[1]
    assert reason.startswith("Vi har läst den.\n\nHej!")
    assert "Sensorer i brunnar" in reason
    assert 'name="seen" value="0"' in page.text
    assert not Decision.objects.exists()
    if verb == "end":
        assert re.search(r'value="not"[^>]*checked', page.text), "what was chosen stays"
    missing = client.post(address, typed | {"text": "x"})
    assert "Choose a text in the list first." in missing.text


def test_where_there_are_no_texts_nothing_is_asked(cast):
    case = walks.opened(cast.units.care)
    assert 'name="insert"' not in cast.client(cast.amira).get(f"/en/cases/{case.pk}/advance").text
    kept(cast)
    assert 'name="insert"' not in cast.client(cast.amira).get(f"/en/cases/{case.pk}/refer").text


def test_a_protected_giver_is_not_named(cast, monkeypatch):
    case = walks.at_stage(cast.units.care, cast.office, "koncept")
    kept(cast)
    giver = Giver(case.subject_id, cast.sara.pk, "Sara Lindqvist", "", "sv", name_shown=False)
    monkeypatch.setitem(providers._PROVIDERS, providers.Kind.GIVERS, [(1, lambda ids: [giver])])
    page = cast.client(cast.amira).post(
        f"/en/cases/{case.pk}/advance", {"seen": "2", "reason": "", "text": ReplyTemplate.objects.get().pk, "insert": "1"}
    )
    assert "Hej!" in page.text
    assert "Sara" not in page.text


@pytest.mark.slow
def test_a_long_list_is_shown_a_page_at_a_time_without_gap_or_repetition(cast):
    for number in range(70):
        kept(cast, cast.units.care if number % 2 else cast.units.city, cast.office, title=f"Text {number % 35}-{number}")
    client, url, seen = cast.client(cast.office), PAGE, []
    while url:
        page = client.get(url).text
        seen += re.findall(r'<li><a class="sl-a" href="[^"]+/(\d+)/edit"', page)
        url = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "")
    assert sorted(seen, key=int) == [str(pk) for pk in ReplyTemplate.objects.order_by("pk").values_list("pk", flat=True)]
    assert client.get(f"{PAGE}?after=x").status_code == client.get(f"{PAGE}?after={'9' * 30}").status_code == 200
