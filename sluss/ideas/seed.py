"""What a city begins with: terms, themes and the four ways in. Every text is the city's to change; running it again changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sluss.core.verdict import NotAllowed
from sluss.gates.models import Process
from sluss.journal.states import Visibility
from sluss.people.models import Unit
from sluss.people.queries import city

from .models import Gateway, Question, Terms, Theme
from .states import Audience, QuestionKind, Release

EMPLOYEES = "medarbetaride"
RESIDENTS = "invanarforslag"
COMPANIES = "foretagssluss"
ONGOING = "stotta-pagaende"
TERMS_VERSION = "1"

TERMS = {
    "sv": """## Det du lovar

- Idén är din egen, eller så har du lov av dem som var med att lämna den.
- Du skriver inget om enskilda personers hälsa, familj eller andra privata förhållanden.

## Det vi lovar

- Du får veta vem som svarar och senast vilken dag.
- Du får ett svar med skäl, också när svaret är nej.
- Det du skickat in sparas som det var. Ändrar du texten finns den första kvar bredvid.

## Vad vi får göra med idén

Staden får läsa, bearbeta och prova idén och berätta om den för andra städer. Du får ingen ersättning om den används, men du får
gärna vara med i arbetet. Rätten till din egen text har du kvar.

Ingen äger en idé, men en uppfinning kan skyddas med patent. Det måste göras innan andra känner till den. Tror du att din idé är en
uppfinning: fråga innan du skickar.

## Vem som kan läsa

Du väljer vem som kan hitta idén i Sluss, och om ditt namn visas. Det är inte samma sak som sekretess: det som skickas till en
kommun kan bli en allmän handling som andra har rätt att begära ut.

## Dina personuppgifter

Den nämnd eller det bolag som tar emot idén ansvarar för dina personuppgifter. De används för att svara dig. Du kan be att få veta vad
som finns om dig och få fel rättade.
""",
    "en": """## What you promise

- The idea is your own, or those who took part have let you give it.
- You write nothing about individual people's health, family or other private matters.

## What we promise

- You get to know who answers, and by which day.
- You get an answer with reasons, also when the answer is no.
- What you have sent in is kept as it was. If you change the text, the first one stays beside it.

## What we may do with the idea

The city may read, work on and try the idea and tell other cities about it. You are not paid if it is used, but you are welcome to
take part in the work. The right to your own text stays yours.

Nobody owns an idea, but an invention can be protected by a patent. That must be done before others know of it. If you think that your
idea is an invention: ask before you send.

## Who can read it

You choose who can find the idea in Sluss, and whether your name shows. That is not the same as secrecy: what is sent to a
municipality may become an official document, which others have a right to ask for.

## Your personal data

The board or company that receives the idea is responsible for your personal data. They are used to answer you. You can ask to be told
what there is about you and to have mistakes corrected.
""",
}

THEMES = {
    "digitalt": ("Digitala tjänster", "Digital services"),
    "kultur-och-fritid": ("Kultur och fritid", "Culture and leisure"),
    "miljo-och-klimat": ("Miljö och klimat", "Environment and climate"),
    "naringsliv": ("Näringsliv och arbete", "Business and work"),
    "omsorg": ("Omsorg och stöd", "Care and support"),
    "organisation": ("Arbetssätt och organisation", "Ways of working"),
    "skola": ("Skola och utbildning", "School and education"),
    "stadsmiljo": ("Stadsmiljö och parker", "Streets and parks"),
    "trafik": ("Trafik och resor", "Traffic and travel"),
    "trygghet": ("Trygghet och delaktighet", "Safety and participation"),
}


@dataclass(frozen=True, slots=True)
class _Way:
    slug: str
    audience: Audience
    name: dict[str, str]
    intro: dict[str, str]
    to_givers_unit: bool
    visibility: Visibility
    asks: tuple[dict[str, Any], ...] = ()  # questions of its own


WAYS = (
    _Way(
        EMPLOYEES,
        Audience.EMPLOYEES,
        {"sv": "Medarbetaridé", "en": "Employee idea"},
        {
            "sv": "För dig som arbetar i kommunen eller i ett av dess bolag. Något som krånglar på jobbet, eller något du vill "
            "prova, räcker.",
            "en": "For you who work in the municipality or one of its companies. Something that gets in the way at work, or something you "
            "want to try, is enough.",
        },
        True,
        Visibility.EMPLOYEES,
    ),
    _Way(
        RESIDENTS,
        Audience.RESIDENTS,
        {"sv": "Invånarförslag", "en": "Residents' proposal"},
        {
            "sv": "För dig som bor, går i skola eller är på besök här, och för föreningar och företag. Får förslaget stöd av tillräckligt "
            "många bedömer nämnden det och svarar.",
            "en": "For you who live, go to school or visit here, and for associations and companies. With the support of enough "
            "people the board assesses the proposal and answers.",
        },
        False,
        Visibility.ALL,
    ),
    _Way(
        COMPANIES,
        Audience.COMPANIES,
        {"sv": "Företagsslussen", "en": "Company gateway"},
        {
            "sv": "För företag som vill erbjuda eller testa något. Ni svarar på några frågor, vi söker ett behov i staden och ni får ett "
            "test, en hänvisning eller ett nej med skäl.",
            "en": "For companies that want to offer or test something. You answer a few questions, we look for a need in the city, and you "
            "get a test, a referral or a no with reasons.",
        },
        False,
        Visibility.HANDLERS,
    ),
    _Way(
        ONGOING,
        Audience.EMPLOYEES,
        {"sv": "Stötta pågående", "en": "Support for work under way"},
        {
            "sv": "För dig som redan arbetar med något nytt och behöver hjälp. Du börjar på det steg där arbetet är, utan att det prövas "
            "från början.",
            "en": "For you who already work with something new and need help. You begin at the stage the work has reached, without its "
            "being tried from the beginning.",
        },
        True,
        Visibility.EMPLOYEES,
        (
            {
                "kind": QuestionKind.TEXT,
                "label": {"sv": "Vilken hjälp behöver ni?", "en": "What help do you need?"},
                "help": {
                    "sv": "Till exempel tid, pengar, juridik, IT eller någon som kan ta emot resultatet.",
                    "en": "For example time, money, law, IT or somebody who can receive the result.",
                },
                "required": True,
            },
        ),
    ),
)


@transaction.atomic
def base_data(unit: Unit | None = None) -> dict[str, int]:
    """Terms, themes and gateways that are missing; how many of each were made. What a city has changed is left alone.

    `unit` receives where the giver's own department does not: the city itself when it is left out.
    """
    receiving = unit or _city()
    terms, new_terms = Terms.objects.get_or_create(version=TERMS_VERSION, defaults={"text": TERMS})
    themes = 0
    for order, (key, (swedish, english)) in enumerate(THEMES.items(), start=1):
        themes += Theme.objects.get_or_create(key=key, defaults={"name": {"sv": swedish, "en": english}, "order": order})[1]
    ways = 0
    for way in WAYS:
        ways += _make(way, receiving, terms)
    return {"terms": int(new_terms), "themes": themes, "gateways": ways}


def _make(way: _Way, unit: Unit, terms: Terms) -> bool:
    gateway, made = Gateway.objects.get_or_create(slug=way.slug, defaults=_defaults(way, unit, terms))
    if made:
        Question.objects.bulk_create(Question(gateway=gateway, order=order, **asks) for order, asks in enumerate(way.asks, start=1))
    return made


def _defaults(way: _Way, unit: Unit, terms: Terms) -> dict[str, Any]:
    process = Process.objects.filter(key=way.slug, current__isnull=False).first()
    if process is None:
        raise NotAllowed(_("The process “%(key)s” is not loaded. Run `sluss process load` first.") % {"key": way.slug})
    return {
        "audience": way.audience,
        "name": way.name,
        "intro": way.intro,
        "process": process,
        "unit": unit,
        "to_givers_unit": way.to_givers_unit,
        "release": Release.AFTER_READING,
        "default_visibility": way.visibility,
        "terms": terms,
        "question_count": len(way.asks),
    }


def _city() -> Unit:
    try:
        return city()
    except Unit.DoesNotExist:
        raise NotAllowed(_("There are no units yet. Run `sluss import units` first.")) from None
