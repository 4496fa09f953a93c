"""What is measured: a name, an address, and who asks. Run inside the seeded database."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sluss.core.addresses import url_of
from sluss.gates.models import Case
from sluss.gates.states import CaseState
from sluss.ideas.models import Idea, Theme
from sluss.people.models import Person

from .seed import OFFICE

RULER = "ruler"


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    path: str
    signed_in: bool
    session: str = ""
    queries: int = 0
    bytes: int = 0

    @property
    def key(self) -> str:
        return f"{self.name}, {'signed in' if self.signed_in else 'anonymous'}"


def addresses() -> dict[str, str]:
    """Each page's address in the seeded city: the list in its orders, an idea in the middle."""
    ideas = reverse("ideas:list")
    middle = Idea.objects.select_related("subject").order_by("pk")[Idea.objects.count() // 2]
    theme = Theme.objects.order_by("pk").values_list("key", flat=True)[0]
    return {
        RULER: reverse("bench:ruler"),
        "list, newest": ideas,
        "list, most supported": f"{ideas}?sort=supported",
        "list, filtered": f"{ideas}?theme={theme}",
        "list, searched": f"{ideas}?q=lekplats",
        "idea page": url_of(middle.subject),
    }


def desk_addresses() -> dict[str, str]:
    """Where those who answer work: all open promises of the city as a list and as a board, and a case in the middle."""
    queue = reverse("gates:queue")
    waiting = Case.objects.filter(state=CaseState.OPEN).order_by("pk")
    return {
        "work queue, whole city": f"{queue}?tab=all",
        "work queue, board": f"{queue}?tab=all&view=board",
        "case page": reverse("gates:case", args=[waiting[waiting.count() // 2].pk]),
    }


def session_of(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def probe(person: Person) -> dict[str, object]:
    """Every page once in this process: that it answers, its queries and its size; with the session to send along."""
    office = session_of(Person.objects.get(username=OFFICE))
    pages = []
    for key, found in (("", addresses()), (session_of(person), addresses()), (office, desk_addresses())):
        client = Client(headers={"host": "localhost"})
        if key:
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        for name, path in found.items():
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}")
            pages.append(Page(name, path, bool(key), key, len(asked), len(answer.content)))
    return {"pages": [asdict(page) for page in pages]}
