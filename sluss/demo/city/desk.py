"""What those who answer in Älvsund have arranged among themselves: texts for answers, a colleague who has left, one who is away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from sluss.core import clock, workdays
from sluss.gates import actions as gates
from sluss.gates.models import Case
from sluss.gates.states import CaseState
from sluss.ideas.models import Idea
from sluss.people import actions as people
from sluss.records import actions as records
from sluss.records.states import Answer, Direction

from .cast import CITY, UBF, VOF
from .town import Town

Deed = Callable[[], object]

BOARDS = ("aldrenamnden", "utbildningsnamnden", "tekniska", "ks")
TEXTS = (
    (
        "oskar",
        CITY,
        "sv",
        "Det görs redan",
        (
            "{hälsning}\n\nTack för att du skrev om ”{titel}”. Det görs redan hos oss, och så här: …\n\n"
            "Märks det inte hos dig? Skriv och berätta var, så ser vi vad som brister."
        ),
    ),
    (
        "oskar",
        CITY,
        "en",
        "We need to know more",
        (
            "{greeting}\n\nThank you for “{title}”. Before we go on we need to know one thing: …\n\n"
            "We need it in order to judge how many it would help."
        ),
    ),
    (
        "amira",
        VOF,
        "sv",
        "Väntar på budget",
        "{hälsning}\n\n”{titel}” är en bra tanke som kostar mer än vi har i år. Vi tar upp den igen när budgeten för nästa år är satt.",
    ),
)


def plans(town: Town, now: datetime) -> Iterator[tuple[datetime, Deed]]:
    """What is done, and when: in working hours, in the order of time."""
    yield _morning(now, 120), lambda: _texts(town)
    yield _morning(now, 170), lambda: _meetings(town, now)
    yield _morning(now, 7), lambda: _hand_over(town)
    yield _morning(now, 6), lambda: people.deactivate(person=town.people["gunilla"], by=town.people["adina"])
    yield _morning(now, 3), lambda: _be_away(town)
    yield _morning(now, 2), lambda: _records(town)


def _morning(now: datetime, ago: int) -> datetime:
    day: date = clock.local_day(now) - timedelta(days=ago)
    while not workdays.is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(8, 40), clock.CITY)


def _texts(town: Town) -> None:
    for by, unit, language, title, text in TEXTS:
        gates.keep_template(unit=town.units[unit], title=title, text=text, language=language, by=town.people[by])


def _meetings(town: Town, now: datetime) -> None:
    """The boards' year, as the registrar enters it: every fourth Wednesday, and none in July."""
    today = clock.local_day(now)
    wednesday = today + timedelta(days=(2 - today.weekday()) % 7)
    for shift, code in enumerate(BOARDS):
        days = [wednesday + timedelta(weeks=4 * number + shift) for number in range(-6, 7)]
        gates.enter_meetings(town.units[code], by=town.people["rebecka"], days=[day for day in days if day.month != 7])


def _hand_over(town: Town) -> None:
    """What nobody takes in its own story: on whatever day one looks, it is let go when she who got it leaves."""
    waiting = Case.objects.filter(receiving_unit=town.units[UBF], owner=None, state=CaseState.OPEN, subject__language="en").first()
    if waiting is not None:
        reason = "Du kan skolorna i norr bättre än jag. Rektorn väntar på att någon ringer."
        gates.hand_over(waiting, to=town.people["gunilla"], by=town.people["jonas"], reason=reason)


def _be_away(town: Town) -> None:
    """Away a fortnight, so that her deputy holds what waits at culture and leisure on whatever day one looks."""
    today = clock.today()
    elin = town.people["elin"]
    people.be_away(person=elin, stand_in=town.people["vera"], from_on=today, to_on=today + timedelta(days=14), by=elin)


def _records(town: Town) -> None:
    """The registrar has written in a letter that came beside Sluss, first with the wrong number; two have asked to be de-identified."""
    rebecka = town.people["rebecka"]
    idea = (
        Idea.objects.filter(in_public_list=True, subject__unit__answers_to__isnull=False)
        .select_related("subject__unit__answers_to")
        .latest("pk")
    )
    entry = records.add(
        idea.subject,
        by=rebecka,
        authority=idea.subject.unit.authority,
        number="ÄLV 2026/00421",
        on=clock.today(),
        content="Yttrande över idén från pensionärsrådet",
        direction=Direction.IN,
        counterpart="Pensionärsrådet",
    )
    records.correct(
        entry, by=rebecka, number="ÄLV 2026/00412", on=entry.registered_on, content=entry.content, reason="Siffrorna hade bytt plats."
    )
    records.ask_erasure(by=town.people["petra"], words="Jag har sålt bolaget och vill inte stå kvar.")
    asked = records.ask_erasure(by=town.people["larkan-en"])
    reason = "Du är anställd, och utan konto kan du inte följa ärendet du är med i. Ditt namn visas inte för andra på dina idéer."
    records.answer_erasure(asked, by=rebecka, answer=Answer.REFUSED, reason=reason)
