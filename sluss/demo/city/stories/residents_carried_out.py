"""A residents' proposal the whole way: supported, decided by the board, carried out, and now taken up by others."""

from __future__ import annotations

from sluss.ideas.states import AdoptionAnswer

from ..plot import HOME, RES, VIS, Story, accept, adopt, advance, ask_receiver, assess, board, check, read, spread, take
from .residents import ON

STORIES = (
    Story(
        key="badramp",
        way=HOME,
        by="boende-10",
        ago=290,
        title="En ramp ner i vattnet vid badet",
        need=(
            "Jag simmade varje sommar tills höften sade ifrån. Stegen vid badet på Norrstrand är brant och hal, och stranden är full av "
            "sten. Nu sitter jag på filten och tittar på."
        ),
        solution="En ramp med räcke ner till en meters djup, och en plats där man kan ställa rullstol eller rullator.",
        benefit="Alla som kan simma kommer i: gamla, små och den som inte går så bra.",
        unknowns="Tål rampen isen, eller måste den tas upp på vintern?",
        theme="kultur-och-fritid",
        place="norrstrand",
        spot="Badet på Norrstrand, till vänster om bryggan",
        who=(RES, VIS),
        show_name=True,
        supports=203,
        over=50,
        follows=7,
        steps=(
            read(287, "nadja", uppdrag="yes", personer="yes"),
            advance(287, "nadja", ON),
            assess(
                222,
                "carim",
                "185 000 kronor för en ramp som går att ta upp. Den från badhusets gamla bassäng går inte att använda.",
                nytta=5,
                genomforbarhet=4,
            ),
            assess(215, "oskar", "Funktionsrättsrådet har bett om samma sak i tre år.", nytta=5, genomforbarhet=5),
            ask_receiver(190, "nadja", "tpf", "Bygga rampen under året, och ta upp den varje höst."),
            accept(184, "wilma", "185 000 kr ur årets investeringar, och 9 000 kr om året för att ta upp och lägga i."),
            check(178, "nadja", barn="yes"),
            board(
                177,
                "rebecka",
                "§ 74",
                "6",
                "Kommunstyrelsen säger ja till förslaget. Rampen byggs under året, och platsen väljs tillsammans med förslagsställaren "
                "och funktionsrättsrådet.",
            ),
            take(175, "nadja"),
            advance(
                50,
                "nadja",
                "Rampen är klar, och funktionsrättsrådet har provat den och är nöjt. Kultur- och fritidsförvaltningen har frågat hur "
                "den är byggd, och nu får de och skolorna läsa vad den kostade och vad vi skulle göra annorlunda.",
            ),
            spread(49, "nadja", "kof", "ubf"),
            adopt(
                40,
                "elin",
                "kof",
                AdoptionAnswer.ADAPT,
                "Vi lägger en likadan vid utomhusbassängen, men kortare: där räcker det att man kan sitta i vattnet.",
            ),
            adopt(33, "jonas", "ubf", AdoptionAnswer.DECLINE, "Skolorna har ingen egen badplats. Simundervisningen sker i badhuset."),
        ),
    ),
)
