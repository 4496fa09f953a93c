from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sluss.core import events, messages, providers
from sluss.core.events import Kind, Tell
from sluss.core.messages import Message, Recipient, message
from sluss.core.providers import Giver
from sluss.journal import actions, queries
from sluss.journal.models import Event, Follow, Notice, OutgoingMail, Subject
from sluss.journal.states import MailChoice, Urgency, Visibility
from sluss.people import actions as people_actions
from sluss.people.models import Person
from sluss.people.states import PersonKind

from .conftest import Things


def told(event: Event) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Deliver, and say who got a notice and who a mail about the event, each in what role."""
    actions.deliver()
    notices = Notice.objects.filter(event=event).values_list("person__username", "kind")
    mails = OutgoingMail.objects.filter(event=event).values_list("to", "role")
    return set(notices), set(mails)


def follow(subject: Subject, *people: Person) -> None:
    Follow.objects.bulk_create(Follow(subject=subject, person=person) for person in people)


def test_a_giver_gets_a_receipt_and_follows(things: Things) -> None:
    subject = things.make(giver=things.cast.sara, released=False)
    event = Event.objects.get(kind="thing.given")
    assert told(event) == ({("sara", "giver")}, {("sara@alvsund.example", "giver")})
    assert queries.follows(things.cast.sara, [subject.pk]) == {subject.pk}
    assert OutgoingMail.objects.get().urgency == Urgency.ANSWER


def test_a_giver_without_account_gets_a_mail_alone(things: Things) -> None:
    things.make(email="gunnar@post.example", released=False)
    assert told(Event.objects.get(kind="thing.given")) == (set(), {("gunnar@post.example", "giver")})


def test_each_is_told_in_the_role_that_concerns_them_most(things: Things) -> None:
    cast = things.cast
    subject = things.make(giver=cast.sara)
    follow(subject, cast.sara, cast.amira, cast.rut)
    event = things.record("thing.moved", subject, by=cast.office, persons=[cast.amira.pk, cast.lars.pk], owner=cast.lars.pk)
    notices, mails = told(event)
    assert notices == {("sara", "giver"), ("amira", "owner"), ("lars", "owner"), ("rut", "followers")}
    assert mails == {
        ("sara@alvsund.example", "giver"),
        ("amira@alvsund.example", "owner"),
        ("lars@alvsund.example", "owner"),
        ("rut@post.example", "followers"),
    }
    assert dict(OutgoingMail.objects.filter(event=event).values_list("role", "urgency")) == {"giver": 1, "owner": 1, "followers": 2}


def test_what_one_did_oneself_is_not_told_back(things: Things) -> None:
    cast = things.cast
    subject = things.make(giver=cast.sara)
    follow(subject, cast.amira, cast.sara)
    assert told(things.record("thing.moved", subject, by=cast.amira, persons=[cast.amira.pk]))[0] == {("sara", "giver")}
    assert told(things.record("thing.moved", subject, by=cast.sara, persons=[cast.amira.pk]))[0] == {("amira", "owner")}


def test_only_kinds_that_tell_are_told(things: Things) -> None:
    subject = things.make(giver=things.cast.sara)
    follow(subject, things.cast.rut)
    assert told(things.record("thing.silent", subject)) == (set(), set())
    assert told(things.record("thing.assigned", subject, persons=[things.cast.amira.pk]))[0] == {("amira", "owner")}


def test_who_may_no_longer_see_it_is_told_nothing(things: Things) -> None:
    cast = things.cast
    subject = things.make(giver=cast.rut)
    follow(subject, cast.company, cast.outsider, cast.wilma, cast.amira, cast.lars, cast.admin)
    event = things.record("thing.moved", subject, persons=[cast.wilma.pk, cast.decider.pk])
    actions.narrow(subject, by=cast.amira, visibility=Visibility.HANDLERS)
    notices, _ = told(event)
    assert notices == {("rut", "giver"), ("decider", "owner"), ("amira", "followers"), ("lars", "followers")}


def test_employees_hear_of_what_is_for_employees(things: Things) -> None:
    cast = things.cast
    subject = things.make(visibility=Visibility.EMPLOYEES)
    follow(subject, cast.rut, cast.company, cast.outsider, cast.admin)
    assert told(things.record("thing.moved", subject))[0] == {("outsider", "followers"), ("admin", "followers")}


@pytest.mark.slow
def test_seers_says_what_visible_to_says(things: Things) -> None:
    """For each of the cast and each state of a subject the two agree."""
    cast = things.cast
    subjects = [
        things.make(unit=unit, visibility=reach, released=released)
        for unit in (cast.units.care, cast.units.home_care, cast.units.works, cast.units.energy, cast.units.city)
        for reach in Visibility
        for released in (True, False)
    ]
    people = [cast.fresh(person) for person in cast.people.values()]
    people_actions.deactivate(person=cast.auditor, by=None)
    people = [cast.fresh(person) for person in people]
    for subject in Subject.objects.filter(pk__in=[subject.pk for subject in subjects]).select_related("unit"):
        one_by_one = {person.pk for person in people if person.is_active and queries.visible_to(person).filter(pk=subject.pk).exists()}
        assert queries.seers(subject, people) == one_by_one, subject.reach


def test_a_choice_of_no_mail_is_kept_but_answers_come(things: Things) -> None:
    cast = things.cast
    for person in (cast.sara, cast.amira, cast.rut):
        actions.choose_mail(MailChoice.IN_APP, by=person)
    subject = things.make(giver=cast.sara)
    follow(subject, cast.rut, cast.company)
    notices, mails = told(things.record("thing.moved", subject, persons=[cast.amira.pk]))
    assert notices == {("sara", "giver"), ("amira", "owner"), ("rut", "followers"), ("company", "followers")}
    assert mails == {("sara@alvsund.example", "giver"), ("company@post.example", "followers")}


def test_one_who_has_left_and_one_without_address(things: Things) -> None:
    cast = things.cast
    subject = things.make()
    follow(subject, cast.rut, cast.company)
    people_actions.deactivate(person=cast.rut, by=None)
    cast.company.details.email = None
    cast.company.details.save()
    assert told(things.record("thing.moved", subject)) == ({("company", "followers")}, set())


def test_an_event_about_nothing_tells_its_owner_only(things: Things) -> None:
    event = things.record("thing.moved", None, persons=[things.cast.amira.pk])
    assert told(event)[0] == {("amira", "owner")}


@pytest.mark.slow
@pytest.mark.parametrize("persons", [[], [True], ["7"], [None], [2**70], [-1], [999_999]])
def test_ids_that_are_nobody_tell_nobody(things: Things, persons: list[Any]) -> None:
    assert told(things.record("thing.assigned", things.make(), persons=persons)) == (set(), set())


def test_many_followers_cost_no_more_queries(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = things.make()
    counts = []
    for upto in (1, 3, 100):
        start = Person.objects.filter(username__startswith="f-").count()
        made = Person.objects.bulk_create(Person(username=f"f-{n}", kind=PersonKind.RESIDENT) for n in range(start, upto))
        follow(subject, *made)
        event = things.record("thing.moved", subject)
        with CaptureQueriesContext(connection) as asked:
            actions.tell(event)
        counts.append(len(asked))
        assert Notice.objects.filter(event=event).count() == upto
    assert counts == [3, 3, 3]


def test_followers_in_several_chunks(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    from sluss.journal.actions import telling

    monkeypatch.setattr(telling, "CHUNK", 2)
    subject = things.make()
    people = [things.cast.rut, things.cast.company, things.cast.outsider, things.cast.wilma, things.cast.admin]
    follow(subject, *people)
    notices, mails = told(things.record("thing.moved", subject))
    assert {name for name, _ in notices} == {person.username for person in people}
    assert len(mails) == 5


# --- The texts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(messages, "_BUILDERS", {})
    monkeypatch.setattr(messages, "_LOADERS", {})
    return None


def test_a_kind_without_a_text_of_its_own_gets_a_plain_one(things: Things, texts: None) -> None:
    subject = things.make()
    event = things.record("thing.moved", subject)
    messages.load_facts([event])
    made = messages.build(event, subject, Recipient(Tell.FOLLOWERS))
    assert "Smarta brunnar" in made.subject_line
    assert "Gick vidare" in made.happened
    assert made.links[0][1] == f"http://localhost:8000/sak/{subject.pk}"
    assert "@" in made.ask
    about_nothing = messages.build(things.record("thing.moved", None), None, Recipient(Tell.OWNER))
    assert "Gick vidare" in about_nothing.happened


def test_facts_are_loaded_once_for_all_events_of_a_loader(things: Things, texts: None) -> None:
    asked: list[int] = []

    @messages.facts("thing.moved", "thing.assigned")
    def load(found: Any) -> dict[int, str]:
        asked.append(len(found))
        return {event.pk: f"fact {event.pk}" for event in found if event.kind == "thing.moved"}

    events_ = [things.record(kind, None) for kind in ("thing.moved", "thing.moved", "thing.assigned", "thing.silent")]
    messages.load_facts(events_)
    assert asked == [3]
    assert [event.facts for event in events_] == [f"fact {events_[0].pk}", f"fact {events_[1].pk}", None, None]


def test_two_texts_for_the_same_are_refused(texts: None) -> None:
    message("thing.moved", to=Tell.GIVER)(messages.plain)
    message("thing.moved", to=Tell.OWNER)(messages.plain)
    with pytest.raises(ValueError, match="two texts"):
        message("thing.moved", to=(Tell.GIVER, Tell.FOLLOWERS))(lambda event, subject, recipient: Message("", ""))


def test_every_declared_kind_that_tells_has_a_text_for_each_role(things: Things) -> None:
    """Whatever apps are there: none of their kinds leaves anybody told nothing."""
    subject = things.make()
    for kind in [kind for kind in events.KINDS.values() if kind.tell]:
        for role in kind.tell:
            if (kind.name, role) in messages.written():
                continue
            made = messages.plain(Event(kind=kind.name, subject=subject), subject, Recipient(role))
            assert str(kind.label) in made.happened


def test_a_receipt_is_asked_for_by_the_kind() -> None:
    assert Kind("x", "x").receipt is False


def test_givers_come_from_whichever_app_owns_the_subject(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = things.make()
    two = [Giver(subject.pk, things.cast.sara.pk, "Sara", "", "sv"), Giver(subject.pk, None, "G", "g@post.example", "sv")]
    monkeypatch.setitem(providers._PROVIDERS, providers.Kind.GIVERS, [(1, lambda ids: two[:1]), (2, lambda ids: two[1:])])
    notices, mails = told(things.record("thing.moved", subject))
    assert notices == {("sara", "giver")}
    assert mails == {("sara@alvsund.example", "giver"), ("g@post.example", "giver")}
