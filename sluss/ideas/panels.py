"""What ideas lend to pages of the apps below."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluss.core.components import Kpi
from sluss.core.panels import Place, panel
from sluss.core.routes import address
from sluss.core.text import markdown
from sluss.gates.models import Case
from sluss.gates.queries import cases_of, may_have
from sluss.journal.rules import may_see
from sluss.people.models import Person, Unit
from sluss.people.queries import paths_under
from sluss.records.rules import may_mark
from sluss.records.views import note_shown

from .attached import files_of, marked_files, shown_files
from .hidden import ANSWERS, AROUND, LABELS, in_clear, instead
from .listing import Filters, narrowed, newest
from .mine import shown_drafts, shown_ideas
from .models import Idea
from .queries import Numbers, answered, answers_of, counted, idea_of_case, listed_for
from .queries_give import drafts_of, gateways, ideas_of
from .rows import address_of, drawn, imported_part, number
from .rules import giver_shown, is_open, may_use, may_write_in
from .rules_files import may_add, reader
from .states import Status
from .story import answers_told
from .texts import brief_in_full, case_meta

ON_MY_PAGE = 5
ON_HOME = 5
ANSWERED_ON_HOME = 6  # whole rows, three or two beside each other
ON_UNIT_PAGE = 5


# --- The start page -----------------------------------------------------------------------------------------------------


@panel(Place.HOME, order=5)
def ways_in(request: HttpRequest, subject: Any) -> str:
    """The ways in that are open now and are for the reader; for a visitor all, since an employee may not have signed in yet."""
    visitor = not request.user.is_authenticated
    ways = [way for way in gateways() if is_open(way) and (visitor or may_use(way, request.user))]
    return render_to_string("ideas/browse/_ways.html", {"ways": ways}, request) if ways else ""


@panel(Place.HOME, order=30)
def newest_ideas(request: HttpRequest, subject: Any) -> str:
    rows = newest(listed_for(request.user), ON_HOME)
    context = {"rows": drawn(rows, {}, heading=3) if rows else ""}
    return render_to_string("ideas/browse/_newest.html", context, request)


@panel(Place.HOME, order=40)
def newest_answers(request: HttpRequest, subject: Any) -> str:
    answers = answers_told(answered(request.user, ANSWERED_ON_HOME))
    return render_to_string("ideas/browse/_answers.html", {"answers": answers}, request) if answers else ""


@panel(Place.HOME, order=50)
def in_numbers(request: HttpRequest, subject: Any) -> str:
    numbers = counted(request.user)
    if not numbers.ideas:
        return ""
    return render_to_string("ideas/browse/_numbers.html", {"kpis": _kpis(numbers)}, request)


def _kpis(numbers: Numbers) -> list[Kpi]:
    """Not counted further than is quick; then each says that there are more."""
    more = "+" if numbers.cut else ""
    home = reverse("ideas:list")
    made = [
        (_("Ideas"), numbers.ideas, ""),
        (_("Collecting support"), numbers.collecting, Status.COLLECTING),
        (_("Answered"), numbers.answered, None),
        (_("Ideas carried out"), numbers.carried_out, Status.CARRIED_OUT),
    ]
    return [
        Kpi(label=label, value=f"{number(value)}{more}", href="" if status is None else f"{home}?status={status}" if status else home)
        for label, value, status in made
    ]


# --- A unit's page, a case's page ---------------------------------------------------------------------------------------


@panel(Place.UNIT_PAGE, order=30)
def newest_of_unit(request: HttpRequest, unit: Unit) -> str:
    """Also of the units below it: that is where most of them lie. Two queries, one for the city."""
    within = () if unit.is_root else tuple(pk for pk, _path in paths_under([unit.path]))
    rows = newest(narrowed(listed_for(request.user), Filters(unit_ids=within)), ON_UNIT_PAGE)
    if not rows:
        return ""
    context = {"rows": drawn(rows, {}, heading=3), "all": f"{reverse('ideas:list')}?unit={unit.pk}"}
    return render_to_string("ideas/browse/_of_unit.html", context, request)


def _of_case(request: HttpRequest, case: Case) -> tuple[Idea | None, Case]:
    """The idea a case is about, and its newest case, which says whether the giver is hidden. At most two queries for both panels
    together."""
    kept: dict[int, tuple[Idea | None, Case]] = request.__dict__.setdefault("_ideas_of_cases", {})
    if case.pk not in kept:
        idea = idea_of_case(case)
        # Who has it is known of this case, and not asked of another.
        newest = cases_of(case.subject_id)[0] if idea and may_have(case, "others") else case
        kept[case.pk] = idea, case if newest.pk == case.pk else newest
    return kept[case.pk]


@panel(Place.CASE_MAIN, order=10)
def what_it_says(request: HttpRequest, case: Case) -> str:
    """The idea's own words where it is answered, with what the giver has answered to questions."""
    idea, newest = _of_case(request, case)
    if idea is None:
        return ""
    # The case's own subject has its unit loaded, and the case says who handles it.
    may = may_mark(request.user, case.subject)  # type: ignore[arg-type]  # our user model
    masked, read = case.subject.masked_fields, bool(case.subject.masked and may)
    if read:
        note_shown(request, case.subject, place="gates:case")
        in_clear(idea)
    hide = ANSWERS in masked and not read
    files = shown_files(idea, files_of(idea.subject), reader(idea, newest, request.user, own=False)) if idea.subject.files_taken else []
    answers = [(version.at, markdown(instead(case.subject.language) if hide else version.answer)) for version in answers_of(idea)]
    context = {
        "idea": idea,
        "texts": brief_in_full(idea),
        "answers": answers,
        "language": get_language(),
        "masked": [*(label for name, label in (LABELS | AROUND).items() if name in masked), *marked_files(masked)],
        "files": files,
        "files_url": address("ideas:case_files", case.pk) if files or may_add(case, request.user) else "",
        "read": read,
        "title": idea.subject.title if read and "title" in masked else "",
        "secrecy": address("records:secrecy", case.subject_id) if may else "",
    }
    return render_to_string("ideas/browse/_case_main.html", context, request)


@panel(Place.CASE_ASIDE, order=10)
def about_the_idea(request: HttpRequest, case: Case) -> str:
    idea, newest_case = _of_case(request, case)
    if idea is None:
        return ""
    giver = giver_shown(idea, newest_case, request.user)
    part = imported_part(idea.total_support, idea.imported_support_count)
    support = ", ".join(filter(None, [number(idea.total_support), part])) if idea.total_support else ""
    # The registrar of the board opens the case, and not what is not shown.
    href = address_of(idea.pk, idea.subject.address) if may_see(request.user, case.subject) else ""  # type: ignore[arg-type]  # our user model
    context = {"meta": case_meta(idea, giver, support), "href": href}
    return render_to_string("ideas/browse/_case_aside.html", context, request)


# --- My page --------------------------------------------------------------------------------------------------------------


@panel(Place.MY_PAGE, order=10)
def my_ideas(request: HttpRequest, subject: Any) -> str:
    """One's newest ideas with where each stands and by when."""
    if not isinstance(request.user, Person):
        return ""
    rows = shown_ideas(ideas_of(request.user)[: ON_MY_PAGE + 1])
    context = {"ideas": rows[:ON_MY_PAGE], "more": len(rows) > ON_MY_PAGE}
    return render_to_string("ideas/give/_my_ideas_panel.html", context, request)


@panel(Place.MY_PAGE, order=20)
def for_those_who_answer(request: HttpRequest, subject: Any) -> str:
    """What they bring in for others. No query: who one may act as is known."""
    return render_to_string("ideas/register/_my_page.html", {}, request) if may_write_in(request.user) else ""


@panel(Place.MY_PAGE, order=11)
def my_drafts(request: HttpRequest, subject: Any) -> str:
    if not isinstance(request.user, Person):
        return ""
    drafts = shown_drafts(drafts_of(request.user)[:ON_MY_PAGE])
    return render_to_string("ideas/give/_my_drafts_panel.html", {"drafts": drafts}, request) if drafts else ""
