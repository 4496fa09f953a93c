"""Health and care: an idea that is everyday work now, also with others than those who had it."""

from __future__ import annotations

from sluss.gates.states import Outcome, TrialResult
from sluss.ideas.states import AdoptionAnswer

from ..cast import ENERGY, UBF
from ..plot import (
    ALL,
    EMP,
    RES,
    WORK,
    Story,
    accept,
    adopt,
    advance,
    ask_receiver,
    assess,
    close,
    delegated,
    plan_trial,
    read,
    spread,
    tried,
)

STORIES = (
    Story(
        key="gul-vast",
        way=WORK,
        by="hemtjanst-soder",
        ago=300,
        title="Gul väst när vi delar medicin",
        need=(
            "När jag delar medicin i dosetter blir jag avbruten av telefonen och av kollegor som bara ska fråga en sak. I våras lade jag "
            "fel för att jag tappade räkningen. Det upptäcktes, men det kunde ha gått illa."
        ),
        solution="Den som delar medicin har en gul väst på sig. Den som ser västen väntar, och telefonen tas av en annan.",
        benefit="Färre fel, och ingen behöver skämmas för att säga ”vänta”.",
        unknowns="Kommer någon att bry sig om en väst efter en månad?",
        theme="omsorg",
        who=(RES, EMP),
        reach=ALL,
        supports=18,
        over=60,
        follows=4,
        steps=(
            read(297, "amira", uppdrag="yes", behov="yes", pagar="no"),
            advance(292, "amira", "Det här är en patientsäkerhetsfråga, och det kostar nästan ingenting att prova. Idén bedöms."),
            assess(
                282,
                "berit",
                "Vi stänger dörren, men alla har ingen dörr. Västen är enklare.",
                nytta=5,
                genomforbarhet=5,
                nyhet=3,
                risk=5,
            ),
            assess(
                278,
                "carim",
                "Fem västar per grupp kostar 400 kronor. Ett fel kostar mycket mer.",
                nytta=4,
                genomforbarhet=5,
                nyhet=3,
                risk=5,
            ),
            advance(
                270,
                "disa",
                "Båda bedömarna är eniga. Arbeta ut vem som tar telefonen medan någon delar medicin.",
                **delegated("Delegationsordningen 4.2"),
            ),
            plan_trial(
                236,
                "amira",
                "Den som delar medicin blir avbruten sju gånger i timmen. Nio avvikelser på åtta veckor.",
                "Om en brukare inte når fram till gruppen när något är bråttom.",
                -182,
            ),
            advance(235, "amira", "Tre grupper i Söder provar i åtta veckor. Telefonen går till samordnaren under tiden."),
            tried(
                180,
                "amira",
                TrialResult.WORKED,
                "Avbrotten gick från sju till ett i timmen, och avvikelserna från nio till tre. Telefonen var det som gjorde störst "
                "skillnad.",
            ),
            ask_receiver(180, "amira", "vof", "Västar till alla grupper och boenden, och regeln om telefonen i rutinen."),
            accept(178, "disa", "14 000 kr en gång, inom ramen för arbetskläder."),
            advance(
                176,
                "disa",
                "Tre avvikelser i stället för nio på åtta veckor. Västen och regeln om telefonen införs överallt där medicin delas.",
                **delegated("Delegationsordningen 4.2"),
            ),
            advance(101, "amira", "Västen används nu i alla grupper. Andra som inte får bli avbrutna kan ha samma nytta av den."),
            spread(99, "amira", ENERGY, UBF),
            adopt(
                91,
                "mattias",
                ENERGY,
                AdoptionAnswer.ADOPT,
                "Den som kopplar om elnätet får inte heller bli störd. Vi tar västen och regeln som de är.",
            ),
            adopt(
                83,
                "jonas",
                UBF,
                AdoptionAnswer.ADAPT,
                "I skolköken tar vi ett gult förkläde när någon lagar specialkost. Regeln är densamma.",
            ),
            close(
                44,
                "disa",
                Outcome.FULLY,
                "Västen hänger i varje medicinrum, och den som är ny får veta varför första dagen. Efter fyra månader är avbrotten "
                "fortfarande få, så svaret på din fråga är ja: folk bryr sig. Energibolaget och skolköken gör likadant nu.",
                **delegated("Delegationsordningen 4.2"),
            ),
        ),
    ),
)
