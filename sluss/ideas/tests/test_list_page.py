"""The list as a page: what it costs, what it says, what it never shows."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sluss.core import clock
from sluss.ideas.actions import Texts
from sluss.ideas.models import Idea
from sluss.ideas.seed import RESIDENTS
from sluss.journal.states import Visibility
from sluss.journal.tests.numbers import next_subject
from sluss.records import actions as records
from sluss.records.states import Direction

from . import giving, many

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


COSTS = {
    "/ideer": 3,
    "/ideer?sort=support": 3,
    "/ideer?phase=1": 4,
    "/ideer?phase=1&status=in_progress&sort=support": 4,
    "/ideer?q=b%C3%A4nk": 4,
    "/ideer?q=b%C3%A4nk&sort=newest&phase=1": 5,
}


@pytest.mark.slow
@pytest.mark.parametrize("address", COSTS)
def test_a_page_costs_the_same_at_1_3_and_1000_ideas(base, address, settings):
    settings.SEARCHES_PER_MINUTE = 0  # one search in ten is counted in the database
    next_subject(1)
    for upto in (1, 3, 1000):
        many.ideas(upto - Idea.objects.count(), base.units.care, indexed=True, at=lambda n: many.FIRST + timedelta(minutes=n % 50))
        for who in (None, base.sara, base.amira):
            client = base.client(who)
            # What every page costs one who is signed in: the session, the person, the roles, the unread notices.
            frame = queries(client, "/om")
            assert queries(client, address) == COSTS[address] + frame, (upto, who)
            assert COSTS[address] + frame <= 10


@pytest.mark.slow
def test_a_visitor_gets_no_cookie_and_no_token(base):
    many.ideas(25, base.units.works)
    for address in ("/", "/ideer", "/ideer?q=b%C3%A4nk", "/ideer?phase=1", "/en/ideas"):
        response = base.client().get(address)
        assert response.status_code == 200
        assert not response.cookies
        assert b"csrf" not in response.content
        assert response.headers["Cache-Control"] == "no-cache"


def test_what_one_signed_in_reads_is_kept_nowhere(base):
    response = base.client(base.sara).get("/ideer")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_row_says_what_one_wants_to_know(base):
    (idea,) = many.ideas(
        1,
        base.units.works,
        title="Bänkar <längs> älven",
        need="Det är långt & backigt.",
        support=1234,
        phase=3,
        status="parked",
        theme=many.theme("trafik"),
    )
    html = base.client().get("/ideer").content.decode()
    row = html[html.index('<ol class="sl-ideas">') : html.index("</ol>")]
    assert f'href="/ideer/{idea.pk}-bankar-langs-alven"' in row
    for said in (
        "Bänkar &lt;längs&gt; älven",
        "långt &amp; backigt",
        "Teknik- och parkförvaltningen",
        "Trafik och resor",
        "1&nbsp;234",
        "l3",
    ):
        assert said in row.replace("\xa0", "&nbsp;"), said
    assert '<time datetime="2026-01-01">1\xa0januari 2026</time>' in row
    english = base.client().get("/en/ideas").content.decode()
    assert f'href="/en/ideas/{idea.pk}-bankar-langs-alven"' in english
    assert "1\xa0January 2026" in english
    assert "Traffic and travel" in english


def test_pages_are_reached_by_their_links(base):
    many.ideas(45, base.units.works)
    client, address, seen = base.client(), "/ideer?phase=1", []
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(r'href="/ideer/(\d+)-', html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 45
    assert 'rel="prev"' in html


def test_past_the_end_one_is_led_to_the_beginning(base):
    many.ideas(3, base.units.works)
    response = base.client().get("/ideer?phase=1&after=0.0")
    assert (response.status_code, response.headers["Location"]) == (302, "/ideer?phase=1")


def test_htmx_gets_the_clean_address(base):
    response = base.client().get("/ideer?q=&phase=1&theme=&status=nonsense&sort=newest", headers={"HX-Request": "true"})
    assert response.headers["HX-Push-Url"] == "/ideer?phase=1"


def test_the_filters_in_use_can_each_be_taken_away(base):
    html = base.client().get("/ideer?q=lek&phase=2&theme=trafik&sort=newest").content.decode()
    for left in (
        "/ideer?phase=2&amp;theme=trafik",
        "/ideer?q=lek&amp;theme=trafik&amp;sort=newest",
        "/ideer?q=lek&amp;phase=2&amp;sort=newest",
    ):
        assert f'href="{left}"' in html


def test_nothing_found_says_why_and_what_to_do(base):
    client = base.client()
    assert "No ideas yet" in client.get("/en/ideas").content.decode()
    many.ideas(1, base.units.works, indexed=True)
    narrowed = client.get("/en/ideas?phase=5").content.decode()
    assert "The filters leave nothing" in narrowed
    searched = client.get("/en/ideas?q=zebra&phase=5").content.decode()
    assert "No idea fits the search" in searched
    assert 'href="/en/ideas?q=zebra"' in searched
    assert "0 ideas" in searched


@pytest.mark.slow
def test_bad_addresses_are_answered_with_a_list(base):
    many.ideas(1, base.units.works)
    client = base.client()
    for value in ("%00", "%FF%FE", "9" * 60, "-9", "' OR 1=1 --", "<script>", "%ED%A0%80", "\u0663", "x" * 3000):
        for name in ("q", "phase", "theme", "unit", "place", "status", "sort", "after", "before", "unknown"):
            response = client.get(f"/ideer?{name}={value if '%' in value else quote(value)}")
            assert response.status_code == 200, (name, value)
    assert "left out: unit" in client.get("/en/ideas?unit=99999999999999999999").content.decode()


@pytest.mark.slow
def test_searching_too_often_is_stopped_and_begins_again(base, settings):
    settings.SEARCHES_PER_MINUTE = 20
    many.ideas(1, base.units.works, indexed=True)
    client = base.client()
    # A minute of its own: what this process has counted in it is forgotten with it.
    now = datetime(2031, 3, 3, 12, 0, 5, tzinfo=UTC)
    with clock.at(now):
        statuses = [client.get("/ideer?q=b%C3%A4nk").status_code for _ in range(40)]
        assert statuses[:29] == [200] * 29
        assert statuses[29:] == [429] * 11
        assert client.get("/ideer").status_code == 200, "reading is not searching"
        assert client.get("/ideer?q=b%C3%A4nk", REMOTE_ADDR="203.0.113.9").status_code == 200, "others are not stopped"
        assert base.client(base.sara).get("/ideer?q=b%C3%A4nk").status_code == 200
    with clock.at(now + timedelta(minutes=1)):
        assert client.get("/ideer?q=b%C3%A4nk").status_code == 200


# --- Searching --------------------------------------------------------------------------------------------------------------


def found(client, query: str) -> list[str]:
    html = client.get(f"/ideer?{query}").content.decode()
    return re.findall(r'<h2><a href="/ideer/\d+-[^"]+">([^<]+)</a>', html)


def test_search_finds_words_however_they_are_bent(base):
    texts = ["Lekplatser vid älven", "Fler parkbänkar", "Lekplats i skogen, skogen, skogen"]
    many.ideas(3, base.units.works, title=lambda n: texts[n], need=lambda n: "Vi saknar en lekplats." if n == 1 else "Kort.", indexed=True)
    client = base.client()
    assert set(found(client, "q=lekplatsen")) == set(texts)
    assert found(client, "q=lekplats")[-1] == texts[1], "a word in the title weighs more"
    assert found(client, "q=lekplats&sort=newest") == texts[::-1]
    assert found(client, "q=b%C3%A4nk") == [texts[1]], "a part of a compound"
    assert found(client, "q=lekplats+%C3%A4lven") == [texts[0]], "all words"
    assert found(client, "q=lekplats&phase=2") == []
    assert found(client, "q=och") == []
    assert found(client, "q=%22%22+*+OR") == []


@pytest.mark.slow
@pytest.mark.parametrize("sort", ["", "&sort=newest", "&sort=support"])
def test_search_pages_show_each_hit_once(base, sort):
    many.ideas(50, base.units.works, indexed=True, support=lambda n: n % 4)
    many.ideas(10, base.units.works, indexed=True, title="Något annat", need="Helt annat.")
    client, address, seen = base.client(), f"/ideer?q=b%C3%A4nk{sort}", []
    pages = 0
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(r'href="/ideer/(\d+)-', html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address, pages = (following[1].replace("&amp;", "&") if following else ""), pages + 1
    assert (pages, len(seen), len(set(seen))) == (3, 50, 50)
    back = re.search(r'rel="prev" href="([^"]+)"', html)
    assert back
    again = re.findall(r'href="/ideer/(\d+)-', client.get(back[1].replace("&amp;", "&")).content.decode())
    assert again == seen[20:40]


@pytest.mark.slow
def test_what_is_not_for_one_is_not_found(base):
    """Not in the list, not in a count, not by a word that stands in it alone."""
    secrets = {
        "unreleased": giving.submitted(base.sara, texts=giving.Texts(title="Kanariefågel ett", need="Zebrafink i buren.")).idea,
        "handlers": giving.released(
            giving.submitted(
                base.sara, texts=giving.Texts(title="Kanariefågel två", need="Zebrafink i buren."), visibility=Visibility.HANDLERS
            ).idea,
            base.amira,
        ),
    }
    staff = giving.submitted(
        base.sara, texts=giving.Texts(title="Kanariefågel tre", need="Zebrafink i buren."), visibility=Visibility.EMPLOYEES
    ).idea
    giving.released(staff, base.amira)
    addresses = ["/", "/ideer", "/ideer?sort=support", "/ideer?phase=1", f"/ideer?unit={base.units.care.pk}"]
    addresses += ["/ideer?q=zebrafink", "/ideer?q=kanarief%C3%A5gel&sort=newest"]
    for who in (None, base.rut, base.company, base.outsider, base.admin, base.amira, base.office):
        client = base.client(who)
        for address in addresses:
            if address == "/" and who in (base.amira, base.office):
                continue  # there stands what they are to answer
            html = client.get(address).content.decode()
            for idea in secrets.values():
                assert idea.subject.title not in html, (who, address)
                assert f"/{idea.pk}-" not in html, (who, address)
            sees = who is not None and who.is_employee
            assert ("Kanariefågel tre" in html) == sees, (who, address)
        assert f"<b>{1 if who is not None and who.is_employee else 0} " in client.get("/ideer?q=zebrafink").content.decode()


def test_a_registry_number_finds_its_idea_for_those_who_may_see_it(base):
    giving.way(RESIDENTS, unit=base.units.care)
    shown, hidden, other = (
        giving.submitted(None, RESIDENTS, texts=Texts(need=giving.NEED, title=title)).idea
        for title in ("Fler bänkar", "Hemliga lampor", "Cykelställ")
    )
    for idea in (shown, other):
        giving.released(idea, base.amira)
    for idea, number in ((shown, "ÄN 2026/00412"), (hidden, "ÄN 2026/00413")):
        records.add(
            idea.subject,
            by=base.registrar,
            authority=base.units.care_board,
            number=number,
            on=clock.today(),
            content="Brev",
            direction=Direction.IN,
        )
    visitor, amira = base.client(), base.client(base.amira)
    for written in ("ÄN 2026/00412", "än2026/00412", " ÄN  2026 / 00412 "):
        page = visitor.get("/ideer", {"q": written}).text
        assert "Fler bänkar" in page, written
        assert "Cykelställ" not in page
    assert "Fler bänkar" not in visitor.get("/ideer", {"q": "ÄN 2026/0041"}).text, "the whole number alone"
    assert "Hemliga lampor" not in visitor.get("/ideer", {"q": "ÄN 2026/00413"}).text
    assert "Hemliga lampor" in amira.get("/diarium/sok", {"number": "ÄN 2026/00413"}, follow=True).text
