"""Health and care: ideas that have come some way."""

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
    back,
    close,
    delegated,
    plan_trial,
    read,
    recommend,
    take,
    tried,
)

STORIES = (
    Story(
        key="lyftselar",
        way=WORK,
        by="sara",
        ago=362,
        title="Låt lyftselen följa med brukaren",
        need=(
            "När en brukare kommer hem från sjukhuset saknas ofta lyftselen. Då står vi två personer och väntar, eller lyfter på ett sätt "
            "som vi vet är fel. Det händer minst en gång i veckan bara i vår grupp."
        ),
        solution=(
            "En väska med brukarens egen sele som följer med till sjukhuset och hem igen. På väskan står storlek, när den är tvättad och "
            "vart man ringer. En lista i bilen visar vem som har vilken sele."
        ),
        benefit=(
            "Ingen behöver vänta i sängen på en sele. Färre ryggskador hos oss. Vi slipper köpa en ny sele när den gamla är kvar på "
            "sjukhuset."
        ),
        unknowns="Vem tvättar selen när den har varit på sjukhuset? Behövs ett avtal med regionen?",
        theme="omsorg",
        place="norrstrand",
        who=(RES, EMP),
        reach=ALL,
        show_name=True,
        supports=20,
        over=120,
        follows=6,
        steps=(
            read(358, "amira", uppdrag="yes", behov="yes", pagar="no"),
            take(358, "amira"),
            advance(
                354, "amira", "Behovet är tydligt, händer varje vecka och ligger helt inom vårt uppdrag. Nu bedöms idén av två bedömare."
            ),
            assess(
                346,
                "berit",
                "Vi har samma problem på boendet. Väskan är enkel och kostar lite. Tvätten måste lösas.",
                nytta=5,
                genomforbarhet=4,
                nyhet=3,
                risk=5,
            ),
            assess(
                341,
                "carim",
                "Tolv nya selar om året à 2 400 kronor försvinner i dag. Väskorna är betalda på ett halvår.",
                nytta=4,
                genomforbarhet=5,
                nyhet=3,
                risk=4,
            ),
            advance(
                332,
                "disa",
                "Båda bedömarna ser stor nytta till låg kostnad. Idén arbetas ut tillsammans med Sara, med särskild tanke på tvätten.",
                **delegated("Delegationsordningen 4.2"),
            ),
            plan_trial(
                283, "amira", "Selen saknades tretton gånger på tre månader.", "Om en brukare får vänta för att selen är i tvätten.", -200
            ),
            advance(
                282,
                "amira",
                "Utredningen är klar: sjukhuset tvättar, vi märker upp och hämtar. Hemtjänsten Norr provar med 20 väskor i tre månader.",
            ),
            tried(
                198,
                "amira",
                TrialResult.WORKED,
                "Selen saknades två gånger på tre månader, mot tretton innan. Det svåra var tvätten: med egen märkning kom rätt väska hem.",
            ),
            ask_receiver(
                198, "amira", "vof", "Väskor till alla sex hemtjänstgrupper från våren, ungefär 120 stycken, och rutinen i handboken."
            ),
            accept(197, "disa", "58 000 kr en gång, ur hjälpmedelsbudgeten i år."),
            advance(
                196,
                "disa",
                "I piloten saknades selen två gånger på tre månader, mot tretton gånger perioden innan. Väskorna införs i hela "
                "hemtjänsten.",
                **delegated("Delegationsordningen 4.2"),
            ),
            advance(
                118,
                "amira",
                "Alla sex hemtjänstgrupper har väskorna, och rutinen finns i handboken. Nu sprids idén till boendena och korttiden.",
            ),
            close(
                46,
                "disa",
                Outcome.FULLY,
                "Väskorna används nu i hela hemtjänsten och på två av tre boenden. Det tredje har egna selar i varje rum och behöver dem "
                "inte. Tack Sara: det här är vardagsarbete nu, och två grannkommuner har frågat efter rutinen.",
                **delegated("Delegationsordningen 4.2"),
            ),
        ),
    ),
    Story(
        key="nyckelknippan",
        way=WORK,
        by="hemtjanst-soder",
        ago=338,
        title="Digitala nycklar i stället för nyckelknippan",
        need=(
            "Varje pass börjar med att hämta ut upp till 30 nycklar och slutar med att lämna in dem. Det tar 15–20 minuter per person "
            "och pass. Glömmer man en nyckel får man åka tillbaka, och brukaren får vänta."
        ),
        solution="Ett lås på insidan av dörren som öppnas med tjänstetelefonen, bara under den tid man har besök inplanerat.",
        benefit="En timme mer hos brukarna per grupp och dag. Ingen nyckel kan komma bort. Larmpatrullen kommer in direkt på natten.",
        unknowns="Vad säger de som bor i huset? Vad händer när telefonen är urladdad? Hur länge håller batteriet i låset på vintern?",
        theme="digitalt",
        who=(RES, EMP),
        reach=ALL,
        supports=25,
        over=90,
        follows=5,
        steps=(
            read(334, "amira", uppdrag="yes", behov="yes", pagar="unsure"),
            ask(332, "amira", "Hur många nycklar har ni i gruppen, och hur ofta får någon åka tillbaka? En ungefärlig siffra räcker."),
            answer(
                329,
                "Vi har 214 nycklar i skåpet. Vi skrev upp i två veckor: nio gånger fick någon åka tillbaka, och en gång låste "
                "nyckelskåpet sig.",
            ),
            advance(326, "amira", "Tack för siffrorna, de gör behovet tydligt. Idén går vidare till bedömning."),
            assess(
                315,
                "berit",
                "Stor nytta i vardagen. Brukarens samtycke och reservrutinen är det svåra.",
                nytta=5,
                genomforbarhet=3,
                nyhet=3,
                risk=3,
            ),
            assess(
                311,
                "carim",
                "Kostar ungefär 1,1 miljoner kronor för 700 dörrar. Sparad tid motsvarar 1,6 årsarbetare.",
                nytta=5,
                genomforbarhet=3,
                nyhet=2,
                risk=3,
            ),
            recommend(
                306,
                "amira",
                "Innovationsrådet",
                "Rådet rekommenderar att idén utreds, och att pensionärsrådet och funktionsrättsrådet får säga sitt innan något köps in.",
            ),
            advance(
                301,
                "disa",
                "Nyttan är stor och risken går att hantera. Utredningen ska visa vad som gäller om telefonen eller låset slutar fungera.",
                **delegated("Delegationsordningen 4.2"),
            ),
            plan_trial(
                253,
                "amira",
                "Nio gånger på två veckor får någon åka tillbaka efter en nyckel.",
                "Om en dörr inte går att öppna inom tio minuter.",
                -170,
            ),
            advance(
                252,
                "amira",
                "Pensionärsrådet säger ja, på villkor att den som vill får behålla sin nyckel. Vi provar på två trappuppgångar "
                "med 38 lägenheter.",
            ),
            tried(
                168,
                "amira",
                TrialResult.WORKED,
                "Två missade öppningar av 9 400. Reservnyckeln behövdes båda gångerna, så den måste finnas kvar.",
            ),
            ask_receiver(168, "amira", "vof", "Lås på 700 dörrar under året, genom ramavtalet, och en reservrutin i varje grupp."),
            accept(167, "disa", "1,1 miljoner kronor i år ur investeringsbudgeten. Driften ryms i hemtjänstens ram."),
            advance(
                166,
                "disa",
                "Piloten höll: två missade öppningar av 9 400, båda lösta med reservnyckel inom tio minuter. Låsen köps in genom "
                "ramavtalet "
                "och införs under året.",
                **delegated("Delegationsordningen 4.2"),
            ),
            back(
                118,
                "amira",
                "pilot",
                "Efter en uppdatering öppnade låsen inte för nattpatrullen. Leverantören har rättat felet, men vi provar i åtta "
                "veckor till "
                "innan vi fortsätter. Det är tråkigt men rätt ordning.",
            ),
            plan_trial(117, "amira", "Låsen öppnade inte för nattpatrullen efter uppdateringen.", "Ett enda fel på natten.", -63),
            tried(
                63, "amira", TrialResult.WORKED, "Åtta veckor utan fel. Uppdateringar läggs från nu på en förmiddag, aldrig inför natten."
            ),
            advance(
                62,
                "amira",
                "Åtta veckor utan ett enda fel, även på natten. Nu fortsätter införandet med Hemtjänsten Söder.",
            ),
        ),
    ),
    Story(
        key="tyst-natt",
        way=WORK,
        by="almgarden",
        ago=158,
        title="Tyst natt på Almgården",
        need=(
            "På natten öppnar vi alla dörrar tre gånger för att se att de boende mår bra. De flesta sover, och hälften vaknar av att vi "
            "tittar in. Några kan inte somna om och är oroliga hela nästa dag."
        ),
        solution=(
            "En matta vid sängen och en givare i taket som säger till när någon går upp eller ligger på golvet. Vi går in till den som "
            "behöver oss, och låter de andra sova. Ingen kamera."
        ),
        benefit="Bättre sömn för 36 boende. Mindre lugnande medicin. Vi hinner sitta hos den som är orolig.",
        unknowns="Litar vi på larmet? Vill de anhöriga? Hur många falska larm blir det?",
        theme="omsorg",
        place="lovasen",
        spot="Almgården, avdelning 2 och 3",
        who=(RES, EMP),
        reach=ALL,
        supports=17,
        over=60,
        follows=4,
        steps=(
            read(154, "amira", uppdrag="yes", behov="yes", pagar="no"),
            advance(148, "amira", "Behovet är väl beskrivet. Bedömningen får väga sömn mot trygghet, och vad de boende själva vill."),
            assess(
                137,
                "carim",
                "Liten kostnad om en avdelning provar först. Nyttan går att mäta i sömn och medicin.",
                nytta=4,
                genomforbarhet=4,
                nyhet=4,
                risk=3,
            ),
            assess(
                132,
                "lars",
                "Frågan om samtycke måste lösas med varje boende. Annars mycket bra.",
                nytta=5,
                genomforbarhet=4,
                nyhet=4,
                risk=3,
            ),
            advance(124, "amira", "Idén utreds tillsammans med nattpersonalen och boenderådet på Almgården."),
            plan_trial(73, "amira", "De boende väcks i snitt tre gånger per natt.", "Om någon boende faller utan att larmet går.", 20),
            advance(
                72,
                "disa",
                "Boenderådet vill prova. 14 boende på avdelning 2 har sagt ja, för några av dem tillsammans med god man. Piloten pågår i "
                "tolv veckor och mäter sömn, fall och falska larm.",
                **delegated("Delegationsordningen 4.2"),
            ),
            take(64, "lars"),
        ),
    ),
    Story(
        key="matlador",
        way=WORK,
        by="sara",
        ago=392,
        title="Matlådor som går att öppna",
        need=(
            "Många av dem vi lagar mat åt klarar allt själva, utom plasten över matlådan. Vi åker dit bara för att dra av folien. Några "
            "äter inte förrän vi kommer."
        ),
        solution="Be köket om lådor med flik, eller en liten öppnare som sitter fast på spisen. Provat hemma hos min mormor: fungerar.",
        benefit="Fler äter när de är hungriga. Korta besök försvinner, och tiden kan läggas på annat.",
        theme="omsorg",
        who=(RES, EMP),
        reach=ALL,
        show_name=True,
        supports=13,
        over=70,
        follows=3,
        steps=(
            read(389, "lars", uppdrag="yes", behov="yes", pagar="no"),
            advance(386, "lars", "Enkelt och klokt. Bedömningen kan gå fort."),
            assess(
                377,
                "berit",
                "Självklart. Räkna också på vad det betyder för dem som får äta i lugn och ro.",
                nytta=4,
                genomforbarhet=5,
                nyhet=3,
                risk=5,
            ),
            advance(370, "amira", "Bedömaren är tydlig. Vi utreder med köket vad som går i nuvarande avtal."),
            plan_trial(331, "lars", "Fyra av tjugo öppnar lådan utan hjälp.", "Om maten inte håller temperaturen.", -280),
            advance(330, "amira", "Köket kan byta folie utan extra kostnad. Tjugo brukare i Norrstrand provar i sex veckor."),
            tried(
                272,
                "lars",
                TrialResult.WORKED,
                "17 av 20 öppnar lådan själva. De tre andra behöver hjälp med annat också, så besöket får vara kvar.",
            ),
            ask_receiver(272, "lars", "vof", "Ny folie till alla 410 som får matlådor, från samma leverantör."),
            accept(271, "disa", "Ingen extra kostnad: folien byts inom avtalet med köket."),
            advance(
                270,
                "disa",
                "17 av 20 öppnar nu lådan själva. Bytet görs för alla 410 som får matlådor.",
                **delegated("Delegationsordningen 4.2"),
            ),
            advance(
                190,
                "amira",
                "Alla lådor har flik sedan i våras. Nu frågar vi korttiden, skolköket och Älvsundshem om de vill göra likadant.",
            ),
            back(120, "amira", "inforande", "Skolköket har en annan maskin och behöver mer tid. Införandet hos dem får ett eget steg."),
            advance(58, "amira", "Skolköket bytte folie vid terminsstarten. Nu återstår korttiden och de andra boendena."),
        ),
    ),
    Story(
        key="blommor",
        way=WORK,
        by="hemtjanst-norr",
        ago=214,
        title="Blommor till alla brukare som fyller år",
        need="Många av våra brukare får inte ett enda grattis på sin födelsedag. Det vore fint om kommunen gav en blomma.",
        theme="omsorg",
        who=(RES,),
        reach=STAFF,
        supports=5,
        over=15,
        steps=(
            read(211, "amira", uppdrag="no", behov="yes", pagar="unsure"),
            close(
                205,
                "amira",
                Outcome.NOT,
                "Tanken är varm, men kommunen får inte ge gåvor till enskilda ur omsorgens budget. Det vi kan göra är att se till "
                "att någon "
                "säger grattis: födelsedagar syns nu i planeringen samma morgon. Frivilligcentralen delar gärna ut kort och blommor, och "
                "jag har skickat din idé till dem.",
            ),
        ),
    ),
)
