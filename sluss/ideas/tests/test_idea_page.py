"""The page of one idea: where it stands, what happens now, what was decided; and what it never shows to whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.gates.models import Stage
from sluss.gates.queries import forget_versions
from sluss.gates.states import Capacity, Outcome
from sluss.ideas import actions, queries
from sluss.ideas.actions import Contact, Texts
from sluss.ideas.actions.values import texts_of
from sluss.ideas.models import Idea, ImportedIdea
from sluss.ideas.seed import RESIDENTS
from sluss.journal.states import Visibility

from . import giving, many

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)


@pytest.fixture
def base(cast):
    with clock.at(MONDAY):
        giving.base(cast.units.city)
        yield cast


def at(idea: Idea, *, language: str = "en", name: str = "idea") -> str:
    with override(language):
        return reverse(f"ideas:{name}", args=[idea.pk, idea.subject.address])


def page(cast, idea: Idea, who=None, *, status: int = 200, language: str = "en", name: str = "idea") -> str:
    response = cast.client(who).get(at(giving.fresh(idea), language=language, name=name))
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def idea(base) -> Idea:
    texts = Texts(
        title="Nycklar på samma plats",
        need="Nycklarna ligger i olika lådor.",
        solution="Ett skåp med **kod** <script>alert(1)</script>",
        benefit="En kvart per pass.",
        spot="Köket",
        beneficiaries=("employees",),
    )
    return giving.released(giving.submitted(base.sara, texts=texts, show_name=True).idea, base.amira)


# --- Who may open it --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_idea_is_there_for_those_who_may_see_it_and_for_nobody_else(base):
    reach = {
        "unreleased": giving.submitted(base.sara, visibility=Visibility.ALL).idea,
        "handlers": giving.released(giving.submitted(base.sara, visibility=Visibility.HANDLERS).idea, base.amira),
        "staff": giving.released(giving.submitted(base.sara, visibility=Visibility.EMPLOYEES).idea, base.amira),
        "all": giving.released(giving.submitted(base.sara, visibility=Visibility.ALL).idea, base.amira),
    }
    handle = {"sara", "amira", "lars", "assessor", "decider", "office", "communicator", "registrar", "auditor", "assessor2"}
    employees = {name for name, person in base.people.items() if person.is_employee}
    sees = {"unreleased": handle, "handlers": handle, "staff": employees, "all": set(base.people)}
    for kind, given in reach.items():
        seeing = {name for name, person in base.people.items() if queries.idea_page(base.fresh(person), given.pk)}
        assert seeing == sees[kind], kind
        assert bool(queries.idea_page(AnonymousUser(), given.pk)) == (kind == "all")
    # Every page about an idea asks the same question.
    for name in ("idea", "versions", "support"):
        page(base, reach["unreleased"], base.amira, name=name)
        page(base, reach["unreleased"], base.outsider, name=name, status=404)
        page(base, reach["staff"], name=name, status=404)


@pytest.mark.slow
def test_whoever_sees_what_others_do_not_is_told_who_can(base, idea):
    unreleased = giving.submitted(base.sara).idea
    assert "Only you and those who handle it at Vård- och omsorgsförvaltningen can see it" in page(base, unreleased, base.sara)
    assert "Only the giver and those who handle it at" in page(base, unreleased, base.amira)
    staff = giving.released(giving.submitted(base.sara, visibility=Visibility.EMPLOYEES).idea, base.amira)
    assert "Only employees of the city can see this idea" in page(base, staff, base.outsider)
    assert "can see it" not in page(base, idea)
    assert 'content="noindex"' in page(base, staff, base.outsider)
    assert 'content="noindex"' not in page(base, idea)


def test_the_address_says_its_words_and_a_wrong_one_leads_right(base, idea):
    client = base.client()
    right = f"/ideer/{idea.pk}-nycklar-pa-samma-plats"
    assert client.get(right).status_code == 200
    for wrong in (f"/ideer/{idea.pk}-fel", f"/ideer/{idea.pk}", f"/ideer/{idea.pk}-Nycklar-pa-samma-plats"):
        response = client.get(wrong)
        assert (response.status_code, response.headers["Location"]) == (301, right)
    assert client.get(f"/en/ideas/{idea.pk}").headers["Location"] == f"/en/ideas/{idea.pk}-nycklar-pa-samma-plats"
    assert client.get(f"/ideer/{idea.pk}-fel/versioner").headers["Location"] == f"{right}/versioner"
    for nowhere in ("/ideer/0", "/ideer/999999", f"/ideer/{2**63}-x", "/ideer/99999999999999999999999999-x", f"/ideer/{2**70}"):
        assert client.get(nowhere).status_code == 404
    secret = giving.submitted(base.sara, texts=Texts(need="Hemlig", title="Hemlig rubrik")).idea
    assert client.get(f"/ideer/{secret.pk}-fel").status_code == 404, "a redirect would tell the title"


# --- What it costs ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_page_costs_the_same_however_much_has_happened(base, idea):
    def cost(who=None) -> int:
        client = base.client(who)
        address = at(giving.fresh(idea), language="sv")
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    people = (None, base.rut, base.sara, base.amira)
    first = [cost(who) for who in people]
    assert first == [7, 12, 12, 12]
    for n in range(4):
        with clock.at(MONDAY + timedelta(days=30 + n)):
            gates.park(giving.case_of(idea), by=base.amira, until=MONDAY + timedelta(days=90), reason="Vi väntar.")
            gates.wake(giving.case_of(idea), by=base.amira)
            actions.edit(giving.fresh(idea), by=base.sara, texts=Texts(need=f"Ny text {n}", title=idea.subject.title))
    assert [cost(who) for who in people] == first


# --- What it says ------------------------------------------------------------------------------------------------------------


def test_it_says_what_was_given_and_runs_nothing(base, idea):
    html = page(base, idea)
    for said in (
        "Nycklar på samma plats",
        "Nycklarna ligger i olika lådor.",
        "<strong>kod</strong>",
        "En kvart per pass.",
        "Köket",
        "Employees of the city",
    ):
        assert said in html, said
    assert "<script>alert" not in html
    assert "Sara Lindqvist" in html
    assert "S-2026-" in html
    assert "Step 1 of 6: Need." in html
    assert "Answer by" in html
    assert not base.client().get(at(idea)).cookies
    assert "csrf" not in html


def test_the_lock_shows_when_each_level_was_reached(base, idea):
    with clock.at(date(2026, 4, 7)):
        gates.advance(giving.case_of(idea), by=base.amira, reason=giving.REASON)
    with clock.at(date(2026, 5, 12)):
        gates.advance(giving.case_of(idea), by=base.amira, reason=giving.REASON)
        html = page(base, idea)
    assert "Step 3 of 6: Concept." in html
    assert "since 12\xa0May" in html
    for day in ("9\xa0March", "7\xa0April"):
        assert f'<span class="dt">{day}</span>' in html
    with clock.at(date(2026, 5, 20)):
        first = Stage.objects.get(version__process__key="medarbetaride", order=1)
        gates.send_back(giving.case_of(idea), by=base.amira, to=first, reason="Behovet måste bli tydligare.")
        html = page(base, idea)
    assert "Step 1 of 6: Need." in html
    assert "The idea went back to" in html


def test_a_late_answer_is_called_late(base, idea):
    with clock.at(MONDAY + timedelta(days=60)):
        html = page(base, idea)
    assert "The answer is late since" in html
    assert "Innovation lead, Vård- och omsorgsförvaltningen" in html
    with clock.at(MONDAY + timedelta(days=60)):
        gates.take(giving.case_of(idea), by=base.amira)
        assert "Amira Haddad, Vård- och omsorgsförvaltningen" in page(base, idea)


def test_what_the_city_asks_is_between_it_and_the_giver(base, idea):
    gates.ask(giving.case_of(idea), by=base.amira, reason="Vem i personalen gäller det, Kalle?")
    for who in (base.sara, base.amira):
        assert "Kalle" in page(base, idea, who)
    for who in (None, base.rut, base.outsider, base.admin):
        html = page(base, idea, who)
        assert "Kalle" not in html
        assert "The city has asked the giver for more" in html
        assert "The question has been sent to the giver." in html


@pytest.mark.slow
def test_parked_closed_and_withdrawn_say_so(base, idea):
    gates.park(giving.case_of(idea), by=base.amira, until=date(2026, 9, 1), reason="Vi väntar på budgeten.")
    html = page(base, idea)
    assert "Parked at step 1 of 6: Need. " in html.replace("</b>", "")
    assert "It is taken up again on 1\xa0September." in html
    assert "Vi väntar på budgeten." in html
    gates.close(giving.case_of(idea), by=base.amira, outcome=Outcome.NOT, reason="Det finns redan ett skåp.")
    html = page(base, idea)
    assert "Closed at step 1 of 6: Need." in html
    assert html.count("The idea is not carried out") >= 2
    assert "Det finns redan ett skåp." in html
    assert "Support the idea" not in html
    other = giving.released(giving.submitted(base.sara).idea, base.amira)
    actions.withdraw(other, by=base.sara, reason="Löste sig.")
    html = page(base, other)
    assert "The giver has taken the idea back" in html
    assert "Sara Lindqvist" not in html, "not even as who recorded the withdrawal"


def test_a_decision_is_told_with_all_the_law_asks_and_its_correction_beside_it(base, idea):
    with clock.at(date(2026, 3, 20)):
        gates.close(
            giving.case_of(idea),
            by=base.office,
            outcome=Outcome.NOT,
            reason="Fel kontor **nämns** här.",
            capacity=Capacity.BOARD,
            body="Äldrenämnden",
            paragraph="§ 112",
        )
    with clock.at(date(2026, 4, 3)):
        decision = giving.case_of(idea).decisions.get(kind="close")
        gates.correct(
            decision,
            by=base.office,
            reason="Rätt kontor är kulturkontoret.",
            capacity=Capacity.BOARD,
            body="Äldrenämnden",
            paragraph="§ 131",
            decided_on=date(2026, 4, 3),
        )
        html = page(base, idea)
    box = html[html.index(f'id="decision-{decision.pk}"') :]
    box = box[: box.index("</section>")]
    for said in (
        "The idea is not carried out",
        "<strong>nämns</strong>",
        "Board decision",
        "Äldrenämnden",
        "§ 112",
        "20\xa0March 2026",
        "S-2026-",
    ):
        assert said in box, said
    for said in ("Corrected", "Rätt kontor är kulturkontoret.", "§ 131", "3\xa0April 2026"):
        assert said in box, said
    assert box.index("§ 112") < box.index("Rätt kontor")


def test_imported_history_without_a_reason_says_that_it_is_missing(base):
    (idea,) = many.ideas(1, base.units.works)
    gates.import_closed(
        idea.subject,
        process=giving.way(RESIDENTS).process,
        unit=base.units.works,
        by=None,
        stage_key="bedomning",
        outcome=Outcome.NOT,
        reason="",
        body="Tekniska nämnden",
        closed_at=clock.now() - timedelta(days=700),
        capacity=Capacity.BOARD,
    )
    ImportedIdea.objects.create(
        idea=idea, source="gamla", source_id="7", checksum="x", boards=["Tekniska nämnden", "Äldrenämnden"], result="Avslag"
    )
    html = page(base, idea)
    assert "The reason is missing in the source." in html
    assert "Tekniska nämnden, Äldrenämnden" in html
    assert "Avslag" in html


def test_english_text_on_a_swedish_page_says_its_language(base, idea):
    Idea.objects.get(pk=idea.pk)
    subject = idea.subject
    subject.language = "en"
    subject.save(update_fields=["language"])
    assert '<h1 class="ds-heading" lang="en">' in page(base, idea, language="sv")
    assert 'lang="en">Nycklar' not in page(base, idea, language="en")


# --- Who gave it -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_hidden_giver_is_nowhere_on_the_page(base):
    hidden = giving.released(giving.submitted(base.sara, show_name=False).idea, base.amira)
    for who in (None, base.rut, base.outsider, base.admin, base.assessor):
        assert "Lindqvist" not in page(base, hidden, who), who
        assert "An employee" in page(base, hidden, who), who
    for who in (base.sara, base.amira, base.office):
        assert "Sara Lindqvist" in page(base, hidden, who)
    giving.way(RESIDENTS, unit=base.units.care)
    nameless = giving.submitted(
        None, RESIDENTS, contact=Contact(name="Kanarie Fågelsson", email="kanarie@post.example"), show_name=False
    ).idea
    giving.released(nameless, base.amira)
    for who in (None, base.rut, base.outsider, base.assessor):
        html = page(base, nameless, who)
        assert "Fågelsson" not in html
        assert "kanarie@" not in html


@pytest.mark.slow
def test_while_a_stage_is_blind_only_its_owner_and_the_office_read_the_name(base):
    shown = giving.released(giving.submitted(base.sara, show_name=True).idea, base.amira)
    Stage.objects.filter(pk=giving.case_of(shown).stage_id).update(blind=True)
    forget_versions()
    for who in (None, base.amira, base.assessor, base.decider, base.outsider):
        assert "Lindqvist" not in page(base, shown, who), who
        if who in (base.amira, base.assessor, base.decider):
            case_page = base.client(who).get(f"/arenden/{giving.case_of(shown).pk}").content.decode()
            assert "Nycklarna till medicinskåpen" in case_page
            assert "Lindqvist" not in case_page, who
    assert "Sara Lindqvist" in page(base, shown, base.office)
    assert "Sara Lindqvist" in page(base, shown, base.sara)


# --- Versions ----------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_earlier_texts_are_for_the_giver_and_those_who_handle_it(base, idea):
    with clock.at(date(2026, 3, 11)):
        new = {"need": "Nycklarna ligger i olika skåp.", "solution": ""}
        texts = texts_of(giving.fresh(idea))
        actions.edit(idea, by=base.sara, texts=Texts(title=texts.title, benefit=texts.benefit, spot=texts.spot, **new))
    for who in (base.sara, base.amira, base.office):
        html = page(base, idea, who, name="versions")
        assert "olika lådor" in html
        assert "olika skåp" in html
    for who in (None, base.rut, base.outsider):
        html = page(base, idea, who, name="versions")
        assert "olika lådor" not in html
        assert "olika skåp" in html
        assert "changed: the need, the proposal" in html
        assert "olika lådor" not in page(base, idea, who)
    assert "11\xa0March 2026, version 2" in page(base, idea)
