"""Through Företagsslussen: at each stage, tested with good and bad results, and a no with reasons, also where nobody had the need."""

from __future__ import annotations

from sluss.gates.states import Outcome, TrialResult

from ..plot import ALL, EMP, FEW, OFFER, RES, STAFF, Story, advance, assess, close, match, meets, plan_trial, read, take, tried

YES = {"behov": "yes", "klart": "yes", "utan_kop": "yes", "uppgifter": "yes"}
STORIES = (
    Story(
        key="brunnssensor",
        way=OFFER,
        by="petra",
        ago=190,
        title="Sensor som larmar innan brunnen svämmar över",
        need=(
            "Vi har en sensor som känner när vattnet stiger i en gatubrunn och larmar flera timmar innan det rinner över. Den sitter i "
            "locket och drivs av ett batteri i fem år."
        ),
        solution="Vi vill prova tio sensorer under en vår, tillsammans med dem som sköter brunnarna.",
        benefit="Gatudriften kan åka till rätt brunn i tid i stället för att vänta på att någon ringer.",
        unknowns="Hur ofta larmar den i onödan?",
        theme="miljo-och-klimat",
        reach=ALL,
        show_name=True,
        checks=YES,
        steps=(
            read(187, "nadja"),
            advance(185, "nadja", "Självkontrollen är klar. Vi söker en verksamhet som har behovet."),
            match(
                184, "nadja", "tpf", "Vid skyfall svämmar samma 40–60 gatubrunnar över. Gatudriften får veta det först när någon ringer."
            ),
            meets(178, "wilma", True, "Vi har det här behovet varje höst och kan ställa upp med två personer och tio brunnar."),
            advance(176, "nadja", "Teknik- och parkförvaltningen har behovet och vill vara med. Nu bedöms risk och lika villkor."),
            assess(165, "carim", "Ingen kostnad för staden utöver tid. Inga personuppgifter.", nytta=4, risk=5, likabehandling=4),
            assess(
                163, "oskar", "Två andra företag har liknande givare och får prova på samma villkor.", nytta=4, risk=4, likabehandling=5
            ),
            plan_trial(
                161,
                "nadja",
                "Gatudriften åker ut när någon ringer: i fjol 38 gånger.",
                "Om en sensor gör att locket inte ligger fast.",
                -70,
            ),
            advance(160, "nadja", "Provet görs med tio brunnar från mars till maj. Resultatet visas för alla."),
            tried(
                62,
                "nadja",
                TrialResult.WORKED,
                "Nio av tio sensorer höll. Larmen kom fem timmar i förväg, vart sjätte i onödan. Batteriet tål kylan.",
            ),
            close(
                60,
                "nadja",
                Outcome.TESTED,
                "Nio av tio sensorer höll hela våren. Larmen kom i snitt fem timmar innan brunnen var full, och vart sjätte larm var i "
                "onödan. Rapporten ligger öppen. Vill staden köpa sensorer blir det en upphandling där alla kan lämna anbud.",
            ),
        ),
    ),
    Story(
        key="luftsensor",
        way=OFFER,
        challenge="klassrumsluft",
        by="petra",
        ago=58,
        title="Luftsensorer i alla klassrum",
        need="Vi säljer sensorer som mäter koldioxid i klassrum. Vi vill att staden köper in dem till sina 212 klassrum.",
        benefit="Bättre luft och piggare elever.",
        theme="skola",
        reach=FEW,
        checks=YES | {"utan_kop": "no"},
        steps=(
            read(55, "nadja"),
            close(
                52,
                "nadja",
                Outcome.NOT,
                "Det ni föreslår är ett köp, och ett köp måste upphandlas så att alla företag får samma chans. Därför kan det inte gå "
                "genom Företagsslussen. Utbildningsförvaltningen planerar att upphandla inneklimat nästa år: bevaka stadens annonser, och "
                "svara gärna på den marknadsdialog som annonseras före sommaren.",
            ),
        ),
    ),
    Story(
        key="uppresningsstol",
        way=OFFER,
        ago=6,
        title="A seat that helps people stand up",
        need=(
            "We have built a seat that lifts the person slowly to standing, without electricity. It is tried at two care homes in Denmark. "
            "We would like to test it with people who live at home."
        ),
        solution="Ten seats for three months, lent by us. We teach the staff.",
        benefit="Fewer heavy lifts for those who work, and people get up when they want to.",
        theme="omsorg",
        who=(RES, EMP),
        reach=FEW,
        name="Ada Lind, Liftseat ApS",
        email="ada@liftseat.example",
        language="en",
        checks=YES | {"uppgifter": "unsure"},
    ),
    Story(
        key="bokautomat",
        way=OFFER,
        ago=33,
        title="Bokautomat vid busshållplatsen",
        need=(
            "Vi bygger skåp där man lånar och lämnar böcker dygnet runt. Vi vill prova ett vid en hållplats där biblioteket ligger långt "
            "bort."
        ),
        solution="Ett skåp i sex månader. Vi står för skåpet och elen.",
        theme="kultur-och-fritid",
        place="solbacken",
        reach=FEW,
        name="Milan Rask, Lånskåpet AB",
        checks=YES,
        steps=(
            read(30, "nadja"),
            advance(28, "nadja", "Det löser ett behov som någon i staden kan ha. Vi frågar dem det gäller."),
            match(26, "nadja", "vof", "De som bor på äldreboenden har svårt att ta sig till biblioteket."),
            meets(20, "amira", False, "Bokbussen kommer redan till alla våra boenden varannan vecka, och det räcker för oss."),
            match(6, "nadja", "kof", "I Solbacken är det fyra kilometer till närmaste bibliotek, och bussen går en gång i timmen."),
        ),
    ),
    Story(
        key="halkvarning",
        way=OFFER,
        ago=52,
        title="Halkvarning för gående",
        need="Vår app räknar ut var det är halt att gå, av väder och sensorer i skor. Vi vill prova den med dem som sandar.",
        unknowns="Hur många testpersoner behövs?",
        theme="trafik",
        reach=STAFF,
        name="Siri Kling, Fotfäste AB",
        email="siri@fotfaste.example",
        checks=YES | {"klart": "unsure"},
        steps=(
            read(49, "nadja"),
            advance(46, "nadja", "Frågan om halka kommer varje vinter. Vi söker en verksamhet som vill vara med."),
            match(44, "nadja", "tpf", "Gatudriften sandar efter schema och vet inte var folk faktiskt halkar."),
            meets(36, "wilma", True, "Vi kan vara med om testet inte lovar gående att det är säkert där appen är grön."),
            advance(14, "nadja", "Behovet finns. Nu bedöms risken: en app som har fel kan göra att någon ramlar."),
            assess(
                5,
                "carim",
                "Nyttan är osäker och risken verklig. Bör provas av sandarna först, inte av gående.",
                nytta=3,
                risk=2,
                likabehandling=4,
            ),
        ),
    ),
    Story(
        key="matsvinnsvag",
        way=OFFER,
        ago=120,
        title="Våg som visar vad som slängs i skolköket",
        need="Vår våg under soptunnan tar en bild och räknar vad som slängs. Vi vill prova den i två skolkök.",
        benefit="Köket ser vilken mat som blir över och lagar rätt mängd.",
        theme="miljo-och-klimat",
        reach=ALL,
        name="Jon Edlund, Tallriken AB",
        checks=YES,
        steps=(
            read(117, "nadja"),
            advance(113, "nadja", "Matsvinn är ett mål i miljöprogrammet. Vi frågar utbildningsförvaltningen."),
            match(112, "nadja", "ubf", "Skolköken slänger var sjätte portion och vet inte vilka rätter det gäller."),
            meets(103, "jonas", True, "Kvarnbyskolan och Lärkan vill vara med. Bilderna får bara visa mat."),
            advance(101, "nadja", "Två kök säger ja. Nu bedöms testet."),
            assess(92, "oskar", "Bra upplägg. Kameran får bara se ner i tunnan.", nytta=4, risk=4, likabehandling=4),
            plan_trial(90, "nadja", "Två kök slänger i snitt 31 kilo mat om dagen.", "Om kameran får med något annat än mat.", 30),
            advance(88, "nadja", "Testet pågår till terminens slut i två kök. Vi mäter två veckor före och två veckor efter."),
            take(87, "nadja"),
        ),
    ),
    Story(
        key="lanecykel",
        way=OFFER,
        ago=260,
        title="Lådcyklar att låna för hemtjänsten",
        need="Vi hyr ut lådcyklar med tak. Vi vill prova om hemtjänsten kan ersätta en bil med två cyklar.",
        theme="trafik",
        who=(EMP,),
        reach=ALL,
        name="Bo Thorell, Lastcykel i Väst",
        checks=YES,
        steps=(
            read(256, "nadja"),
            advance(252, "nadja", "Hemtjänsten har frågat om cyklar förut. Vi frågar dem."),
            match(250, "nadja", "vof", "Hemtjänsten Norr har sex bilar för elva turer, och parkeringen tar tio minuter per besök."),
            meets(243, "amira", True, "Norr vill prova två cyklar på de korta turerna."),
            advance(240, "nadja", "Norr är med. Nu bedöms säkerhet och försäkring."),
            assess(230, "carim", "Försäkringen gäller. Hjälm och vinterdäck ingår.", nytta=3, risk=3, likabehandling=5),
            plan_trial(227, "nadja", "Elva korta turer körs med bil och tar 14 minuter styck.", "Om någon skadar sig.", -130),
            advance(225, "nadja", "Testet görs i tre månader med två cyklar."),
            tried(
                48,
                "nadja",
                TrialResult.PARTLY,
                "Sju av elva turer gick fortare med cykel. I snö fungerade de inte alls.",
            ),
            advance(
                45,
                "nadja",
                "Cyklarna ersatte en bil på sju av elva turer. I snö fungerade de inte. Nu får Hemtjänsten Söder och parkdriften läsa "
                "resultatet och säga om de vill gå vidare. Ett köp blir i så fall en upphandling öppen för alla.",
            ),
        ),
    ),
    Story(
        key="verktygsskap",
        way=OFFER,
        ago=95,
        title="Skåp där grannar lånar verktyg av varandra",
        need=(
            "Vi bygger låsta skåp där man lånar borrmaskin, stege och domkraft med telefonen. Vi vill prova tre skåp i ett "
            "bostadsområde under ett halvår."
        ),
        benefit="Var och en slipper köpa en borrmaskin som används tio minuter om året.",
        theme="miljo-och-klimat",
        who=(RES,),
        reach=ALL,
        name="Tora Granath, Grannskruven AB",
        checks=YES,
        steps=(
            read(92, "nadja"),
            advance(89, "nadja", "Det är genomtänkt och klart att prova. Vi söker en verksamhet som har behovet."),
            match(88, "nadja", "kof", "Sportbanken på Sågen lånar ut skidor och skridskor. Folk frågar ibland efter verktyg också."),
            meets(80, "elin", False, "Vi får frågan några gånger om året. Det är för sällan, och vi hinner inte se till att allt är helt."),
            match(79, "nadja", "tpf", "Parkdriften har odlingslotter där många saknar redskap."),
            meets(70, "wilma", False, "De som odlar hos oss har redan en gemensam bod med redskap, och den räcker."),
            close(
                66,
                "nadja",
                Outcome.NOT,
                "Vi har frågat två förvaltningar, och ingen av dem har behovet. Utan en verksamhet som vill vara med testar vi inget, "
                "hur bra det än är. Bostadsrättsföreningar och odlarföreningar kan ha större nytta av skåpen, och näringslivskontoret "
                "hjälper er gärna att nå dem. Ni är välkomna tillbaka om ni hittar någon hos oss som vill.",
            ),
        ),
    ),
    Story(
        key="tolkpuck",
        way=OFFER,
        ago=240,
        title="A small speaker that interprets at the library desk",
        language="en",
        need=(
            "Our speaker stands on the desk and interprets between Swedish and twenty other languages. Nothing that is said is kept. We "
            "would like to try it where people come with all kinds of questions."
        ),
        solution="Two speakers at one desk for two months, lent by us.",
        benefit="Those who do not speak Swedish get help at once, without booking an interpreter.",
        unknowns="Does it hear well enough in a room full of people?",
        theme="digitalt",
        who=(RES, EMP),
        reach=ALL,
        name="Iris Vance, Sidlanda Tolkljud AB",
        email="iris@tolkljud.example",
        checks=YES,
        steps=(
            read(237, "nadja"),
            advance(234, "nadja", "Your answers are complete. We now look for a part of the city that has the need."),
            match(233, "nadja", "kof", "Every day somebody comes to the City Library with a letter that they cannot read."),
            meets(225, "elin", True, "We would like to try it with letters and library cards, but not with health or money."),
            advance(222, "nadja", "The City Library has the need and wants to take part. Risk and equal treatment are assessed next."),
            assess(210, "carim", "Low cost. A mistake can harm somebody, so staff must be beside it.", nytta=4, risk=3, likabehandling=4),
            assess(206, "oskar", "Ask those who speak the languages, and not only the staff.", nytta=4, risk=3, likabehandling=4),
            plan_trial(
                203,
                "nadja",
                "Nine visitors a day cannot make themselves understood. Most come back with a relative.",
                "If somebody is given wrong advice because of the speaker.",
                -140,
            ),
            advance(202, "nadja", "The test runs for two months at one desk. A member of staff stands beside it all the time."),
            tried(
                136,
                "nadja",
                TrialResult.DID_NOT,
                "Of 160 conversations 61 got through. By the entrance it mixed up voices, and Somali and Tigrinya were often wrong.",
            ),
            close(
                132,
                "nadja",
                Outcome.TESTED,
                "It did not work, and this is what we learnt. In a quiet room two of three conversations got through, at the desk only "
                "one of three. Visitors trusted the speaker also when it was wrong, and that is worse than no help at all. The library "
                "now has a quiet room for such questions, and books an interpreter by telephone. The report is open to everybody.",
            ),
        ),
    ),
)
