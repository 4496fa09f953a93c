"""Bad input gets a sentence, never a traceback, and the text stays in its field."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sluss.ideas.forms import ChangeForm, CodeForm, MoreForm, NeedForm, ReceiptForm, SendForm
from sluss.ideas.models import Draft, Idea
from sluss.ideas.seed import EMPLOYEES, RESIDENTS

from . import giving

pytestmark = pytest.mark.django_db
ODD = [
    "\x00",
    "a\x00b",
    "\ud800",
    "x\ufffe",
    "\u202egnp.exe",
    "å" * 200_000,
    "<script>alert(1)</script>",
    "%00",
    "'; --",
    "🚲" * 3,
    "\r\n\r\n",
]


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


@pytest.mark.slow
@pytest.mark.parametrize("text", ODD)
def test_no_text_breaks_a_form(base, text):
    gateway = giving.way(RESIDENTS)
    several = dict.fromkeys(MoreForm.base_fields, text) | {"beneficiaries": [text]}
    forms = [
        NeedForm({"need": text}),
        MoreForm(several),
        ChangeForm(several | {"need": text, "seen": text}),
        SendForm(dict.fromkeys(SendForm.base_fields, text), gateway=gateway, has_account=False),
        ReceiptForm({"code": text}),
        CodeForm({"code": text}),
    ]
    for form in forms:
        form.is_valid()
        str(form.errors)
        for value in form.cleaned_data.values():
            if isinstance(value, str):
                assert "\x00" not in value
                value.encode()


def test_errors_say_what_to_do(base):
    assert NeedForm({"need": " "}).errors["need"][0]
    assert "10" in NeedForm({"need": "x" * 10_001}).errors["need"][0]
    assert SendForm({"visibility": "2"}, gateway=giving.way(), has_account=True).errors.keys() == {"terms"}
    assert SendForm({"visibility": "9", "terms": "on"}, gateway=giving.way(), has_account=True).errors.keys() == {"visibility"}
    wrong = {"visibility": "2", "terms": "on", "email": "inte en adress"}
    assert SendForm(wrong, gateway=giving.way(RESIDENTS), has_account=False).errors.keys() == {"email"}


def test_choices_that_are_not_there_are_refused(base):
    form = MoreForm({"theme": "nonsense", "place": "nowhere", "beneficiaries": ["martians"]})
    assert form.errors.keys() == {"theme", "place", "beneficiaries"}


def test_a_too_long_text_stays_in_its_field(base):
    text = "Slussporten " * 1_000
    page = base.client().post(
        reverse("ideas:submit", args=[RESIDENTS]), {"state": state_of(base.client()), "step": "1", "need": text, "go": "next"}
    )
    assert page.status_code == 422
    assert text.strip() in page.content.decode()


def state_of(client) -> str:
    return client.get(reverse("ideas:submit", args=[RESIDENTS])).context["state"]


@pytest.mark.parametrize("slug", [EMPLOYEES, RESIDENTS])
def test_ten_megabytes_are_turned_away_kindly(base, slug):
    client = base.client(base.sara if slug == EMPLOYEES else None)
    response = client.post(reverse("ideas:submit", args=[slug]), {"need": "x" * 10_000_000, "step": "1", "go": "send_now"})
    assert response.status_code == 413
    assert "text/html" in response["Content-Type"]
    assert not Idea.objects.exists()
    assert not Draft.objects.exists()


def test_two_thousand_fields_are_turned_away_kindly(base):
    response = base.client(base.sara).post(reverse("ideas:submit", args=[EMPLOYEES]), {f"f{n}": "x" for n in range(2000)})
    assert response.status_code == 413


@pytest.mark.slow
@pytest.mark.parametrize("step", ["0", "4", "-1", "x", "", "99999999999999999999"])
@pytest.mark.parametrize("go", ["next", "back", "send", "nonsense", ""])
def test_no_step_and_no_button_breaks_the_page(base, step, go):
    for client, extra in (
        (base.client(base.sara), {"key": "00000000-0000-0000-0000-000000000001"}),
        (base.client(), {"state": "tampered:with"}),
    ):
        slug = EMPLOYEES if "key" in extra else RESIDENTS
        response = client.post(reverse("ideas:submit", args=[slug]), {"step": step, "go": go, "need": "Ja", **extra})
        assert response.status_code in {200, 302, 422}
