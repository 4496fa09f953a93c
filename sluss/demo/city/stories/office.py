"""What several departments share: digital matters, ways of working."""

from __future__ import annotations

from sluss.gates.states import Outcome, TrialResult

from ..plot import (
    ALL,
    EMP,
    RES,
    WORK,
    Story,
    accept,
    advance,
    ask_receiver,
    assess,
    close,
    correct,
    delegated,
    plan_trial,
    read,
    take,
    tried,
)

STORIES = (
    Story(
        key="felanmalan",
        way=WORK,
        by="bostader",
        ago=82,
        title="En enda väg in för felanmälan",
        need=(
            "En trasig lampa på gården är Älvsundshems, gatans eller Energis beroende på vilken sida om häcken den står. Folk "
            "ringer alla tre "
            "och får tre ärendenummer. Vi ringer sedan till varandra."
        ),
        solution="Ett nummer och ett formulär. Den som svarar ser på kartan vems det är och skickar vidare.",
        benefit="Ett samtal i stället för tre.",
        unknowns="Vem betalar? Får bolagen dela personuppgifter med förvaltningarna?",
        theme="digitalt",
        who=(RES, EMP),
        reach=ALL,
        supports=22,
        over=40,
        follows=5,
        steps=(
            read(79, "nadja", uppdrag="yes", behov="yes", pagar="yes"),
            advance(73, "nadja", "Alla som har ringt känner igen det här. Idén bedöms, och Energi och Älvsundshem är tillfrågade."),
            assess(
                60,
                "carim",
                "Tre bolag och fyra förvaltningar, tre system. Nyttan är stor och vägen lång.",
                nytta=5,
                genomforbarhet=2,
                nyhet=2,
                risk=3,
            ),
            assess(56, "oskar", "Kartan över vem som äger vad finns redan. Börja med den.", nytta=5, genomforbarhet=3, nyhet=2, risk=3),
            close(
                46,
                "henrik",
                Outcome.NOT,
                "Ett gemensamt system för alla bolag och förvaltningar ryms inte de närmaste åren. Kartan över vem som ansvarar "
                "för vad läggs "
                "ut för kontaktcenter redan nu, så att den som ringer får rätt nummer direkt.",
                **delegated("Delegationsordningen 1.9"),
            ),
            correct(
                27,
                "henrik",
                "Beslutet byggde på att avtalet med systemleverantören löper till 2030. Det gör det inte: det kan sägas upp nästa år. En "
                "gemensam väg in tas därför med i upphandlingen av nytt ärendesystem, och idén räknas som en del av den planeringen.",
                Outcome.PLANNED,
            ),
        ),
    ),
    Story(
        key="mallar",
        way=WORK,
        by="klk",
        ago=221,
        title="Mallar som fungerar för den som lyssnar på texten",
        need=(
            "Våra protokoll och beslut går inte att läsa med skärmläsare. Rubrikerna är bara fet text och tabellerna är bilder. "
            "En ledamot i "
            "funktionsrättsrådet bad mig läsa upp en kallelse i telefon."
        ),
        solution="Nya mallar med riktiga rubriker, och en kontroll som säger ifrån innan man sparar som pdf.",
        benefit="Alla kan läsa våra beslut. Och vi följer lagen, vilket vi inte gör i dag.",
        theme="organisation",
        who=(RES, EMP),
        reach=ALL,
        supports=14,
        over=50,
        follows=3,
        steps=(
            read(218, "nadja", uppdrag="yes", behov="yes", pagar="no"),
            advance(214, "nadja", "Det här ska vi redan göra enligt lag. Frågan är hur det blir av. Bedöms."),
            assess(197, "oskar", "Fyrtio mallar täcker nio av tio dokument. Börja där.", nytta=5, genomforbarhet=4, nyhet=2, risk=5),
            advance(188, "nadja", "Utredningen listar de fyrtio mallarna och vem som äger dem."),
            plan_trial(147, "nadja", "Tre av fyra protokoll går inte att lyssna på.", "Om protokollen blir försenade.", -75),
            advance(
                146,
                "henrik",
                "Kallelser och protokoll för kommunstyrelsen provas först, tillsammans med funktionsrättsrådet.",
                **delegated("Delegationsordningen 1.9"),
            ),
            tried(
                74,
                "nadja",
                TrialResult.WORKED,
                "Rådet läste tre protokoll utan hjälp. Tabellerna var det svåraste och har fått egna mallar.",
            ),
            ask_receiver(74, "nadja", "klk", "Fyrtio mallar och kontrollen vid sparande, för alla nämnder."),
            accept(73, "henrik", "Inom kansliets ram: två veckors arbete."),
            advance(
                72,
                "henrik",
                "Rådet läste tre protokoll utan hjälp. Alla nämnder byter mallar under året, och kontrollen slås på för alla.",
                **delegated("Delegationsordningen 1.9"),
            ),
            take(71, "nadja"),
        ),
    ),
    Story(
        key="motesfri-onsdag",
        way=WORK,
        by="klk",
        ago=212,
        title="En dag i veckan utan möten",
        need=(
            "Jag skriver beslut som ska hålla i många år, i luckor på tjugo minuter mellan två möten. De flesta på kontoret gör "
            "likadant, och sedan sitter vi med texten på kvällen."
        ),
        solution="Inga möten på onsdagar, för någon.",
        benefit="Bättre underlag och lediga kvällar.",
        unknowns="Går det när politikerna har möten på onsdagar?",
        theme="organisation",
        who=(EMP,),
        reach=ALL,
        supports=21,
        over=30,
        follows=3,
        steps=(
            read(209, "nadja", uppdrag="yes", behov="yes", pagar="no"),
            advance(205, "nadja", "Många känner igen sig, och det är lätt att prova. Idén bedöms."),
            assess(194, "oskar", "Kostar inget. Mät mötestimmarna före och efter.", nytta=4, genomforbarhet=4, nyhet=3, risk=4),
            advance(188, "nadja", "Vi reder ut vilka möten som inte går att flytta, och hur vi mäter."),
            plan_trial(162, "nadja", "Var och en sitter i möten elva timmar i veckan.", "Om något beslut blir försenat.", -96),
            advance(
                161,
                "henrik",
                "Hela kontoret provar i två månader. Kommunstyrelsens egna möten är undantagna.",
                **delegated("Delegationsordningen 1.9"),
            ),
            tried(
                94,
                "nadja",
                TrialResult.DID_NOT,
                "Mötena flyttade till tisdag och torsdag. Timmarna blev lika många, och de två dagarna blev värre än förut.",
            ),
            close(
                90,
                "henrik",
                Outcome.NOT,
                "Det fungerade inte, och det här lärde vi oss. Mötena blev inte färre, de trängdes ihop på tisdag och torsdag. Det som "
                "däremot hjälpte var det en av enheterna hittade på själv: inget möte utan en fråga som ska avgöras. Där försvann "
                "vart fjärde. Den regeln får var och en gärna ta efter, men vi beslutar inte om någon mötesfri dag.",
                **delegated("Delegationsordningen 1.9"),
            ),
        ),
    ),
)
