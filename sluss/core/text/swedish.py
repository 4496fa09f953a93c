"""What the word list does not say about Swedish words, as small tables that a person can read and mend."""

from __future__ import annotations


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


# Words that say nothing about what a text is about. Only function words: "ny", "fler" or "bättre" can be what one looks for.
STOP_WORDS = _words(
    """
    alla allt alltid alltså allting andra annan annat att av
    bara bli blir blev blivit borde bort bör
    de dem den denna dennes dess dessa det detta dig din dina dit ditt dock dom du där därför då
    efter efteråt eftersom ej eller en er era ert ett
    fast finnas finns fram från få får för före förr
    genom gör göra
    ha hade han hans har hej hela helst henne hennes hit hon honom hos hur här
    i ibland icke in inga ingen inget inom inte istället
    ja jag ju just
    kan kanske kunde kunna kommer
    lite
    man med mellan men mer mera mest mig min mina mitt mot mycket många måste
    ni nog nu någon något några när nära nästan
    och också om oss
    på
    redan
    samma samt sen sedan sig sin sina sitt själv ska skall skulle slippa snart så sådan sådana sådant som
    till tills trots
    under upp ur ut utan utom
    vad vara varandra varför varit varje vars vart vem vems vet vi vid vidare vilka vilken vilket vill ville vore var vår våra vårt
    väl
    åt
    än ännu även är
    över
    aldrig alltför antingen både ca cirka deras dessutom dessvärre desto dvs därmed enbart etc ex exempelvis framförallt förutom
    gärna härmed idag ifrån igen igenom ihop ingenting intill iväg längs nämligen någonting nånting ofta osv ovanför pga såsom såväl
    tex tyvärr ungefär utifrån utmed utöver verkligen åtminstone ändå
    the and of to
    """
)

# First parts that steer the meaning away: "översikt" is no "sikt", "undersökning" no "sökning".
PARTICLES = _words(
    "an av bort efter emot fort fram från för före genom hop in inför kring med mot ned ner om på sam samman till under upp ur ut "
    "utom vid van åt åter över övers"
)

# Last parts that have become endings, or that hardly ever are what a person looks for.
ENDINGS = _words("dom full graf het lös nation skap tiger")

# Words that look joined but are not, or no longer.
WHOLE = _words("biograf elände fullmakt fullmäktig fullmäktige hushåll kombination kärlek ordförande storlek")

# First parts that the list leaves out since they would let misspellings through, with the word that each comes from.
FIRST_PARTS = {
    "dags": "dag",
    "el": "el",
    "gatu": "gata",
    "grön": "grön",
    "is": "is",
    "kill": "kille",
    "kö": "kö",
    "barna": "barn",
    "by": "by",
    "rums": "rum",
    "tros": "tro",
    "mini": "mini",
    "multi": "multi",
    "ute": "ute",
    "yt": "yta",
    "års": "år",
} | {
    word: word
    for word in _words(
        "alg bär dop dyk ek fika frost gips gran grå blå gym gäng hall hat hörn jakt kall kod kost land lås moln mur mäss orm ost ris rid "
        "rör slam spa tak tall torn vall ved åker älv öl"
    )
}
# Last parts that the list leaves out, for the same reason.
LAST_PARTS = _words("app by gym kö led sluss tak värd")

# Plurals that change the vowel: the list has them as words of their own.
_SHIFTED = {
    "böck": "bok",
    "böt": "bot",
    "händ": "hand",
    "länd": "land",
    "nätt": "natt",
    "rött": "rot",
    "spång": "spång",
    "städ": "stad",
    "stränd": "strand",
    "stäng": "stång",
    "tänd": "tand",
    "tång": "tång",
    "bönd": "bonde",
    "ledamöt": "ledamot",
    "fött": "fot",
}
IRREGULAR = {stem + ending: base for stem, base in _SHIFTED.items() for ending in ("er", "erna", "ers", "ernas")} | {
    "bröder": "broder",
    "bröderna": "broder",
    "döttrar": "dotter",
    "döttrarna": "dotter",
    "mödrar": "moder",
    "mödrarna": "moder",
    "män": "man",
    "männen": "man",
    "männens": "man",
    "mäns": "man",
    "söner": "son",
    "sönerna": "son",
    "ögon": "öga",
    "ögonen": "öga",
    "öron": "öra",
    "öronen": "öra",
}

# What places are called: "Kvarnholmsbron" is a bridge even when "Kvarnholm" is in no list.
PLACES = _words(
    "arena backe bad badplats bana bibliotek bro brygga center gata gränd gård hall hamn kaj kyrka kyrkogård led lekplats museum område "
    "park pir plan plats sjö skog skola station stråk teater terminal torg tunnel vall väg äng"
)
