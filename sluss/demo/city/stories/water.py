"""Energy and water: an idea that was carried out in part."""

from __future__ import annotations

from sluss.gates.states import Outcome, TrialResult

from ..plot import ALL, EMP, RES, WORK, Story, advance, assess, close, plan_trial, read, tried

STORIES = (
    Story(
        key="vattnet-stangs-av",
        way=WORK,
        by="energi",
        ago=230,
        title="Säg till innan vi stänger av vattnet",
        need=(
            "När vi byter en ventil sätter vi lappar i porten dagen innan. Hälften läser dem inte. Sedan ringer de till mig, med schampo i "
            "håret."
        ),
        solution="Ett sms två dagar innan och ett när vattnet är tillbaka, till dem som bor i de hus som berörs.",
        benefit="Färre samtal och färre arga. Dialyspatienter och frisörer hinner planera.",
        unknowns="Har vi rätt nummer? Får vi använda dem till det här?",
        theme="digitalt",
        who=(RES, EMP),
        reach=ALL,
        supports=15,
        over=40,
        follows=2,
        steps=(
            read(227, "mattias", uppdrag="yes", behov="yes", pagar="no"),
            advance(222, "mattias", "Vi stänger av vattnet 90 gånger om året, så behovet är klart. Idén bedöms."),
            assess(
                211,
                "carim",
                "Ett sms kostar 35 öre. Numren finns i kundregistret och får användas till avbrott.",
                nytta=4,
                genomforbarhet=4,
                nyhet=2,
                risk=4,
            ),
            advance(203, "mattias", "Vi utreder vilka hus som hör till vilken ventil. Det är det svåra."),
            plan_trial(
                160,
                "mattias",
                "Vid ett planerat avbrott ringer i snitt 34 personer.",
                "Om sms går till fel hus två gånger.",
                -85,
            ),
            advance(159, "mattias", "Vi provar i Lövåsen och Kvarnby under tio veckor."),
            tried(
                84,
                "mattias",
                TrialResult.PARTLY,
                "Vid planerade avbrott ringde 6 i stället för 34. Vid akuta läckor kom sms:et först när vattnet redan var borta.",
            ),
            close(
                80,
                "mattias",
                Outcome.PARTLY,
                "Sms vid planerade avbrott blir kvar och gäller nu alla som bor i Älvsund. Samtalen gick från 34 till 6. Vid akuta läckor "
                "genomförs idén inte: då vet vi inte vilka hus det gäller förrän vattnet är borta, och ett sms i efterhand gjorde bara "
                "folk argare. Där visar vi i stället läckan på kartan på webbplatsen.",
            ),
        ),
    ),
)
