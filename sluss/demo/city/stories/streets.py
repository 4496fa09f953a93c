"""Streets, parks, energy and water."""

from __future__ import annotations

from sluss.gates.states import Outcome, TrialResult

from ..plot import (
    ALL,
    COM,
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
    hand_over,
    plan_trial,
    read,
    recommend,
    take,
    tried,
    withdraw,
)

STORIES = (
    Story(
        key="brunnar",
        way=WORK,
        by="gatudrift",
        ago=324,
        title="Smarta brunnar som varnar innan gatan svämmar över",
        need=(
            "Vid skyfall svämmar 40–60 gatubrunnar över varje år, nästan alltid samma. Vi får veta det först när någon ringer, och då står "
            "vattnet redan i källaren."
        ),
        solution=(
            "Batteridrivna givare i de 120 brunnar som brukar svämma över. De mäter vattennivån och skickar ett meddelande till driften, "
            "så att vi rensar rätt brunn innan det regnar."
        ),
        benefit="Färre översvämmade gator och källare. Vi åker till rätt brunn i stället för att åka runt och leta.",
        unknowns="Hur länge håller batterierna på vintern? Hur många falsklarm blir det när löven faller?",
        theme="miljo-och-klimat",
        place="hamnen",
        spot="Hamngatan, Ågatan och Strandvägen",
        files=(
            ("skiss-brunn.png", "En gatubrunn i genomskärning. Givaren sitter under locket och ser hur högt vattnet står."),
            ("kostnad-givare.xlsx", ""),
        ),
        who=(RES, EMP, COM),
        reach=ALL,
        show_name=True,
        supports=23,
        over=120,
        follows=7,
        steps=(
            read(320, "wilma", uppdrag="yes", behov="yes", pagar="no"),
            advance(315, "wilma", "Behovet är tydligt och skadorna dyra. Idén bedöms."),
            assess(303, "carim", "Källarskadorna kostade oss 2,3 miljoner kronor på tre år.", nytta=5, genomforbarhet=4, nyhet=4, risk=4),
            assess(
                299,
                "oskar",
                "Tekniken är beprövad. Det nya är att driften får larmet i sin vanliga planering.",
                nytta=5,
                genomforbarhet=4,
                nyhet=4,
                risk=4,
            ),
            advance(290, "wilma", "Höga poäng från båda. Konceptet ska visa vad det kostar per brunn och hur larmen når driften."),
            recommend(250, "wilma", "Innovationsrådet", "Rådet rekommenderar en pilot i de trettio brunnar som svämmar över oftast."),
            plan_trial(237, "wilma", "21 stopp om året svämmar över gatan.", "Om fler än var tredje givare tystnar.", -155),
            advance(
                236,
                "wilma",
                "Konceptet är färdigt: 1 850 kronor per brunn, och larmen går in i den planering som redan finns. Trettio brunnar "
                "provas över "
                "en höst och en vår.",
                **delegated("Delegationsordningen 7.1", "Bodil Rask, förvaltningschef"),
            ),
            tried(
                152,
                "wilma",
                TrialResult.WORKED,
                "19 av 21 stopp rensades innan gatan blev blöt. Två givare tappades i slammet: de ska sitta högre.",
            ),
            ask_receiver(152, "wilma", "tpf", "Givare i resten av de 120 brunnarna, och larmen i driftens planering."),
            accept(151, "torgny", "222 000 kr i år ur underhållsbudgeten."),
            advance(
                150,
                "wilma",
                "19 av 21 stopp rensades innan gatan blev blöt. Två givare tappades bort i slammet. Resten av de 120 brunnarna får givare "
                "under året.",
                **delegated("Delegationsordningen 7.1", "Bodil Rask, förvaltningschef"),
            ),
            take(148, "wilma"),
            advance(
                68, "wilma", "Alla 120 givare sitter på plats. Nu vill Älvsunds Energi och Vatten se om de passar i spillvattenbrunnar."
            ),
        ),
    ),
    Story(
        key="papperskorgar",
        way=WORK,
        by="parkdrift",
        ago=238,
        title="Töm papperskorgarna när de är fulla",
        need=(
            "Vi tömmer 640 papperskorgar efter schema. Hälften är nästan tomma, och de vid badet rinner över klockan elva en varm lördag. "
            "Måsarna vet exakt vilka."
        ),
        solution="En givare i locket på sextio korgar, och en rutt som ritas om varje morgon.",
        benefit="Renare vid badet och en bil mindre ute i veckan.",
        unknowns="Klarar givarna fimpar och vinter?",
        theme="stadsmiljo",
        place="norrstrand",
        who=(RES, EMP),
        reach=ALL,
        supports=16,
        over=70,
        follows=3,
        steps=(
            read(235, "wilma", uppdrag="yes", behov="yes", pagar="no"),
            advance(231, "wilma", "Rimligt och lätt att prova. Bedömningen får se på driftkostnaden."),
            assess(
                219,
                "carim",
                "Givarna kostar 900 kronor styck och år. Lönar sig bara där det skiljer mycket mellan dagarna.",
                nytta=3,
                genomforbarhet=4,
                nyhet=3,
                risk=4,
            ),
            advance(212, "torgny", "Bedömaren har rätt: börja vid badet, torget och stationen. Utred rutten med förarna."),
            plan_trial(
                164, "wilma", "Två rundor om dagen, och en av tre korgar är halvtom.", "Om korgar svämmar över två helger i rad.", 14
            ),
            advance(163, "wilma", "Sextio korgar på tre platser, två förare, en sommar. Piloten börjar."),
            take(160, "torgny"),
        ),
    ),
    Story(
        key="gatsten",
        way=WORK,
        by="gatudrift",
        ago=168,
        title="Återbruka gatsten mellan projekten",
        need=(
            "När vi gräver upp en gata körs stenen till tippen på Sågen. Samma vecka beställer ett annat projekt ny sten från utlandet. Vi "
            "har ingen lista över vad som finns."
        ),
        solution="En hög per storlek på Sågen, och en tavla där man skriver vad man lägger dit och vad man hämtar.",
        benefit="Billigare och mindre transporter. Gammal sten är dessutom finare.",
        theme="miljo-och-klimat",
        place="sagen",
        who=(EMP, COM),
        reach=ALL,
        supports=11,
        over=60,
        follows=2,
        steps=(
            read(165, "wilma", uppdrag="yes", behov="yes", pagar="no"),
            advance(160, "wilma", "Bra och enkelt. Idén bedöms."),
            assess(
                148,
                "carim",
                "Ny sten för 1,4 miljoner i fjol. En tredjedel hade kunnat vara återbruk.",
                nytta=4,
                genomforbarhet=4,
                nyhet=2,
                risk=4,
            ),
            advance(141, "wilma", "Vi utreder plats, maskintid och hur stenen ska räknas i projektens kalkyler."),
            back(
                112,
                "wilma",
                "bedomning",
                "I utredningen kom det fram att en del av stenen kan vara förorenad av gammal asfalt. Det måste bedömas innan vi "
                "går vidare.",
            ),
            assess(
                101,
                "oskar",
                "Provtagning kostar 4 000 kronor per hög och löser frågan. Fortsätt.",
                nytta=4,
                genomforbarhet=3,
                nyhet=2,
                risk=3,
            ),
            advance(94, "wilma", "Med provtagning före lagring går idén vidare till utredning igen. Tack för tålamodet."),
            hand_over(90, "wilma", "torgny"),
        ),
    ),
    Story(
        key="laddstolpe",
        way=WORK,
        by="parkdrift",
        ago=152,
        title="Laddstolpe vid depån på Solbacken",
        need=(
            "Elmoporna vi köpte i våras måste laddas på Sågen, fyra kilometer bort. Det går åt en timme om dagen att köra fram och "
            "tillbaka."
        ),
        theme="trafik",
        place="solbacken",
        who=(EMP,),
        reach=STAFF,
        supports=4,
        over=15,
        steps=(
            read(149, "wilma", uppdrag="yes", behov="yes", pagar="unsure"),
            withdraw(
                141,
                "Jag fick just höra att Älvsunds Energi redan har beställt två stolpar dit. De kommer i nästa månad, så idén behövs inte.",
            ),
        ),
    ),
    Story(
        key="spillvarme",
        way=WORK,
        by="energi",
        ago=44,
        title="Spillvärme från reningsverket till ett växthus",
        need=(
            "Reningsverket släpper ut vatten som håller 14 grader hela vintern. Vi värmer ån. Samtidigt köper köken grönsaker som har åkt "
            "lastbil i tre dygn."
        ),
        solution="Ett växthus intill, värmt med en värmepump. Skolköken köper sallad och örter, daglig verksamhet odlar.",
        benefit="Lokal mat och meningsfullt arbete av värme som i dag går förlorad.",
        unknowns="Får ett kommunalt bolag sälja sallad? Är marken ledig? Vill daglig verksamhet?",
        theme="miljo-och-klimat",
        place="sagen",
        spot="Reningsverket",
        who=(RES, EMP, COM),
        reach=ALL,
        supports=20,
        over=30,
        follows=5,
        steps=(
            read(41, "mattias", uppdrag="unsure", behov="yes", pagar="no"),
            ask(38, "mattias", "Spännande! Hur mycket värme handlar det om, och har du pratat med någon på daglig verksamhet?"),
            answer(31, "Ungefär 2 megawatt året om enligt driftdatorn. Daglig verksamhet på Sågen är nyfikna och vill vara med och rita."),
            advance(26, "mattias", "Det räcker gott för att gå vidare. Juristen tittar samtidigt på vad bolaget får sälja."),
            assess(14, "carim", "Investeringen är osäker men liten. Juridiken avgör.", nytta=3, genomforbarhet=2, nyhet=5, risk=3),
        ),
    ),
    Story(
        key="varmeslingor",
        way=WORK,
        by="gatudrift",
        ago=130,
        title="Värme under trottoaren på Storgatan",
        need=(
            "Varje vinter halkar folk på den branta biten av Storgatan. Vi sandar tre gånger om dagen, och ändå är det is klockan sju på "
            "morgonen när skolbarnen går."
        ),
        solution="Slingor under stenen, värmda med fjärrvärmens returvatten.",
        benefit="Ingen is, ingen sand och färre benbrott.",
        unknowns="Vad kostar det per meter?",
        theme="trygghet",
        place="centrum",
        spot="Storgatan från torget till kyrkan",
        who=(RES, EMP),
        reach=ALL,
        supports=12,
        over=25,
        follows=2,
        steps=(
            read(127, "wilma", uppdrag="yes", behov="yes", pagar="no"),
            advance(122, "wilma", "Behovet är verkligt: sju halkolyckor på tre år. Bedömningen får räkna på kostnaden."),
            assess(
                110,
                "carim",
                "6,2 miljoner kronor att bygga och 480 000 om året i värme, för 240 meter.",
                nytta=4,
                genomforbarhet=1,
                nyhet=2,
                risk=3,
            ),
            assess(
                106,
                "oskar",
                "Returvattnet räcker inte de kallaste dagarna, och då är isen som värst.",
                nytta=3,
                genomforbarhet=2,
                nyhet=2,
                risk=3,
            ),
            close(
                98,
                "wilma",
                Outcome.NOT,
                "Slingorna skulle kosta 6,2 miljoner kronor att bygga och 480 000 om året att värma. För samma pengar kan vi sanda alla "
                "skolvägar en gång till varje morgon i tretton år. Därför blir det inte av. Men du har rätt om klockan sju: från nästa "
                "vinter börjar sandningen på Storgatan halv sex, och räcket i backen förlängs ner till torget.",
                **delegated("Delegationsordningen 7.1", "Bodil Rask, förvaltningschef"),
            ),
        ),
    ),
)
