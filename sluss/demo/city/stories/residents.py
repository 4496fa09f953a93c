"""Residents' and companies' proposals that are under way."""

from __future__ import annotations

from ..cast import TPF
from ..plot import (
    COM,
    EMP,
    HOME,
    RES,
    VIS,
    Story,
    accept,
    advance,
    ask,
    ask_receiver,
    assess,
    board,
    check,
    decline,
    edit,
    lift,
    mark,
    read,
    refer,
    take,
)

ON = "Förslaget ryms inom kommunens uppdrag, och texten går bra att visa. Nu kan andra stödja det i 90 dagar."

STORIES = (
    Story(
        key="overgangsstalle",
        way=HOME,
        by="rut",
        ago=72,
        title="Övergångsställe vid Kvarnbyskolan",
        need=(
            "Barnen springer över Ågatan mellan parkerade bilar. Närmaste övergångsställe ligger 300 meter bort och ingen går dit. I våras "
            "var det nära att det gick riktigt illa."
        ),
        solution="Ett upphöjt övergångsställe vid skolans grind och två parkeringsplatser mindre.",
        theme="trafik",
        place="kvarnby",
        spot="Ågatan vid skolans grind",
        who=(RES,),
        show_name=True,
        supports=151,
        over=64,
        follows=6,
        steps=(
            read(69, "nadja", uppdrag="yes", personer="yes"),
            advance(69, "nadja", ON),
        ),
    ),
    Story(
        key="hundrastgard",
        way=HOME,
        name="Kerstin",
        email="kerstin.h@post.example",
        ago=41,
        title="hundrastgård i lövåsen",
        need=(
            "det finns 400 hundar i lövåsen och ingenstans att släppa dom. gräset bakom affären är perfekt och används inte till nåt. ett "
            "staket och en bänk räcker"
        ),
        theme="stadsmiljo",
        place="lovasen",
        who=(RES,),
        supports=64,
        over=35,
        follows=2,
        steps=(read(39, "nadja", uppdrag="yes", personer="yes"), advance(39, "nadja", ON)),
    ),
    Story(
        key="skridskor",
        way=HOME,
        by="boende",
        ago=14,
        title="Skridskois på torget",
        need=(
            "På vintern är Stora torget tomt och mörkt. En liten is med lampor över skulle göra det till stadens vardagsrum. Gärna med "
            "skridskor att låna, alla har inte råd att köpa."
        ),
        benefit="Folk i centrum, handlare som får kunder, barn som rör på sig.",
        theme="kultur-och-fritid",
        place="centrum",
        spot="Stora torget",
        who=(RES, VIS, COM),
        supports=27,
        over=9,
        follows=3,
        steps=(
            read(11, "nadja", uppdrag="yes", personer="yes"),
            advance(11, "nadja", ON),
            edit(6, solution="En is på 20 gånger 30 meter räcker. Skridskor går att låna från sportbanken på Sågen, de har sagt ja."),
        ),
    ),
    Story(
        key="bankar",
        way=HOME,
        by="boende-3",
        ago=116,
        title="Bänkar var hundrade meter längs strandpromenaden",
        need=(
            "Min man orkar gå hundra meter, sedan måste han sitta. På strandpromenaden är det 600 meter mellan bänkarna. Så nu går vi inte "
            "dit längre."
        ),
        solution="Bänkar med rygg och armstöd, åt båda hållen så att man kan välja sol eller skugga.",
        benefit="Fler äldre kommer ut. Alla andra också.",
        theme="stadsmiljo",
        place="norrstrand",
        spot="Strandpromenaden mellan bryggan och badet",
        who=(RES, VIS),
        show_name=True,
        supports=214,
        over=50,
        follows=8,
        steps=(
            read(113, "nadja", uppdrag="yes", personer="yes"),
            advance(113, "nadja", ON),
            take(58, "nadja"),
            refer(
                54,
                "nadja",
                TPF,
                "Tekniska förvaltningen sköter promenaden och får bänkarna att ta hand om. De som känner marken bedömer förslaget.",
            ),
            assess(
                33,
                "carim",
                "14 bänkar à 11 000 kronor. Skötseln ryms i parkdriftens budget.",
                nytta=5,
                genomforbarhet=5,
            ),
            assess(24, "oskar", "Stämmer med planen för äldrevänlig stad. Lätt att säga ja till.", nytta=5, genomforbarhet=4),
        ),
    ),
    Story(
        key="stigen",
        way=HOME,
        name="Amina och Lotta",
        email="stigen@post.example",
        ago=88,
        title="Belys stigen mellan Sågen och stationen",
        need=(
            "Vi är många som går stigen genom skogen till tåget. Efter klockan fyra på vintern är det kolsvart. De flesta tjejer vi känner "
            "går omvägen på en kilometer, eller låter bli att åka."
        ),
        solution="Lampor som tänds när någon kommer, så att djuren får ha det mörkt resten av natten.",
        unknowns="Går det att få el dit utan att gräva sönder rötterna?",
        theme="trygghet",
        place="sagen",
        spot="Stigen från Sågvägen till stationen",
        files=(("stigen.png", "Stigen sedd uppifrån. Tre lampor finns, tre saknas på mitten."),),
        who=(RES,),
        supports=142,
        over=80,
        follows=5,
        steps=(read(85, "nadja", uppdrag="yes", personer="yes"), advance(85, "nadja", ON)),
    ),
    Story(
        key="utegym",
        way=HOME,
        by="boende-4",
        ago=276,
        title="Utegym för oss över sjuttio",
        need=(
            "Utegymmet i Älvbacken är byggt för unga. Stängerna sitter för högt och marken är grus. Vi är elva som möts där varje "
            "tisdag, men vi kan bara använda en maskin."
        ),
        solution="Fyra redskap i rätt höjd, gummimatta och en bänk. Skyltar med stor text.",
        theme="kultur-och-fritid",
        place="alvbacken",
        spot="Vid utegymmet i Älvbacken",
        who=(RES,),
        supports=206,
        over=66,
        follows=6,
        steps=(
            read(273, "nadja", uppdrag="yes", personer="yes"),
            advance(273, "nadja", ON),
            assess(181, "carim", "240 000 kronor, varav hälften kan sökas hos regionen.", nytta=4, genomforbarhet=4),
            assess(173, "oskar", "De elva på tisdagarna är den bästa referensgrupp man kan få.", nytta=4, genomforbarhet=4),
            ask_receiver(150, "nadja", "tpf", "Bygga utegymmet vid hamnen och sköta det sedan."),
            decline(149, "wilma", "Vi kan bygga, men har ingen driftbudget för fler utegym i år."),
            ask_receiver(149, "nadja", "klk", "Bygga utegymmet vid hamnen under året, och betala Parkdriften för skötseln."),
            accept(148, "henrik", "240 000 kr, varav hälften söks hos regionen. Skötsel 18 000 kr om året."),
            check(148, "nadja", barn="yes"),
            board(
                148,
                "rebecka",
                "§ 112",
                "9",
                "Kommunstyrelsen säger ja. Redskapen väljs tillsammans med tisdagsgruppen och byggs under året, med bidrag från regionen.",
            ),
            take(146, "nadja"),
        ),
    ),
    Story(
        key="sensorer",
        way=HOME,
        by="petra",
        ago=9,
        title="Prova våra fuktgivare i en skola",
        need=(
            "Vi på Bryggan Sensor AB tillverkar fuktgivare för hus. I skolor upptäcks fukt ofta först när någon blir sjuk. Vi vill prova "
            "givarna i ett verkligt hus under en vinter, utan kostnad för kommunen, och dela alla mätvärden."
        ),
        solution=(
            "Tre givare i varje rum på bottenvåningen. Membranet är vårt eget: titandioxid på glasfiber, härdat i två steg. "
            "Därför tål det rengöringsmedel som andra givare slutar mäta av."
        ),
        benefit="Kommunen ser fukten i tid, vi lär oss hur givarna klarar ventilation och städning.",
        claims=("solution", "benefit"),
        unknowns="Får vi ta emot mätvärden från en skola? Vem äger dem?",
        theme="naringsliv",
        who=(RES, EMP, COM),
        steps=(
            check(7, "nadja", uppdrag="yes", personer="yes"),
            mark(
                7,
                "nadja",
                ("solution",),
                "31 kap. 16 § OSL",
                "Hur membranet görs är företagets affärsförhållande, och det kan skadas om en konkurrent läser det.",
            ),
            lift(7, "nadja", ("benefit",), "Nyttan beskriver ingen metod, och företaget har skrivit samma sak på sin webbplats."),
            ask(
                5,
                "nadja",
                "Tack för förslaget! Två saker innan vi går vidare: samlar givarna in något mer än fukt och temperatur, och är "
                "det okej för er "
                "att även andra företag bjuds in att prova? Ett prov hos oss är aldrig ett löfte om köp.",
            ),
        ),
    ),
    Story(
        key="bryggan",
        way=HOME,
        name="Bosse",
        email="bosse@post.example",
        ago=1,
        need=(
            "det stinker vid bryggan i hamnen igen!!! nån tömmer båttoan där på nätterna. sätt upp en skylt och en tömningsstation så "
            "folk har nånstans att göra av det"
        ),
        place="hamnen",
        who=(RES, VIS),
    ),
)
