"""Schools: a problem that nobody has the answer to, tried out step by step, and an idea that belonged with another department."""

from __future__ import annotations

from sluss.gates.states import Finding, ProblemKind

from ..cast import TPF
from ..plot import (
    ALL,
    EMP,
    RES,
    STAFF,
    WORK,
    Story,
    advance,
    assess,
    check,
    experiment,
    learn,
    read,
    refer,
    sort_problem,
    start,
    take,
)

STORIES = (
    Story(
        key="tomma-stolar",
        way=WORK,
        by="kvarnbyskolan",
        ago=82,
        title="De tomma stolarna på måndagar",
        need=(
            "I årskurs åtta är var sjunde stol tom på måndagar. Vi skickar sms hem, kallar till möten och skriver handlingsplaner. Det "
            "hjälper inte, och jag tror att vi inte vet varför de stannar hemma."
        ),
        solution="Fråga dem, och prova en liten sak i taget.",
        unknowns="Är det skolan, kompisarna eller helgen? Säkert olika för olika elever.",
        theme="skola",
        place="kvarnby",
        who=(RES, EMP),
        reach=STAFF,
        supports=14,
        over=35,
        follows=3,
        steps=(
            read(79, "jonas", uppdrag="yes", behov="yes", pagar="unsure"),
            advance(75, "jonas", "Det är ärligt att säga att man inte vet. Idén bedöms tillsammans med elevhälsan."),
            assess(66, "carim", "Små prov kostar lite. Nyttan är stor om något av dem håller.", nytta=5, genomforbarhet=3, nyhet=4, risk=4),
            assess(61, "oskar", "Låt eleverna vara med och välja vad som provas.", nytta=5, genomforbarhet=4, nyhet=4, risk=3),
            advance(46, "marika", "Prova i liten skala på en skola. Ingen elev ska kunna pekas ut i det som skrivs ner."),
            take(45, "jonas"),
            sort_problem(
                44,
                "jonas",
                ProblemKind.COMPLEX,
                "Vi har haft planer i tre år. Orsakerna är många och olika, så vi måste prova oss fram.",
            ),
            experiment(
                43,
                "jonas",
                "Om mentorn ringer samma morgon, i stället för att skolan skickar sms, kommer fler på tisdagen.",
                "En klass av fyra får samtal. De andra får sms som förut.",
                "tre måndagar",
                "två mentorer i åttan",
            ),
            start(42, "jonas", 1),
            learn(
                27,
                "jonas",
                1,
                Finding.NO,
                Finding.YES,
                "Lika många var borta på tisdagen. Men av samtalen lärde vi oss att fem av nio inte hade sovit, för att de var rädda för "
                "veckans första lektion: redovisningen.",
            ),
            experiment(
                26,
                "jonas",
                "Om veckan inte börjar med en redovisning kommer fler av dem som är rädda.",
                "Redovisningarna flyttas till onsdagar i två klasser.",
                "fyra måndagar",
                "svensklärarna och elevrådet",
            ),
            start(25, "jonas", 2),
            learn(
                11,
                "jonas",
                2,
                Finding.PARTLY,
                Finding.YES,
                "De tomma stolarna blev fyra i stället för sju. De som är kvar hemma har andra skäl, och de vill inte tala med läraren.",
            ),
            experiment(
                10,
                "jonas",
                "Om en ung vuxen utanför skolan frågar, berättar fler varför de är hemma.",
                "En ledare från fritidsgården går med på frukosten på måndagar.",
                "fyra veckor",
                "fritidsgården på Lövåsen",
            ),
            start(9, "jonas", 3),
        ),
    ),
    Story(
        key="skolskjuts",
        way=WORK,
        by="kvarnbyskolan",
        ago=30,
        title="Skolskjutsen stannar på fel sida vägen",
        need=(
            "Elva barn åker skolskjuts från Solbacken. På eftermiddagen stannar bussen på andra sidan länsvägen, och de minsta springer "
            "över bakom den. Jag har stått där och sett det."
        ),
        solution="Låt bussen vända vid hembygdsgården. Det tar fyra minuter.",
        theme="trygghet",
        place="solbacken",
        spot="Hållplatsen vid länsvägen",
        who=(RES, EMP),
        reach=ALL,
        supports=10,
        over=20,
        follows=2,
        steps=(
            read(27, "jonas", uppdrag="yes", behov="yes", pagar="no"),
            refer(
                25,
                "jonas",
                TPF,
                "Vi beställer skolskjutsen, men var bussen får stanna och vända avgörs av dem som har gatorna. Därför har "
                "Teknik- och parkförvaltningen idén nu. Till dess går en vuxen från skolan med vid hållplatsen.",
            ),
            check(18, "wilma", uppdrag="yes", behov="yes", pagar="no"),
            advance(17, "wilma", "Vi har varit där och sett samma sak. Vändplatsen måste bära en buss, och det bedöms nu."),
            assess(
                9,
                "carim",
                "Fyra minuter per tur ryms i avtalet om skolskjuts. Vändplatsen behöver grus för 40 000 kronor.",
                nytta=5,
                genomforbarhet=4,
                nyhet=1,
                risk=4,
            ),
        ),
    ),
)
