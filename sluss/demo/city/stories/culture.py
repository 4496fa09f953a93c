"""Culture and leisure."""

from __future__ import annotations

from sluss.gates.states import Outcome, TrialResult

from ..plot import (
    ALL,
    RES,
    VIS,
    WORK,
    Story,
    accept,
    advance,
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
        key="instrument",
        way=WORK,
        by="biblioteket",
        ago=342,
        title="Låna ett instrument på biblioteket",
        need=(
            "Barn som vill spela måste köpa eller hyra. Kulturskolan har kö, och hemma hos folk ligger det hundratals gitarrer "
            "som ingen rör."
        ),
        solution="Vi tar emot instrument, en pensionerad fiolbyggare lagar dem gratis, och så lånar man som en bok i fyra veckor.",
        benefit="Fler får prova innan de vet om de vill.",
        unknowns="Vad händer om något går sönder? Hur rengör man en trumpet?",
        theme="kultur-och-fritid",
        place="centrum",
        spot="Stadsbiblioteket",
        who=(RES,),
        reach=ALL,
        show_name=True,
        supports=22,
        over=90,
        follows=6,
        steps=(
            read(338, "elin", uppdrag="yes", behov="yes", pagar="no"),
            advance(334, "elin", "Det här är biblioteksidén i sin renaste form. Bedöms."),
            assess(
                312,
                "oskar",
                "Finns i tre andra länder med goda erfarenheter. Slitaget är den öppna frågan.",
                nytta=4,
                genomforbarhet=5,
                nyhet=3,
                risk=4,
            ),
            advance(304, "elin", "Vi utreder försäkring, rengöring och hur lånen syns i bibliotekets system."),
            plan_trial(249, "elin", "Inga instrument går att låna i kommunen.", "Om fler än vart femte instrument går sönder.", -165),
            advance(248, "elin", "Fyrtio instrument i en hylla vid entrén. Vi provar under en termin."),
            tried(
                164,
                "elin",
                TrialResult.WORKED,
                "312 lån på en termin, tre strängar av och en spucken trumma. Barnfamiljer lånar mest, och på lördagar.",
            ),
            ask_receiver(164, "elin", "kof", "Hyllan vid entrén som en vanlig del av biblioteket."),
            accept(163, "vera", "45 000 kr om året, en egen rad i bibliotekets budget."),
            advance(
                162,
                "elin",
                "312 lån på en termin, tre strängar av och en spucken trumma. Hyllan blir kvar och får en egen budgetrad.",
                **delegated("Delegationsordningen 3.4", "Kerstin Alm, förvaltningschef"),
            ),
            advance(72, "elin", "Hyllan ingår nu i den vanliga verksamheten. Två filialer och kulturskolan vill ta efter."),
            take(70, "vera"),
        ),
    ),
    Story(
        key="nattoppet",
        way=WORK,
        by="biblioteket",
        ago=287,
        title="Meröppet bibliotek med eget kort",
        need=(
            "Biblioteket på Solbacken stänger klockan sex, just när folk kommer hem. De som arbetar skift och de som pluggar på "
            "kvällen får "
            "aldrig plats hos oss."
        ),
        solution="Ett kort och en kod efter en kort genomgång. Obemannat 6–22, som på många andra ställen i landet.",
        benefit="Tre gånger så många timmar utan fler anställda.",
        unknowns="Blir det stökigt? Hur gör vi med larm och städning?",
        theme="kultur-och-fritid",
        place="solbacken",
        who=(RES, VIS),
        reach=ALL,
        supports=24,
        over=60,
        follows=4,
        steps=(
            read(284, "elin", uppdrag="yes", behov="yes", pagar="no"),
            advance(279, "elin", "Efterfrågat av många. Idén bedöms."),
            park(
                254,
                "elin",
                -20,
                "Solbackens centrum byggs om till våren, och dörren vi skulle använda försvinner. Idén tas upp igen när "
                "ritningarna är klara.",
            ),
            take(18, "elin"),
            assess(12, "carim", "Lås och larm kostar 180 000 kronor en gång. Städningen ryms.", nytta=4, genomforbarhet=4, nyhet=2, risk=3),
            assess(
                8,
                "oskar",
                "Ta med ungdomsrådet i utredningen, så blir det deras bibliotek också.",
                nytta=4,
                genomforbarhet=4,
                nyhet=2,
                risk=3,
            ),
        ),
    ),
    Story(
        key="sommargard",
        way=WORK,
        by="biblioteket",
        ago=160,
        title="Håll fritidsgården öppen på sommarlovet",
        need=(
            "Varje sommar sitter tjugo tonåringar på biblioteket från tio till sex. De läser inte, de har ingen annanstans att vara: "
            "fritidsgården är stängd i åtta veckor, och alla åker inte bort."
        ),
        solution="Öppet fyra dagar i veckan, med två ledare och några ungdomar som sommarjobbar.",
        benefit="Någonstans att vara, och lugn för dem som vill läsa.",
        theme="kultur-och-fritid",
        place="lovasen",
        who=(RES,),
        reach=ALL,
        supports=17,
        over=25,
        follows=3,
        steps=(
            read(157, "elin", uppdrag="yes", behov="yes", pagar="no"),
            advance(152, "elin", "Vi ser det också, varje sommar. Idén bedöms tillsammans med fritidsledarna."),
            assess(
                141,
                "carim",
                "Två ledare i åtta veckor kostar 310 000 kronor. De pengarna finns inte i år.",
                nytta=5,
                genomforbarhet=3,
                nyhet=2,
                risk=4,
            ),
            assess(137, "oskar", "Låt ungdomarna själva bestämma tiderna.", nytta=5, genomforbarhet=4, nyhet=2, risk=4),
            close(
                128,
                "elin",
                Outcome.PLANNED,
                "Nämnden säger ja, men pengarna räcker inte i år. Fritidsgården på Lövåsen får 310 000 kronor i förslaget till nästa års "
                "budget, så att den kan hålla öppet hela sommarlovet. Fullmäktige beslutar om budgeten, och du får veta hur det går. "
                "Till dess lånar biblioteket ut hörsalen på eftermiddagarna.",
                **by_board("Kultur- och fritidsnämnden", "§ 61"),
            ),
        ),
    ),
)
