from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from sluss.gates.states import CaseState, Outcome, StageKind


class Audience(TextChoices):
    EMPLOYEES = "employees", _("Employees")
    RESIDENTS = "residents", _("Residents, associations and companies")
    COMPANIES = "companies", _("Companies")


class Release(TextChoices):
    """When what comes in through a gateway is shown to others. Until then it is in no list, count, search or feed of others."""

    AFTER_READING = "after_reading", _("After a person at the city has read it")
    AT_ONCE = "at_once", _("At once")


class Naming(TextChoices):
    """Whether a giver's name shows to others. While a stage is blind it is hidden all the same."""

    SHOWN = "shown", _("The name always shows")
    CHOSEN = "chosen", _("The giver chooses")
    HIDDEN = "hidden", _("The name never shows")


class QuestionKind(TextChoices):
    TEXT = "text", _("Text")
    CHOICE = "choice", _("One of several")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")


class Status(TextChoices):
    """What a reader of the list wants to know of an idea: one word for the state and outcome of its newest case."""

    IN_PROGRESS = "in_progress", _("In progress")
    COLLECTING = "collecting", _("Collecting support")
    ASKED = "asked", _("Waiting for the giver")
    PARKED = "parked", _("Parked")
    CARRIED_OUT = "carried_out", _("Carried out")
    PLANNED = "planned", _("Part of coming planning")
    TESTED = "tested", _("Tested")
    NOT_CARRIED_OUT = "not_carried_out", _("Not carried out")
    NO_SUPPORT = "no_support", _("Too little support")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFERRED = "referred", _("Referred out of the city")


class Channel(TextChoices):
    """How an idea came in. All but the first are written in by one who answers, on behalf of who gave it."""

    WEB = "web", _("The form in Sluss")
    PAPER = "paper", _("Paper")
    PHONE = "phone", _("Telephone")
    WORKSHOP = "workshop", _("Workshop or meeting")
    MAIL = "mail", _("E-mail or letter")
    LIST = "list", _("An earlier list")  # brought in by the import, row by row


class ChallengeState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for answers")
    CLOSED = "closed", _("Closed with answers")


class Beneficiary(TextChoices):
    """Who benefits from the idea; several."""

    RESIDENTS = "residents", _("Residents")
    EMPLOYEES = "employees", _("Employees of the city")
    COMPANIES = "companies", _("Companies and associations")
    VISITORS = "visitors", _("Visitors")


class Assurance(IntegerChoices):
    """How sure we are who a supporter is."""

    EMAIL = 1, _("Verified e-mail address")
    ACCOUNT = 2, _("Signed in")


class BenefitKind(TextChoices):
    TIME = "time", _("Time that is freed")
    MONEY = "money", _("Money")
    QUALITY = "quality", _("Better quality")
    SAFETY = "safety", _("Health and safety")
    ENVIRONMENT = "environment", _("Environment")
    TRUST = "trust", _("Trust and influence")
    OTHER = "other", _("Something else")


class AdoptionAnswer(TextChoices):
    """What a unit does with what another has put to use."""

    ADOPT = "adopt", _("Takes it up")
    ADAPT = "adapt", _("Adapts it")
    DECLINE = "decline", _("Does not take it up")


SUBJECT_KIND = "idea"
CHALLENGE_KIND = "challenge"
# A mark on the subject in hand, for the length of `submit`: its idea has no row yet. The event of the opened case takes its place.
BEING_GIVEN = "_being_given"

# The newest case's outcome, state or stage kind gives the status; the first table that has it wins.
STATUS_OF_OUTCOME: dict[str, Status] = {
    Outcome.FULLY: Status.CARRIED_OUT,
    Outcome.PARTLY: Status.CARRIED_OUT,
    Outcome.PLANNED: Status.PLANNED,
    Outcome.TESTED: Status.TESTED,
    Outcome.NOT: Status.NOT_CARRIED_OUT,
    Outcome.NO_SUPPORT: Status.NO_SUPPORT,
    Outcome.WITHDRAWN: Status.WITHDRAWN,
    Outcome.REFERRED: Status.REFERRED,  # a case that went on within the city has a later one, which says where it stands
}
STATUS_OF_STATE: dict[str, Status] = {CaseState.ASKED: Status.ASKED, CaseState.PARKED: Status.PARKED}
STATUS_OF_STAGE: dict[str, Status] = {StageKind.SUPPORT: Status.COLLECTING}


def status_of(state: str, outcome: str, stage_kind: str) -> Status:
    return STATUS_OF_OUTCOME.get(outcome) or STATUS_OF_STATE.get(state) or STATUS_OF_STAGE.get(stage_kind, Status.IN_PROGRESS)


# How long a text may be. A page of A4 is about 3,000 characters.
LONGEST_TITLE = 120
LONGEST_TEXT = 10_000
LONGEST_LINE = 200
LONGEST_NAME = 120
LONGEST_INTRO = 400  # of a way in

RECEIVED_DAYS_AGO = 730  # how long ago something may have come in that is written in now
MOST_QUESTIONS = 10  # of a way in's own
MOST_CHOICES = 12
LONGEST_QUESTION = 200  # and its help text
LONGEST_ANSWER = 2_000

LARGEST_BUDGET = 10**12  # kronor
DRAFTS_AT_MOST = 20  # for one person; an own space is not an archive
CODE_MINUTES = 15
CODE_TRIES = 5
