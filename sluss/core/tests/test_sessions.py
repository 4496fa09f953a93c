"""A session that is there, that is not, and that has run out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F

from sluss.core.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_it_is_read_with_one_query_until_it_has_run_out(django_assert_num_queries):
    made = SessionStore()
    made["who"] = "7"
    made.create()
    read = SessionStore(made.session_key)
    with django_assert_num_queries(1):
        assert read["who"] == "7"
    Session.objects.update(expire_date=F("expire_date") - made.get_expiry_age() * timedelta(seconds=1) - timedelta(seconds=1))
    late = SessionStore(made.session_key)
    assert late.get("who") is None
    assert late.is_empty()


@pytest.mark.parametrize("key", ["", None, "x" * 32, "' OR 1=1 --", "\x00", "x" * 31 + "\x00", "å" * 32])
def test_one_that_is_not_there_is_empty(key):
    assert SessionStore(key).get("who") is None
