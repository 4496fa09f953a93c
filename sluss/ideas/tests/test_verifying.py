"""Codes by mail: six digits, a quarter of an hour, five tries, and nothing that can be read from the database."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.ideas import actions
from sluss.ideas.actions import Contact, codes
from sluss.ideas.actions.verifying import check_code, for_submission
from sluss.ideas.models import EmailCode, Submission
from sluss.ideas.seed import RESIDENTS
from sluss.journal.models import Event

from . import giving

pytestmark = pytest.mark.django_db
ADDRESS = "ny@post.example"


def sent(purpose: str = "support:1", email: str = ADDRESS) -> str:
    mail.outbox.clear()
    actions.send_code(purpose=purpose, email=email, language="sv")
    giving.worker()
    [message] = [message for message in mail.outbox if message.to == [email.lower()]]
    code = re.search(r"\b\d{6}\b", message.body)
    assert code is not None
    return code.group()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_right_code_works_once(db):
    code = sent()
    assert check_code(purpose="support:1", email=ADDRESS, code=f" {code[:3]} {code[3:]} ")
    assert not check_code(purpose="support:1", email=ADDRESS, code=code)


@pytest.mark.parametrize(("purpose", "email"), [("support:2", ADDRESS), ("submission:1", ADDRESS), ("support:1", "annan@post.example")])
def test_a_code_is_for_one_purpose_and_one_address(db, purpose, email):
    code = sent()
    assert not check_code(purpose=purpose, email=email, code=code)
    assert check_code(purpose="support:1", email=ADDRESS.upper(), code=code)


def test_five_tries_and_no_more(db):
    code = sent()
    for _ in range(5):
        assert not check_code(purpose="support:1", email=ADDRESS, code=wrong(code))
    assert not check_code(purpose="support:1", email=ADDRESS, code=code)
    assert EmailCode.objects.get().tries == 5


def test_a_quarter_of_an_hour_and_no_longer(db):
    code, now = sent(), clock.now()
    with clock.at(now + timedelta(minutes=15)):
        assert not check_code(purpose="support:1", email=ADDRESS, code=code)
    with clock.at(now + timedelta(minutes=14)):
        assert check_code(purpose="support:1", email=ADDRESS, code=code)


def test_a_new_code_ends_the_old(db):
    first = sent()
    second = sent()
    if first != second:
        assert not check_code(purpose="support:1", email=ADDRESS, code=first)
    assert check_code(purpose="support:1", email=ADDRESS, code=second)


@pytest.mark.parametrize("code", ["", "abc", "１２３４５６", "\ud800", "0" * 10_000, "'; --"])
def test_odd_codes_are_wrong_codes(db, code):
    sent()
    assert not check_code(purpose="support:1", email=ADDRESS, code=code)


def test_neither_code_nor_address_stands_in_the_table(db):
    code = sent()
    kept = str(list(EmailCode.objects.values_list()))
    assert code not in kept
    assert ADDRESS not in kept


@pytest.fixture
def idea(cast):
    giving.base(cast.units.city)
    return giving.submitted(None, RESIDENTS, contact=Contact(name="Rut", email=ADDRESS)).idea


def test_nothing_but_a_code_goes_to_an_address_before_it_is_confirmed(cast, idea):
    giving.released(idea, cast.office)
    giving.worker()
    assert [message.to for message in mail.outbox if ADDRESS in message.to] == []
    code = sent(for_submission(idea), ADDRESS)
    assert idea.subject.title not in str([message.body for message in mail.outbox if ADDRESS in message.to])
    assert actions.verify_email(idea, code=code)
    mail.outbox.clear()
    giving.worker()
    [message] = [message for message in mail.outbox if ADDRESS in message.to]
    assert idea.subject.title in message.subject
    assert Event.objects.filter(kind="idea.reachable").count() == 1


def test_changing_the_address_begins_again(cast, idea):
    code = sent(for_submission(idea), ADDRESS)
    assert actions.verify_email(idea, code=code)
    actions.change_email(idea, email="Annan@post.example")
    submission = Submission.objects.get(pk=idea.pk)
    assert (submission.email, submission.email_verified_at) == ("annan@post.example", None)
    assert not actions.verify_email(idea, code=code)
    actions.change_email(idea, email="")
    assert not actions.verify_email(idea, code=code)
    assert Submission.objects.get(pk=idea.pk).email == ""


def test_a_code_to_the_old_address_does_not_confirm_the_new(cast, idea):
    code = sent(for_submission(idea), ADDRESS)
    actions.change_email(idea, email="annan@post.example")
    assert not actions.verify_email(idea, code=code)
    assert Submission.objects.get(pk=idea.pk).email_verified_at is None


def test_an_account_has_its_address_elsewhere(cast, idea):
    own = giving.submitted(cast.sara, contact=Contact(email=ADDRESS)).idea
    assert Submission.objects.get(pk=own.pk).email == ""
    with pytest.raises(NotAllowed):
        actions.change_email(own, email=ADDRESS)


def test_hashes_need_the_key(settings):
    one = codes.hash_email(ADDRESS)
    settings.SECRET_KEY = "another"
    assert codes.hash_email(ADDRESS) != one
