"""Schools and preschools."""

from __future__ import annotations

from sluss.gates.states import Outcome, TrialResult

from ..plot import (
    ALL,
    EMP,
    RES,
    STAFF,
    WORK,
    Story,
    accept,
    advance,
    answer,
    ask,
    ask_receiver,
    assess,
    by_board,
    close,
    delegated,
    park,
    plan_trial,
    read,
    take,
    tried,
)

STORIES = (
    Story(
        key="skolgard",
        way=WORK,
        by="kvarnbyskolan",
        ago=302,
        title="Regnbäddar i stället för asfalt på skolgården",
        need=(
            "Skolgården är nästan bara asfalt. På sommaren blir det 45 grader vid husväggen, och när det regnar står vattenpölarna kvar "
            "i två dagar. Eleverna håller sig inne, och källaren fick vatten i fjol."
        ),
        solution=(
            "Ta upp asfalten i tre stora fält och gör regnbäddar med träd, stockar och stora stenar att hoppa på. Eleverna ritar, "
            "parkdriften "
            "gräver, och NO-lärarna mäter vattnet."
        ),
        benefit="Skugga, lek och torr källare. Mätningarna blir undervisning.",
        unknowns="Vem sköter bäddarna på sommarlovet? Hur mycket vatten tar de egentligen?",
        theme="miljo-och-klimat",
        place="kvarnby",
        spot="Kvarnbyskolans gård mot Ågatan",
        who=(RES, EMP),
        reach=ALL,
        show_name=True,
        supports=26,
        over=80,
        follows=6,
        steps=(
            read(298, "jonas", uppdrag="yes", behov="yes", pagar="yes"),
            advance(294, "jonas", "Parkdriften har ett liknande projekt vid biblioteket. Idén går vidare, och ni sätts i kontakt med dem."),
            assess(
                283,
                "carim",
                "Dagvattenpengar finns i taxan. Driften på sommaren är den öppna frågan.",
                nytta=5,
                genomforbarhet=3,
                nyhet=4,
                risk=4,
            ),
            assess(280, "oskar", "Kan bli en mall för sju skolgårdar till.", nytta=5, genomforbarhet=4, nyhet=4, risk=4),
            advance(
                272,
                "marika",
                "Stor nytta för både elever och källare. Utredningen ska visa vem som sköter bäddarna när skolan är stängd.",
                **delegated("Delegationsordningen 2.7"),
            ),
            plan_trial(218, "jonas", "Vatten i källaren vid fyra skyfall på två år.", "Om vatten blir stående i mer än ett dygn.", -130),
            advance(
                217,
                "marika",
                "Parkdriften sköter bäddarna mot att skolan håller dem rena från skräp. Ett fält byggs som pilot och mäts i ett år.",
                **delegated("Delegationsordningen 2.7"),
            ),
            tried(
                130,
                "jonas",
                TrialResult.WORKED,
                "Tre skyfall utan vatten i källaren. Växterna klarade sommaren, men skräp måste plockas varje vecka.",
            ),
            ask_receiver(130, "jonas", "ubf", "Två regnbäddar till och skötseln av alla tre, från hösten."),
            accept(129, "marika", "640 000 kr, varav hälften ur dagvattentaxan. Skötseln ur skolans driftbudget."),
            advance(
                128,
                "marika",
                "Det första fältet tog hand om tre skyfall utan vatten i källaren. De två andra fälten byggs, och gården blir "
                "klar till hösten.",
                **delegated("Delegationsordningen 2.7"),
            ),
            take(127, "jonas"),
            advance(42, "jonas", "Gården är invigd. Tekniska nämnden har bett om ritningarna till sju skolor till."),
        ),
    ),
    Story(
        key="frukost",
        way=WORK,
        by="kvarnbyskolan",
        ago=143,
        title="Frukost första timmen",
        need=(
            "På måndagar är det stökigt fram till lunch. När jag frågar säger var tredje elev i min åtta att de inte har ätit. En "
            "del orkar "
            "inte, en del har ingen hemma som ställer fram."
        ),
        solution="Gröt och frukt i klassrummet de första tjugo minuterna på måndagar och fredagar.",
        benefit="Lugnare förmiddagar och elever som orkar.",
        unknowns="Vad kostar det? Vem ställer fram?",
        theme="skola",
        place="kvarnby",
        who=(RES,),
        reach=ALL,
        supports=23,
        over=50,
        follows=4,
        steps=(
            read(139, "jonas", uppdrag="yes", behov="yes", pagar="no"),
            advance(135, "jonas", "Tydligt behov som flera skolor känner igen. Bedömningen behöver en kostnad."),
            assess(
                123,
                "carim",
                "9 kronor per elev och tillfälle. För hela högstadiet 740 000 kronor om året, som inte finns i årets budget.",
                nytta=4,
                genomforbarhet=3,
                nyhet=2,
                risk=4,
            ),
            assess(
                119, "oskar", "Närvaron på måndagar går att mäta. Börja där det behövs mest.", nytta=4, genomforbarhet=3, nyhet=2, risk=4
            ),
            close(
                104,
                "marika",
                Outcome.PLANNED,
                "Nämnden vill göra det här, men pengarna finns inte i år. Frukost på de tre högstadieskolorna står därför i förslaget till "
                "nästa års budget. Beslutet tas i oktober, och du får veta hur det går.",
                **by_board("Utbildningsnämnden", "§ 54"),
            ),
        ),
    ),
    Story(
        key="tre-inloggningar",
        way=WORK,
        by="larkan",
        ago=196,
        title="Tre inloggningar innan barnen kommer",
        need=(
            "Varje morgon loggar vi in i närvaron, i schemat och i allergilistan. Tre lösenord, tre appar, en telefon som delas av fyra. "
            "Då står det redan fyra föräldrar i hallen."
        ),
        solution="En inloggning med kortet vi ändå har runt halsen. Allt på samma skärm.",
        benefit="Tio minuter varje morgon, gånger 23 förskolor. Och säkrare: i dag delar alla samma kod.",
        theme="digitalt",
        who=(EMP,),
        reach=STAFF,
        supports=25,
        over=40,
        follows=5,
        steps=(
            read(193, "jonas", uppdrag="yes", behov="yes", pagar="yes"),
            advance(189, "jonas", "Det här är vår vanligaste klagan just nu. Delad kod är dessutom en risk. Idén bedöms."),
            assess(
                176,
                "carim",
                "Kortläsare finns till halva priset i nästa avtal. Att vänta ett halvår kan löna sig.",
                nytta=5,
                genomforbarhet=3,
                nyhet=2,
                risk=4,
            ),
            advance(
                170,
                "marika",
                "Nyttan är stor. Utred tillsammans med it-enheten vad som går före avtalsbytet.",
                **delegated("Delegationsordningen 2.7"),
            ),
            park(
                131,
                "jonas",
                -25,
                "Det nya avtalet om inloggning börjar gälla i nästa månad. Vi tar upp idén den dagen, med kortläsare på köpet.",
            ),
            take(22, "jonas"),
        ),
    ),
    Story(
        key="forrad",
        way=WORK,
        by="kvarnbyskolan",
        ago=404,
        title="Ett gemensamt förråd för begagnat skolmaterial",
        need=(
            "Vi slänger stolar som nästa skola köper nya. Jag såg det själv: 30 stolar i en container, samma modell som vi beställde "
            "veckan efter."
        ),
        solution="Ett förråd i gamla slöjdsalen på Sågen och en lista på nätet. Den som hämtar först får.",
        benefit="Mindre avfall och lägre kostnad.",
        unknowns="Vem kör?",
        theme="miljo-och-klimat",
        place="sagen",
        who=(EMP,),
        reach=ALL,
        supports=13,
        over=60,
        follows=3,
        steps=(
            read(400, "jonas", uppdrag="yes", behov="yes", pagar="no"),
            ask(397, "jonas", "Vem skulle kunna sköta förrådet, och hur många möbler tror du att det handlar om på ett år?"),
            answer(
                391, "Vaktmästarna på våra tre skolor turas gärna om. I fjol räknade de till 160 stolar, 40 bord och två whiteboardtavlor."
            ),
            advance(387, "jonas", "160 stolar på tre skolor räcker som skäl att gå vidare. Tack till vaktmästarna!"),
            assess(
                375, "carim", "En ny stol kostar 900 kronor. Att köra en begagnad kostar 60.", nytta=4, genomforbarhet=4, nyhet=2, risk=5
            ),
            advance(369, "jonas", "Bra siffror. Vi utreder lokal, lista och transporter."),
            plan_trial(
                326, "jonas", "160 stolar på tre skolor kastas varje år.", "Om vaktmästarna lägger mer än två timmar i veckan.", -260
            ),
            advance(325, "jonas", "Slöjdsalen på Sågen är ledig till sommaren. Tre skolor provar."),
            tried(
                252,
                "jonas",
                TrialResult.PARTLY,
                "118 möbler fick nytt hem på tre månader. Förskolornas möbler är för små för att byta med andra.",
            ),
            ask_receiver(252, "jonas", "ubf", "Förrådet i slöjdsalen, listan och en körning i veckan, för alla skolor."),
            accept(251, "marika", "60 kronor per möbel, inom skolornas ram för inventarier."),
            advance(
                250,
                "marika",
                "118 möbler fick nytt hem på tre månader. Alla skolor får använda förrådet.",
                **delegated("Delegationsordningen 2.7"),
            ),
            close(
                178,
                "marika",
                Outcome.PARTLY,
                "Förrådet är öppet för skolorna och fungerar. Förskolorna är inte med: deras möbler är för små för att byta med andra, och "
                "det finns ingen som kan köra dit. Den delen genomförs inte nu.",
                **delegated("Delegationsordningen 2.7"),
            ),
        ),
    ),
    Story(
        key="buddy",
        way=WORK,
        by="larkan-en",
        ago=30,
        title="A buddy for every new colleague from abroad",
        language="en",
        need=(
            "I moved here to work as a preschool teacher. For three months I did not know how to report sick, what “VAB” meant, or whom to "
            "ask about my contract. Everybody was kind, but nobody had it as their task to help."
        ),
        solution=(
            "A colleague from another workplace, one lunch a week for two months. And one page in easy Swedish and English with the "
            "ten first things."
        ),
        benefit="People stay. Two of the five who started with me have already left.",
        unknowns="How many of us are there each year? Who finds the buddies?",
        theme="organisation",
        who=(EMP,),
        reach=ALL,
        show_name=True,
        supports=15,
        over=30,
        follows=4,
        steps=(
            read(28, "jonas", uppdrag="yes", behov="yes", pagar="unsure"),
            advance(
                24,
                "jonas",
                "Thank you for telling us. The need is clear and the first steps are cheap, so the idea goes on to be assessed. You get an "
                "answer within four weeks.",
            ),
            assess(
                15,
                "oskar",
                "41 new colleagues from abroad last year. The page alone would help from day one.",
                nytta=4,
                genomforbarhet=5,
                nyhet=3,
                risk=5,
            ),
        ),
    ),
)
