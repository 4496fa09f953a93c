"""What a reader can do with an idea: support it, with and without an account, and follow it."""

from __future__ import annotations

import pytest

from sluss.ideas.models import Idea
from sluss.ideas.seed import RESIDENTS
from sluss.ideas.views import acting

from . import giving
from .test_idea_page import at, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


@pytest.fixture
def idea(base) -> Idea:
    return giving.released(giving.submitted(base.sara).idea, base.amira)


def test_the_buttons_are_what_one_can_do(base):
    giving.way(RESIDENTS, unit=base.units.care)
    idea = giving.released(giving.submitted(base.rut, RESIDENTS).idea, base.amira)
    visitor = page(base, idea)
    assert f'href="{at(idea, name="support")}"' in visitor
    assert "/en/sign-in?next=" in visitor
    assert "<form" not in visitor[visitor.index("<main") :]
    own = page(base, idea, base.rut)
    assert "This is your own idea" in own
    assert "Change, complete or withdraw" in own
    assert "Open the case" in page(base, idea, base.amira)
    assert "Open the case" not in page(base, idea, base.outsider)


def test_support_and_follow_with_and_without_htmx(base, idea):
    client, support, follow = base.client(base.outsider), at(idea, name="support"), at(idea, name="follow")
    assert client.post(support).headers["Location"] == at(idea)
    assert giving.fresh(idea).support_count == 1
    assert client.post(support).status_code == 302
    assert giving.fresh(idea).support_count == 1
    swapped = client.post(support, {"support": "off"}, headers={"HX-Request": "true"}).content.decode()
    assert swapped.lstrip().startswith('<div class="sl-act" id="act">')
    assert "<b>0</b>" in swapped
    assert giving.fresh(idea).support_count == 0
    swapped = client.post(follow, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in swapped
    assert idea.subject.follows.filter(person=base.outsider).exists()
    client.post(follow, {"follow": "off"})
    assert not idea.subject.follows.filter(person=base.outsider).exists()
    assert client.get(follow).status_code == 405
    assert "sign-in" in base.client().post(follow).headers["Location"]
    secret = giving.submitted(base.sara).idea
    for name in ("support", "follow"):
        assert client.post(at(secret, name=name)).status_code == 404


def test_one_without_an_account_supports_with_a_code(base, mailoutbox):
    giving.way(RESIDENTS, unit=base.units.care)
    idea = giving.released(giving.submitted(base.rut, RESIDENTS).idea, base.amira)
    client, address = base.client(), at(idea, name="support")
    assert "Your e-mail address" in client.get(address).content.decode()
    assert client.post(address, {"email": "inte en adress"}).status_code == 422
    asked = client.post(address, {"email": "Anna@Post.example"})
    assert asked.status_code == 200
    token = asked.context["token"]
    giving.worker()
    code = next(mail for mail in mailoutbox if "anna@post.example" in mail.to).subject.split()[0]
    wrong = client.post(address, {"step": "code", "token": token, "code": "000000" if code != "000000" else "111111"})
    assert wrong.status_code == 422
    assert giving.fresh(idea).support_count == 0
    assert client.post(address, {"step": "code", "token": token[:-1], "code": code}).status_code == 302
    assert giving.fresh(idea).support_count == 0, "the address cannot be changed on the way"
    done = client.post(address, {"step": "code", "token": token, "code": code})
    assert done.headers["Location"] == at(idea)
    assert giving.fresh(idea).support_count == 1
    assert "Thank you. Your support is counted." in client.get(at(idea)).content.decode()
    assert client.post(address, {"step": "code", "token": token, "code": code}).status_code == 422, "a code works once"
    assert giving.fresh(idea).support_count == 1


def test_codes_are_not_sent_without_end(base):
    giving.way(RESIDENTS, unit=base.units.care)
    idea = giving.released(giving.submitted(base.rut, RESIDENTS).idea, base.amira)
    client, address = base.client(), at(idea, name="support")
    statuses = [client.post(address, {"email": "anna@post.example"}).status_code for _ in range(8)]
    assert statuses == [200] * 6 + [429] * 2
    assert client.post(address, {"email": "annan@post.example"}).status_code == 200


def test_nobody_presses_without_end(base, idea, monkeypatch):
    monkeypatch.setattr(acting, "SUPPORTS_AN_HOUR", 2)
    client, support = base.client(base.outsider), at(idea, name="support")
    assert [client.post(support, {"support": wanted}).status_code for wanted in ("on", "off", "on")] == [302, 302, 429]
    assert base.client(base.lars).post(support).status_code == 302
    assert giving.fresh(idea).support_count == 1


def test_an_idea_that_cannot_be_supported_says_why(base, idea):
    html = base.client().get(at(idea, name="support")).content.decode()
    assert "Only employees of the city can support this idea." in html
    assert base.client().post(at(idea, name="support"), {"email": "a@post.example"}).status_code == 200
    assert giving.fresh(idea).support_count == 0
