"""The pages one can read about each process, in both languages, and what the lock lends to other pages."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import RequestFactory

from sluss.core import clock, panels
from sluss.core.context import navigation
from sluss.gates import actions, definitions
from sluss.gates import panels as ours
from sluss.gates.models import Process

from . import walks
from .test_views_budget import many

pytestmark = pytest.mark.django_db


def test_every_process_can_be_read_in_both_languages(client):
    for key in ("medarbetaride", "invanarforslag"):
        walks.process(key)
    for listing, page, words in (
        ("/processer", "/processer/", ("Medarbetaridé", "Invånarförslag")),
        ("/en/processes", "/en/processes/", ("Employee idea", "Residents&#x27; proposal")),
    ):
        text = client.get(listing).text
        assert all(word in text for word in words)
        for key in re.findall(rf'href="{page}([a-z]+)"', text):
            assert client.get(page + key).status_code == 200
        assert len(set(re.findall(rf'href="{page}([a-z]+)"', text))) == 2


def test_a_process_says_all_that_it_promises(client):
    walks.process("medarbetaride")
    text = client.get("/en/processes/medarbetaride").text
    assert re.findall(r'data-size="sm">(\d\. [^<]+)<', text) == [
        "1. Eligibility check",
        "2. Assessment",
        "3. Inquiry",
        "4. Pilot",
        "5. Implementation",
        "6. Spread",
    ]
    assert "Does the idea lie within the city&#x27;s mission?" in text
    assert "within 10 working days" in text
    assert re.search(r"Benefit</th><td>[^<]+</td><td class=\"num\">40&nbsp;%", text)
    assert "is hidden from those who judge" in text
    assert "Carried out in part" in text
    assert "not yet" not in text  # nobody is on the way through a process
    proposals = walks.process("invanarforslag")
    text = client.get("/en/processes/invanarforslag").text
    assert "200 people within 90 days" in text
    assert "not in this process" in text  # it has no pilot
    assert proposals.current.number == 1


def test_a_running_case_leads_to_the_version_it_stays_on(cast, client):
    case = walks.opened(cast.units.care)
    text = (definitions.SHIPPED / "medarbetaride.yaml").read_text(encoding="utf-8")
    actions.load_process(definitions.parse(text.replace("promise_days: 10", "promise_days: 7")))
    link = re.search(r'href="(/en/processes/medarbetaride\?version=1)"', cast.client(cast.amira).get(f"/en/cases/{case.pk}").text)[1]
    old = client.get(link).text
    assert "within 10 working days" in old
    assert "An earlier version" in old
    new = client.get("/en/processes/medarbetaride").text
    assert "within 7 working days" in new
    assert "Version 2" in new
    assert "An earlier version" not in new


def test_two_versions_beside_each_other(cast, client, django_assert_num_queries):
    walks.process("medarbetaride")
    assert "/compare" not in client.get("/en/processes/medarbetaride").text, "there is one version, and nothing to compare it with"
    alone = client.get("/en/processes/medarbetaride/compare").text
    assert "There is only one version" in alone
    assert "<select" not in alone
    text = (definitions.SHIPPED / "medarbetaride.yaml").read_text(encoding="utf-8")
    second = definitions.parse(text.replace("promise_days: 10", "promise_days: 7").replace("weight: 40", "weight: 70", 1))
    gone = second.stages.pop(2)
    second.stages[0]["name"] = {"sv": "Läsning", "en": "Reading <b>"}
    second.stages[0]["checks"].append({"key": "nyfraga", "question": {"sv": "Rör det barn?", "en": "Are children affected?"}})
    actions.load_process(second)
    assert 'href="/en/processes/medarbetaride/compare"' in client.get("/en/processes/medarbetaride").text
    with django_assert_num_queries(4):
        html = client.get("/en/processes/medarbetaride/compare").text
    assert re.findall(r'data-size="sm">([^<]+)</h2>.*?ds-tag[^>]*>(?:<svg.*?</svg>)?([^<]+)<', html) == [
        ("Reading &lt;b&gt;", "Has changed"),
        ("Assessment", "Has changed"),
        (gone["name"]["en"], "Taken away"),
        ("Pilot", "As before"),
        ("Implementation", "As before"),
        ("Spread", "As before"),
    ]
    for before, after in (
        ("Eligibility check", "Reading &lt;b&gt;"),
        ("10 working days", "7 working days"),
        ("", "Are children affected?"),
    ):
        was = f"<del>{before}</del>" if before else '<span class="sl-mut">was not there</span>'
        assert re.search(rf"{was}</td>\s*<td[^>]*><ins>{re.escape(after)}</ins>", html), after
    assert re.search(r"<del>Benefit, 40.%</del></td>\s*<td[^>]*><ins>Benefit, 54.%</ins>", html)
    back = client.get("/en/processes/medarbetaride/compare", {"from": "2", "to": "1"}).text
    assert re.search(r"<del>7 working days</del></td>\s*<td[^>]*><ins>10 working days</ins>", back)
    assert "Jämför versioner" in client.get("/processer/medarbetaride/jamfor").text
    second.stages[2:4] = [dict(second.stages[3], order=3), dict(second.stages[2], order=4)]
    actions.load_process(second)
    moved = client.get("/en/processes/medarbetaride/compare").text
    assert re.search(r"Comes after</th>\s*<td[^>]*><del>Assessment</del></td>\s*<td[^>]*><ins>Implementation</ins>", moved)
    assert moved.count("Comes after") == 3


@pytest.mark.parametrize("asked", [{"from": "3"}, {"to": "x"}, {"to": "0"}, {"from": "\x00"}, {"from": "9" * 30}])
def test_versions_that_are_not_there_cannot_be_compared(client, asked):
    walks.process("medarbetaride")
    assert client.get("/processer/medarbetaride/jamfor", asked).status_code == 404
    assert client.get("/processer/finns-inte/jamfor").status_code == 404


@pytest.mark.parametrize("key", ["finns-inte", "medarbetaride-", "MEDARBETARIDE"])
def test_a_process_that_is_not_there(client, key):
    walks.process("medarbetaride")
    assert client.get(f"/processer/{key}").status_code == 404


@pytest.mark.parametrize("version", ["0", "2", "-1", "x", "99999999999999", "\x00", "1.0"])
def test_a_version_that_is_not_there(client, version):
    walks.process("medarbetaride")
    assert client.get("/processer/medarbetaride", {"version": version}).status_code == 404


def test_a_process_that_has_no_version_is_not_shown(client):
    Process.objects.create(key="tom")
    assert client.get("/processer/tom").status_code == 404
    assert "No process is loaded yet" in client.get("/en/processes").text


def test_process_pages_set_no_cookie_and_may_be_kept_by_others_when_nobody_is_signed_in(cast, client):
    walks.process("medarbetaride")
    for page in ("/processer", "/processer/medarbetaride"):
        answer = client.get(page)
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "Cookie" in answer.headers["Vary"]
        signed_in = cast.client(cast.sara).get(page)
        assert "public" not in signed_in.headers["Cache-Control"]


def test_upper_apps_lend_the_ways_in(client, monkeypatch):
    process = walks.process("medarbetaride")
    monkeypatch.setitem(panels._PANELS, panels.Place.PROCESS_PAGE, [(1, "x", lambda request, asked: f"<p>Vägen in {asked.pk}</p>")])
    assert f"<p>Vägen in {process.pk}</p>" in client.get("/processer/medarbetaride").text


# --- The menu -------------------------------------------------------------------------------------------------------------


def labels(cast, person) -> list[str]:
    request = RequestFactory().get("/")
    request.resolver_match = None
    if person is not None:
        request.user = request._cached_user = cast.fresh(person)
    return [str(item.label) for item in navigation(request) if "att-hantera" in item.url]


def test_the_menu_has_the_queue_for_those_who_answer_or_assess(cast):
    there = {name for name, person in cast.people.items() if labels(cast, person)}
    assert there == {"amira", "lars", "decider", "office", "assessor", "assessor2", "wilma"}
    assert labels(cast, None) == []


def test_the_menu_asks_for_the_roles_of_employees_only(cast, django_assert_num_queries):
    from sluss.gates.providers import navigation as ours

    for person, queries in ((None, 0), (cast.rut, 0), (cast.company, 0), (cast.sara, 1)):
        request = RequestFactory().get("/")
        request.resolver_match = None
        if person is not None:
            request.user = request._cached_user = cast.fresh(person)
        with django_assert_num_queries(queries):
            list(ours(request))
        with django_assert_num_queries(0):
            list(ours(request))  # the same request asks once


def test_the_menu_shows_where_one_is(cast):
    case = walks.opened(cast.units.care)
    client = cast.client(cast.amira)
    for page, here in ((f"/arenden/{case.pk}", True), ("/att-hantera", True), ("/processer/medarbetaride", False)):
        assert ('href="/att-hantera" aria-current="page"' in client.get(page).text) is here, page


# --- Panels ---------------------------------------------------------------------------------------------------------------


def by(cast, person):
    request = RequestFactory().get("/")
    if person is not None:
        request.user = request._cached_user = cast.fresh(person)
    return request


def home(request) -> str:
    return ours.most_urgent(request, None)


def test_the_start_page_shows_the_five_most_urgent_of_ones_own(cast, django_assert_num_queries):
    with clock.at(date(2026, 3, 9)):
        case = walks.opened(cast.units.care)
        html = home(by(cast, cast.amira))
        assert html.count("<li>") == 1
        many(case, 40)
        request = by(cast, cast.amira)
        with django_assert_num_queries(2):  # the roles, which the page has asked for already, and the five
            html = home(request)
        assert html.count("<li>") == 5
        assert "See all that waits" in html or "Se allt som väntar" in html
        assert home(by(cast, cast.wilma)).count("<li>") == 0
        for name in ("sara", "assessor", "rut", "auditor", "admin"):
            assert home(by(cast, cast.people[name])) == "", name
        assert home(by(cast, None)) == ""


@pytest.mark.slow
def test_a_units_page_says_how_much_waits_to_those_who_answer_there(cast, django_assert_num_queries):
    with clock.at(date(2026, 3, 9)):
        case = walks.opened(cast.units.home_care)
        many(case, 1200)
        request = by(cast, cast.amira)
        with django_assert_num_queries(2):
            html = ours.waiting_in_unit(request, cast.units.care)
    assert "1,000" in html or "1 000" in html
    assert f"unit={cast.units.care.pk}" in html
    for name in ("sara", "assessor", "wilma", "rut", "auditor"):
        assert ours.waiting_in_unit(by(cast, cast.people[name]), cast.units.care) == "", name
    assert ours.waiting_in_unit(by(cast, None), cast.units.care) == ""
