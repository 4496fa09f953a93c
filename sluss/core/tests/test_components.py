"""Components fail loudly, escape what they are given, and say in words what they show."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy

from sluss.core import clock
from sluss.core.components import (
    REGISTRY,
    Bar,
    Button,
    Chip,
    Column,
    Component,
    ComponentError,
    Crumb,
    Due,
    ErrorSummary,
    FileItem,
    Icon,
    Kpi,
    Line,
    LinkItem,
    Lock,
    LockStep,
    TimelineItem,
    Toggle,
    build,
)
from sluss.core.guide import SampleForm, lock_steps
from sluss.core.verdict import YES, no

EVIL = "<script>x</script>\"'&"
TODAY = date(2026, 4, 1)
# The least that each component needs, with something nasty wherever a text or an address goes.
SAMPLES: dict[str, dict[str, Any]] = {
    "alert": {"title": EVIL, "text": EVIL, "id": EVIL},
    "avatar": {"person": EVIL},
    "bars": {
        "title": EVIL,
        "takeaway": EVIL,
        "items": [Bar(label=EVIL, parts=[2, 1], note=EVIL)],
        "series": [EVIL, EVIL],
        "head": EVIL,
        "id": EVIL,
    },
    "breadcrumb": {"items": [Crumb(label=EVIL, href=EVIL), Crumb(label=EVIL)]},
    "brief": {"items": [(EVIL, EVIL), (EVIL, EVIL, EVIL)]},
    "button": {"label": EVIL, "href": EVIL, "about": EVIL, "opens": EVIL, "attrs": {"data-x": EVIL}},
    "card": {"title": EVIL, "href": EVIL, "id": EVIL},
    "chips": {"label": EVIL, "items": [Chip(label=EVIL, href=EVIL, count=EVIL, remove=True)]},
    "decision": {"title": EVIL, "record": EVIL, "id": EVIL},
    "details": {"summary": EVIL},
    "dialog": {"id": EVIL, "title": EVIL, "href": EVIL, "button": EVIL},
    "due": {"on": TODAY, "label": EVIL},
    "empty": {"title": EVIL, "text": EVIL, "action": EVIL, "href": EVIL},
    "error_summary": {"form": SampleForm({})},
    "files": {
        "items": [
            FileItem(name=EVIL, href=EVIL, note=EVIL, src=EVIL, width=3, height=2, description=EVIL, language=EVIL),
            FileItem(name=EVIL, href=EVIL, note=EVIL, description=EVIL, language=EVIL),
            FileItem(name=EVIL, href="", src=EVIL),
        ]
    },
    "flow": {"title": EVIL, "takeaway": EVIL, "labels": [EVIL], "lines": [Line(label=EVIL, values=[3])], "head": EVIL, "id": EVIL},
    "icon": {"icon": "send", "label": EVIL},
    "kpis": {"label": EVIL, "items": [Kpi(label=EVIL, value=EVIL, unit=EVIL, note=EVIL, trend="up", good=True, href=EVIL)]},
    "level": {"step": 3, "label": EVIL},
    "links": {
        "title": EVIL,
        "items": [LinkItem(title=EVIL, href=EVIL, note=EVIL, step=2, phase=EVIL)],
        "more": EVIL,
        "more_href": EVIL,
        "id": EVIL,
    },
    "lock": {"steps": [LockStep(label=EVIL, state="next", note=EVIL)] * 6, "text": EVIL, "title": EVIL, "id": EVIL},
    "messages": {},
    "meta": {"items": [(EVIL, EVIL), (EVIL, EVIL, EVIL)]},
    "pagination": {"previous": EVIL, "next": EVIL, "first": EVIL, "text": EVIL, "label": EVIL},
    "panel": {"title": EVIL, "note": EVIL, "id": EVIL},
    "person": {"person": EVIL, "note": EVIL, "href": EVIL},
    "progress": {"label": EVIL, "value": 3, "note": EVIL},
    "search": {"action": EVIL, "label": EVIL, "value": EVIL, "hint": EVIL, "keep": [(EVIL, EVIL)], "id": EVIL, "param": EVIL},
    "steps": {"step": 1, "of": 3},
    "table": {"caption": EVIL, "columns": [Column(label=EVIL, sort=EVIL, numeric=True)]},
    "tag": {"label": EVIL, "href": EVIL},
    "timeline": {"items": [TimelineItem(when=TODAY, title=EVIL, text=EVIL, who=EVIL, href=EVIL)]},
    "toggle": {
        "label": EVIL,
        "action": EVIL,
        "count": 2,
        "hidden": [(EVIL, EVIL)],
        "target": EVIL,
        "about": EVIL,
        "label_on": EVIL,
        "pressed": True,
    },
}


def draw(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def make(name: str, **values: Any) -> Component:
    return build(REGISTRY[name], SAMPLES[name] | values)


def test_every_component_has_a_sample() -> None:
    assert set(SAMPLES) == set(REGISTRY)


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_what_is_given_is_escaped(name: str) -> None:
    html = make(name).html(Context(), "")
    assert "<script" not in html
    # A quote of the sample that is not escaped would end an attribute.
    assert '"\'&"' not in html
    assert "'&amp;" not in html


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_component_and_parameter_is_in_the_handbook(name: str) -> None:
    handbook = (Path(__file__).resolve().parents[3] / "docs" / "components.md").read_text(encoding="utf-8")
    row = next((line for line in handbook.splitlines() if line.startswith("|") and f"`{name}`" in line.split("|")[1]), None)
    assert row, f"docs/components.md has no row for {name}"
    untold = [parameter for parameter in REGISTRY[name].spec if not re.search(rf"\b{parameter}\b", row.split("|", 3)[3])]
    assert not untold
    assert ("yes" in row.split("|")[2]) is REGISTRY[name].takes_body


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ('{% c "knapp" label="x" %}', "no component 'knapp'"),
        ('{% c "button" label="x" colour="red" %}', "does not take colour"),
        ('{% c "button" %}', "must be given label"),
        ('{% c "button" label="x" variant="huge" %}', "variant cannot be 'huge'"),
        ('{% c "button" label=3 %}', "label cannot be 3"),
        ('{% c "button" "x" %}', "not written as name=value"),
        ('{% c button label="x" %}', "in quotes"),
        ("{% c %}", "in quotes"),
        ('{% c "level" label="x" step="3" %}', "step cannot be '3'"),
        ('{% cblock "button" label="x" %}{% endcblock %}', "takes no body"),
        ('{% c "alert" tone="purple" %}', "tone cannot be"),
    ],
)
def test_a_mistake_in_a_template_is_found_when_it_is_read(source: str, says: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=re.escape(says)):
        Template(source)


@pytest.mark.parametrize(
    ("source", "context", "says"),
    [
        ('{% c "button" label=nothing %}', {}, "label is missing"),
        ('{% c "button" label=x %}', {"x": None}, "label is missing"),
        ('{% c "button" label=x %}', {"x": ["a"]}, "label cannot be"),
        ('{% c "button" label="x" icon=x %}', {"x": "unicorn"}, "no icon 'unicorn'"),
        ('{% c "level" label="x" step=x %}', {"x": 7}, "step cannot be 7"),
        ('{% c "level" label="x" step=x %}', {"x": True}, "step cannot be True"),
        ('{% c "lock" steps=x %}', {"x": lock_steps()[:5]}, "six steps"),
        ('{% c "lock" steps=x %}', {"x": [LockStep(label="a", state="now")] * 6}, "only be at one step"),
        ('{% c "due" on=x %}', {"x": "2026-04-11"}, "on cannot be"),
        ('{% c "progress" label="x" value=x %}', {"x": 101}, "not between"),
        ('{% c "steps" step=x of=3 %}', {"x": 4}, "not between"),
        ('{% c "tag" label="x" tone=x %}', {"x": []}, "tone cannot be"),
        ('{% c "button" label="x" attrs=x %}', {"x": {"onclick": "alert(1)"}}, "not 'onclick'"),
    ],
)
def test_a_wrong_value_is_found_when_the_page_is_drawn(source: str, context: dict[str, Any], says: str) -> None:
    with pytest.raises(ComponentError, match=re.escape(says)):
        draw(source, **context)


def test_none_is_as_good_as_not_given_for_what_may_be_left_out() -> None:
    assert draw('{% c "button" label="x" icon=nothing reason=none %}', none=None) == draw('{% c "button" label="x" %}')


def test_a_translated_label_follows_the_reader() -> None:
    template = Template('{% c "button" label=_("Yes") %}')
    with translation.override("sv"):
        assert ">Ja<" in template.render(Context())
    with translation.override("en"):
        assert ">Yes<" in template.render(Context())


def test_a_body_is_drawn_inside_and_sees_the_page() -> None:
    html = draw('{% cblock "card" title="T" %}<p>{{ x }}</p>{% endcblock %}', x="a<b")
    assert re.search(r'<section class="sl-card">.*<h2 class="sl-card-t">T</h2>.*<p>a&lt;b</p>.*</section>', html, re.DOTALL)


def test_a_button_that_cannot_be_pressed_says_why() -> None:
    html = Button(label="Stötta", verdict=no(gettext_lazy("The case is closed.")), href="/x").html()
    described = re.search(r'aria-disabled="true" aria-describedby="([^"]+)"', html)
    assert described
    assert f'id="{described[1]}"' in html
    assert str(gettext_lazy("The case is closed.")) in html
    assert "<a " not in html
    assert "aria-disabled" not in Button(label="Stötta", verdict=YES).html()


def test_two_refused_buttons_have_two_reasons() -> None:
    ids = {re.findall(r'id="([^"]+)"', Button(label="x", reason="y").html())[0] for _ in range(50)}
    assert len(ids) == 50


def test_a_toggle_is_a_form_for_the_signed_in_and_a_link_for_others() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    source = '{% c "toggle" label="Stötta" action="/a" pressed=on sign_in=link count=3 %}'
    form = Template(source).render(Context({"on": True, "csrf_token": "secret"}))
    assert 'action="/a"' in form
    assert 'value="secret"' in form
    assert 'aria-pressed="true"' in form
    link = Template(source).render(Context({"on": False, "link": "/in?next=/a"}))
    assert "<form" not in link
    assert 'href="/in?next=/a"' in link
    assert "aria-pressed" not in link


def test_a_toggle_keeps_its_name_when_it_is_on() -> None:
    """For those who listen the name is the same and aria-pressed changes; only the eye sees the new words."""
    html = Toggle(label="Stötta", label_on="Du stöttar", action="/a", pressed=True).html()
    assert '<span aria-hidden="true">Du stöttar</span><span class="vh">Stötta</span>' in html


@pytest.mark.parametrize(
    ("here", "state", "words", "current"),
    [
        (3, "now", "Step 3 of 6: Concept.", 1),
        (2, "parked", "Parked at step 2 of 6: Idea.", 1),
        (6, "closed", "Closed at step 6 of 6: Spread.", 1),
        (7, "now", "All six steps are passed.", 0),
        (0, "now", "Not begun.", 0),
    ],
)
def test_the_lock_is_also_a_sentence(here: int, state: Any, words: str, current: int) -> None:
    with translation.override("en"):
        html = Lock(steps=lock_steps(here, state)).html()
    assert words in html
    assert html.count('aria-current="step"') == current
    assert html.count("<li ") == 6
    assert html.count("is-done") == min(6, max(0, here - 1))
    assert ("is-through" in html) is (here == 7)


@pytest.mark.parametrize(
    ("days", "state", "kind", "words"),
    [
        (10, "open", "sl-due", "Reply by"),
        (1, "open", "soon", "tomorrow"),
        (0, "open", "soon", "today"),
        (-1, "open", "late", "1 day late (reply by"),
        (-3, "open", "late", "3 days late"),
        (-3, "kept", "kept", "Reply by"),
        (-3, "paused", "sl-due", "The clock is paused"),
    ],
)
def test_a_promise_says_how_it_stands_in_words(days: int, state: Any, kind: str, words: str) -> None:
    with clock.at(TODAY), translation.override("en"):
        html = Due(on=TODAY + timedelta(days=days), state=state).html()
    assert kind in html
    assert words in html


def test_dates_leave_out_this_year_only() -> None:
    with clock.at(TODAY), translation.override("sv"):
        assert draw("{{ d|day }}", d=date(2026, 4, 11)) == '<time datetime="2026-04-11">11\xa0april</time>'
        assert ">11\xa0april 2027<" in draw("{{ d|day }}", d=date(2027, 4, 11))
        assert ">11\xa0april 2026<" in draw("{{ d|full_day }}", d=date(2026, 4, 11))
        assert ">1\xa0april 12.00<" in draw("{{ d|day_and_time }}", d=clock.now())
        assert draw("{{ d|day }}", d=None) == ""


def test_large_numbers_are_grouped() -> None:
    with translation.override("sv"):
        assert draw("{{ n|grouped }}", n=10_000) == "10\xa0000"
    with translation.override("en"):
        assert draw("{{ n|grouped }}", n=10_000) == "10,000"


def test_the_error_summary_leads_to_fields_that_are_there() -> None:
    form = SampleForm({"title": "", "problem": "kort", "audience": "nobody"})
    html = ErrorSummary(form=form).html()
    page = "".join(str(field.as_field_group()) for field in form)
    targets = re.findall(r'href="#([^"]+)"', html)
    assert len(targets) == len(form.errors)
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_no_errors_no_summary() -> None:
    assert ErrorSummary(form=SampleForm()).html().strip() == ""


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(ComponentError):
        Icon(icon="unicorn").html()


def test_levels_and_statuses_do_not_rest_on_colour_alone() -> None:
    assert "Koncept" in make("level", label="Koncept").html()
    for tone in ("success", "warning", "danger", "info"):
        assert "<svg" in make("tag", tone=tone).html()


# --- Django's own tags, with what never changes remembered ----------------------------------------------------------------


def drawn(text: str, **values: Any) -> str:
    return Template(text).render(Context(values))


def test_a_text_that_stands_in_the_template_is_each_languages_own() -> None:
    template = Template(
        '{% translate "Ideas" %}|{% translate "Ideas" as one %}{{ one }}|{% translate "Ideas"|upper %}|{% translate word %}'
    )
    for _twice in range(2):
        for language, word in (("sv", "Idéer"), ("en", "Ideas")):
            with translation.override(language):
                assert (
                    template.render(Context({"word": "Ideas"})) == f"{word}|{word}|{'IDEAS' if language == 'en' else word.upper()}|{word}"
                )


def test_a_text_written_out_is_escaped_no_less_and_no_more() -> None:
    text = '{% translate "a < b" %}{% translate "a < b" as one %}{{ one }}'
    django = text.replace("{% translate", "{% load i18n %}{% translate", 1)
    assert drawn(text) == drawn(django)
    assert drawn("{% autoescape off %}" + text + "{% endautoescape %}") == drawn(django)
