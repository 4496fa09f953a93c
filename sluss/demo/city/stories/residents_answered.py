"""Residents' proposals that have got their answer."""

from __future__ import annotations

from sluss.gates.states import Outcome

from ..plot import COM, HOME, RES, VIS, Story, advance, assess, by_board, close, read, withdraw
from .residents import ON

STORIES = (
    Story(
        key="sondagsbuss",
        way=HOME,
        by="boende-6",
        ago=312,
        title="Gratis buss på söndagar",
        need=(
            "På söndagar går bussen en gång i timmen och kostar lika mycket som i rusningen. Jag jobbar på äldreboendet och tar "
            "bilen bara på "
            "söndagar. Gör bussen gratis den dagen, så fyller ni den."
        ),
        benefit="Mindre bilar, fullare bussar.",
        theme="trafik",
        who=(RES, VIS),
        supports=204,
        over=70,
        follows=7,
        steps=(
            read(309, "nadja", uppdrag="yes", personer="yes"),
            advance(309, "nadja", ON),
            assess(
                206, "carim", "Biljettintäkten på söndagar är 3,1 miljoner kronor om året. Regionen äger taxan.", nytta=3, genomforbarhet=1
            ),
            assess(199, "oskar", "Ett prov i en månad vore möjligt om regionen är med. Det är de inte i år.", nytta=3, genomforbarhet=2),
            close(
                178,
                "nadja",
                Outcome.NOT,
                "Det är regionen som bestämmer priset på bussen, och den har sagt nej till gratis söndagar i år. Därför genomförs "
                "förslaget inte. "
                "Kommunstyrelsen har bett regionen pröva en söndagsbiljett för halva priset och skickar med era 204 namn som skäl. Svaret "
                "väntas i höst.",
                **by_board("Kommunstyrelsen", "§ 87"),
            ),
        ),
    ),
    Story(
        key="linbana",
        way=HOME,
        by="boende-7",
        ago=206,
        title="Linbana över älven",
        need=(
            "Det tar 25 minuter att gå runt över bron, fast man ser andra sidan. Bygg en liten linbana från Hamnen till "
            "Norrstrand! Den blir "
            "en sevärdhet också."
        ),
        theme="trafik",
        place="hamnen",
        who=(RES, VIS),
        supports=31,
        over=80,
        follows=2,
        steps=(read(203, "nadja", uppdrag="yes", personer="yes"), advance(203, "nadja", ON)),
    ),
    Story(
        key="lovblasar",
        way=HOME,
        name="En trött granne",
        ago=268,
        title="FÖRBJUD LÖVBLÅSAR FÖRE KL 8",
        need="KLOCKAN 06.10 IDAG IGEN. räcker det inte med kratta?? barnet hade precis somnat om",
        theme="stadsmiljo",
        place="solbacken",
        who=(RES,),
        supports=52,
        over=85,
        follows=1,
        steps=(read(265, "nadja", uppdrag="yes", personer="yes"), advance(265, "nadja", ON)),
    ),
    Story(
        key="rondellen",
        way=HOME,
        by="boende-8",
        ago=30,
        title="Bygg om rondellen på länsvägen",
        need=(
            "I rondellen vid infarten stannar långtradarna mitt i, för att refugen är för stor. Varje morgon är det kö in till "
            "Solbacken. Gör "
            "refugen mindre."
        ),
        theme="trafik",
        place="solbacken",
        spot="Norra infarten",
        who=(RES, COM),
        supports=4,
        over=4,
        steps=(
            read(27, "nadja", uppdrag="no", personer="yes"),
            close(
                22,
                "nadja",
                Outcome.NOT,
                "Länsvägen och rondellen är statens, så kommunen får inte bygga om dem. Du kan lämna förslaget till Trafikverket, "
                "som svarar "
                "för vägen. Vi har själva skickat bilder på köerna dit, och tar upp frågan när vi möter dem i nästa månad.",
            ),
        ),
    ),
    Story(
        key="lekplats",
        way=HOME,
        by="boende-9",
        ago=48,
        title="En lekplats där alla kan leka, även med rullstol",
        need=(
            "Min dotter sitter i rullstol och får titta på när syskonen gungar. Det finns inte en enda lekplats i Älvsund där hon "
            "kan vara med. "
            "Sand är hennes värsta fiende."
        ),
        solution="En gunga man rullar upp på, sandlåda i bordshöjd och gummi i stället för sand.",
        theme="stadsmiljo",
        place="alvbacken",
        who=(RES,),
        supports=23,
        over=8,
        follows=4,
        steps=(
            read(45, "nadja", uppdrag="yes", personer="yes"),
            close(
                38,
                "nadja",
                Outcome.PLANNED,
                "Det här ska vi göra. Lekplatsen i Älvbacken byggs om nästa år, och förslaget stämmer med det tekniska nämnden "
                "redan har beslutat: "
                "gummi i stället för sand, en gunga för rullstol och en sandlåda att sitta vid. Din dotter och du är välkomna på ritmötet, "
                "inbjudan kommer. Eftersom det redan finns pengar behöver förslaget inte samla stöd.",
            ),
        ),
    ),
    Story(
        key="cykelpump",
        way=HOME,
        by="boende-11",
        ago=150,
        title="En cykelpump vid varje torg",
        need=(
            "Jag får ofta punka eller dålig luft på vägen till jobbet. Den enda pumpen som alla får använda står vid stationen, och den "
            "är trasig varannan gång."
        ),
        solution="En fast pump av stål vid fem torg, med mätare som går att läsa.",
        theme="trafik",
        who=(RES, VIS),
        supports=18,
        over=80,
        steps=(read(147, "nadja", uppdrag="yes", personer="yes"), advance(147, "nadja", ON)),
    ),
    Story(
        key="busskur",
        way=HOME,
        by="boende-12",
        ago=75,
        title="Vänd busskuren så att den skyddar mot vinden",
        need=("Kuren på Sågvägen är öppen mot norr. När det blåser står vi bakom den i stället för i den, och då ser inte föraren oss."),
        theme="trafik",
        place="sagen",
        spot="Hållplatsen på Sågvägen",
        who=(RES,),
        supports=6,
        over=15,
        steps=(
            read(72, "nadja", uppdrag="yes", personer="yes"),
            advance(72, "nadja", ON),
            withdraw(50, "I går kom det folk och satte upp en ny kur, åt rätt håll. Då behövs inte förslaget. Tack till alla sex!"),
        ),
    ),
)
