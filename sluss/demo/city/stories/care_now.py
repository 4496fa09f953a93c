"""Health and care: what lies on the table right now."""

from __future__ import annotations

from ..plot import ALL, EMP, FEW, RES, STAFF, WORK, Story, advance, ask, assess, check, park, read, recommend, take

STORIES = (
    Story(
        key="promenadpool",
        way=WORK,
        by="hemtjanst-norr",
        ago=84,
        title="Promenera tillsammans: förskolan och Almgården",
        need=(
            "De äldre på Almgården kommer ut för sällan, och Lärkans förskola har svårt att gå iväg med hela gruppen. Det ligger 200 meter "
            "mellan dem."
        ),
        solution=(
            "En promenad i veckan tillsammans. En vuxen från oss, en från förskolan och de som vill. Rullstolar med plats för en liten "
            "ryggsäck."
        ),
        benefit="Luft och sällskap för dem som sitter mest. Barn som känner någon gammal. Kostar nästan ingenting.",
        unknowns="Vem har ansvaret om någon faller? Vad gör vi när det regnar?",
        theme="omsorg",
        place="lovasen",
        who=(RES, EMP),
        reach=ALL,
        supports=19,
        over=50,
        follows=5,
        steps=(
            read(81, "amira", uppdrag="yes", behov="yes", pagar="no"),
            advance(77, "amira", "Två verksamheter, ett enkelt upplägg. Bedömningen görs tillsammans med utbildningsförvaltningen."),
            assess(
                66, "berit", "De boende frågar redan när barnen kommer. Jag tar gärna emot.", nytta=4, genomforbarhet=5, nyhet=3, risk=4
            ),
            assess(
                61,
                "carim",
                "Försumbar kostnad. Försäkringen gäller för båda, jag har kontrollerat.",
                nytta=3,
                genomforbarhet=5,
                nyhet=2,
                risk=4,
            ),
            advance(50, "amira", "Bra poäng från båda. Nu skriver ni en enkel plan ihop: dag, väg, ansvar och vad ni gör när det regnar."),
            take(49, "amira"),
        ),
    ),
    Story(
        key="reservschema",
        way=WORK,
        by="almgarden",
        ago=33,
        title="Reservschema på papper när systemet ligger nere",
        need=(
            "I höstas låg planeringssystemet nere i fem timmar en lördag. Ingen visste vem som skulle få sin medicin när. Vi ringde runt "
            "och gissade."
        ),
        solution="Skriv ut nästa dygns schema automatiskt klockan 21 på varje avdelning. Papperet kastas dagen efter i sekretesskärlet.",
        benefit="Rätt medicin i rätt tid även när tekniken sviker.",
        unknowns="Får vi ha papper med namn framme på avdelningen?",
        theme="digitalt",
        who=(RES, EMP),
        reach=STAFF,
        supports=11,
        over=20,
        follows=2,
        steps=(
            read(31, "amira", uppdrag="yes", behov="yes", pagar="unsure"),
            advance(27, "amira", "Det här rör patientsäkerheten. Bedöm gärna snabbt, och ta med frågan om papper med namn."),
            take(26, "amira"),
            assess(
                18,
                "berit",
                "Vi gör redan så på min avdelning, men för hand. Lås in papperet, så är det ingen risk.",
                nytta=5,
                genomforbarhet=5,
                nyhet=2,
                risk=4,
            ),
            assess(
                12,
                "carim",
                "Utskriften finns som funktion i systemet och är betald. Någon måste slå på den.",
                nytta=5,
                genomforbarhet=5,
                nyhet=1,
                risk=4,
            ),
            recommend(
                6,
                "amira",
                "Patientsäkerhetsrådet",
                "Rådet rekommenderar att utskriften slås på, och att nämnden beslutar hur länge papper med namn får sparas.",
                to_board=True,
            ),
        ),
    ),
    Story(
        key="hjalpmedel",
        way=WORK,
        by="hemtjanst-soder",
        ago=73,
        title="Var är hjälpmedlen? Märk dem så att de går att hitta",
        need=(
            "Varje vecka letar vi efter rullstolar, duschpallar och gåbord som någon har ställt undan. Ibland beställer vi nya, och hittar "
            "de gamla när vi städar förrådet."
        ),
        solution="En liten bricka på varje hjälpmedel som telefonen hittar när man står i närheten.",
        benefit="Mindre letande, färre inköp.",
        unknowns="Hur många hjälpmedel handlar det om egentligen? Vem ser var de är?",
        theme="omsorg",
        who=(EMP,),
        reach=ALL,
        supports=7,
        over=30,
        follows=2,
        steps=(
            read(69, "lars", uppdrag="yes", behov="yes", pagar="no"),
            advance(64, "lars", "Känns igen av många. Bedömningen behöver en uppskattning av hur mycket tid letandet tar."),
            assess(
                47,
                "carim",
                "Vi köpte 61 rullstolar förra året och skrotade 20. Skillnaden står någonstans.",
                nytta=3,
                genomforbarhet=4,
                nyhet=3,
                risk=4,
            ),
        ),
    ),
    Story(
        key="handskar",
        way=WORK,
        by="hemtjanst-norr",
        ago=29,
        need=(
            "hej! handskarna finns bara i M och L och jag har små händer, de glider av i duschen och jag har frågat flera gånger. "
            "beställ S också?? det kan inte vara så svårt"
        ),
        who=(EMP,),
        reach=STAFF,
        supports=4,
        over=14,
        steps=(read(25, "amira", uppdrag="yes", behov="yes", pagar="unsure"),),
    ),
    Story(
        key="sprakcafe",
        way=WORK,
        by="almgarden",
        ago=36,
        title="Språkcafé på rasten",
        need=(
            "Vi är elva som har annat modersmål än svenska. Vi förstår i vardagen, men dokumentationen är svår och vi vågar inte fråga "
            "inför alla."
        ),
        solution="En kvart två gånger i veckan då en kollega läser dokumentation tillsammans med oss.",
        theme="organisation",
        place="lovasen",
        who=(EMP, RES),
        reach=STAFF,
        supports=9,
        over=25,
        follows=1,
        steps=(
            read(33, "amira", uppdrag="yes", behov="yes", pagar="unsure"),
            ask(
                27,
                "amira",
                "Bra tanke! Två frågor innan den går vidare: ska kvarten ligga på arbetstid eller på rasten, och vem av "
                "kollegorna kan tänka "
                "sig att hålla i det?",
            ),
        ),
    ),
    Story(
        key="larmknappen",
        way=WORK,
        by="almgarden",
        ago=10,
        title="Larmknappen i medicinrummet hörs inte ut",
        need=(
            "När man trycker på larmet i medicinrummet hörs det bara i korridoren, inte i personalrummet. Två gånger i våras stod "
            "en av oss "
            "ensam med någon som var arg, och ingen kom."
        ),
        solution="Koppla larmet till telefonerna, som på avdelning 1.",
        theme="organisation",
        who=(EMP,),
        reach=FEW,
        steps=(read(8, "amira", uppdrag="yes", behov="yes", pagar="no"), take(8, "amira")),
    ),
    Story(
        key="dusch",
        way=WORK,
        by="sara",
        ago=1,
        title="Duschstolen fastnar i tröskeln",
        need=(
            "I de gamla badrummen på Kvarngatan är tröskeln tre centimeter hög. Duschstolen fastnar varje gång och vi får lyfta den med "
            "brukaren i. En ramp av gummi skulle räcka, men den måste gå att ta bort när man städar."
        ),
        benefit="Mindre lyft för oss och mindre rädsla för den som sitter i stolen.",
        theme="omsorg",
        place="kvarnby",
        spot="Kvarngatan 4–10",
        files=(("troskel.png", "Två duschstolar. Den ena stoppas av tröskeln, den andra rullar över på en ramp."),),
        who=(RES, EMP),
        reach=ALL,
        show_name=True,
    ),
    Story(
        key="trygghetsrum",
        way=WORK,
        by="lars",
        ago=176,
        title="Ett rum att prova välfärdsteknik i",
        need=(
            "När en brukare ska få medicinrobot, trygghetskamera eller nattillsyn visar vi en broschyr. Ingen vågar säga ja till något man "
            "aldrig har sett, varken brukaren, de anhöriga eller vi i personalen."
        ),
        solution="En tom lägenhet på Solbacken inredd som ett vanligt hem, där allt sitter på plats och får tryckas på.",
        benefit="Fler vågar prova. Personalen lär sig innan det blir skarpt läge.",
        unknowns="Vem sköter lägenheten? Räcker en, eller ska den flytta runt?",
        theme="omsorg",
        place="solbacken",
        who=(RES, EMP),
        reach=ALL,
        supports=16,
        over=40,
        follows=3,
        steps=(
            check(172, "oskar", uppdrag="yes", behov="yes", pagar="no"),
            read(172, "oskar"),
            advance(168, "oskar", "Lars arbetar hos oss, så jag läser den i hans ställe. Behovet är tydligt, och idén bedöms."),
            assess(155, "berit", "Vi skulle boka in varje ny medarbetare där första veckan.", nytta=4, genomforbarhet=3, nyhet=3, risk=4),
            advance(148, "amira", "Idén utreds. Fråga Älvsundshem om en lägenhet som ändå ska stå tom inför renovering."),
            park(
                97,
                "amira",
                38,
                "Älvsundshem har en lägenhet som blir ledig i vår, men inte förr. Vi väntar hellre på den än hyr dyrt. Idén tas upp igen "
                "av sig själv när lägenheten är klar.",
            ),
        ),
    ),
)
