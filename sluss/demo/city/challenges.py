"""Two challenges: one that is open, and one that has been closed with an answer to each."""

from __future__ import annotations

from dataclasses import dataclass

from .plot import OFFER, WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A challenge, by how many days before today each thing happened to it. Units and ways in by their codes."""

    key: str
    title: str
    text: str
    way: str
    need_owner: str
    receiver: str
    mandate: str
    budget: int
    written: int
    by: str
    opened: int
    opener: str
    last_day: int  # days from today; a negative one has been
    prolonged: int = 0  # to `last_day_then`, days from today
    last_day_then: int = 0
    longer: str = ""
    closed: int = 0
    result: str = ""


CHALLENGES = (
    Put(
        key="klassrumsluft",
        title="Friskare luft i gamla klassrum",
        text=(
            "I de skolor som byggdes före 1975 är luften dålig efter lunch. Lärarna öppnar fönstren, och på vintern blir det kallt. Vi "
            "söker sätt att få bättre luft som går att prova i två klassrum utan att bygga om."
        ),
        way=OFFER,
        need_owner="ubf",
        receiver="ubf",
        mandate="Utbildningsdirektören beslutar om försök upp till 400 000 kronor, delegationsordningen punkt 3.1.",
        budget=250_000,
        written=85,
        by="jonas",
        opened=80,
        opener="marika",
        last_day=-48,
        closed=44,
        result=(
            "Ett företag svarade och fick nej med skäl: det som föreslogs var ett köp. Vi har lärt oss att frågan är mogen för en "
            "upphandling av inneklimat, och den annonseras före sommaren."
        ),
    ),
    Put(
        key="lugna-natter",
        title="Hur märker vi att något har hänt på natten?",
        text=(
            "Den som bor ensam och har hemtjänst är ofta orolig för att ramla på natten. I dag tittar vi in klockan två och väcker dem som "
            "sover. Hur kan vi märka att något har hänt, utan att störa och utan att övervaka?"
        ),
        way=WORK,
        need_owner="vof",
        receiver="vof",
        mandate="Förvaltningsdirektören beslutar om försök upp till 500 000 kronor, delegationsordningen punkt 2.4.",
        budget=300_000,
        written=52,
        by="amira",
        opened=45,
        opener="disa",
        last_day=12,
        prolonged=9,
        last_day_then=40,
        longer="Två hemtjänstgrupper vill hinna prata ihop sig innan de svarar. De får fyra veckor till.",
    ),
)
