"""Stötta pågående: work that had begun already, one at each stage, and the help it asks for."""

from __future__ import annotations

from ..plot import ALL, EMP, RES, STAFF, UNDER_WAY, Story, accept, advance, ask_receiver, plan_trial, read, take

STORIES = (
    Story(
        key="sprakcirkel",
        way=UNDER_WAY,
        by="biblioteket",
        ago=9,
        title="Språkcirkel för nyanlända föräldrar",
        need="Vi har träffat fyra familjer och vet att de vill öva svenska medan barnen är på sagostund. Vi har börjat skissa på hur.",
        theme="kultur-och-fritid",
        who=(RES,),
        reach=STAFF,
        stage="ide",
        answers=("Någon på utbildningsförvaltningen att bolla med, och en lokal på lördagar.",),
        steps=(read(7, "elin"),),
    ),
    Story(
        key="utomhuspedagogik",
        way=UNDER_WAY,
        by="larkan",
        ago=13,
        title="Förskolan i skogen på torsdagar",
        need="Vi är ute hela torsdagarna sedan i våras. Nu skriver vi ner hur vi gör, så att fler avdelningar kan.",
        theme="skola",
        reach=STAFF,
        stage="koncept",
        answers=("Hjälp att räkna på vad det kostar med en vikarie när någon är sjuk.",),
        steps=(read(10, "jonas"), take(10, "jonas")),
    ),
    Story(
        key="kvallsmal",
        way=UNDER_WAY,
        by="hemtjanst-soder",
        ago=16,
        title="Kvällsmål tillsammans i gemensamhetslokalen",
        need="Vi provar att åtta personer äter kvällsmål ihop två gånger i veckan i stället för var för sig. Det har gått i en månad.",
        benefit="De äter mer och vi hinner prata med dem.",
        theme="omsorg",
        who=(RES, EMP),
        reach=ALL,
        stage="ide",
        answers=("Vi behöver veta om vi får ta betalt för maten, och någon som mäter om de mår bättre.",),
        supports=6,
        steps=(
            read(13, "amira"),
            plan_trial(
                9, "amira", "Åtta personer äter ensamma. De väger sig varje månad.", "Om någon mår sämre av att vänta på maten.", 60
            ),
            advance(
                8, "amira", "Ni har redan börjat prova, så arbetet är en pilot. Juristen svarar om betalningen inom två veckor.", to="pilot"
            ),
        ),
    ),
    Story(
        key="robotklippare",
        way=UNDER_WAY,
        by="parkdrift",
        ago=17,
        title="Tysta gräsklippare på kyrkogårdens kanter",
        need="Vi har provat eldrivna klippare i två parker hela sommaren och vill ha dem i alla åtta.",
        theme="stadsmiljo",
        reach=ALL,
        stage="inforande",
        answers=("Pengar till sex laddstationer, och ett beslut om vem som sköter dem.",),
        steps=(read(14, "wilma"),),
    ),
    Story(
        key="lackagejakt",
        way=UNDER_WAY,
        by="energi",
        ago=24,
        title="Hitta läckor med ljud",
        need=(
            "Vi lyssnar efter läckor på natten med mikrofoner på brandposterna. Vi har hittat elva läckor på ett år och vill visa andra "
            "hur."
        ),
        theme="miljo-och-klimat",
        reach=ALL,
        stage="spridning",
        answers=("Kontakt med andra kommuner som vill prova, och hjälp att skriva en enkel guide.",),
        steps=(read(21, "mattias"),),
    ),
    Story(
        key="frukostbord",
        way=UNDER_WAY,
        by="almgarden",
        ago=15,
        title="Dukat frukostbord i stället för bricka",
        need=(
            "Sedan i våras dukar vi frukost på två avdelningar. Var och en tar det den vill ha, när den har vaknat. Nu vill de fyra "
            "andra avdelningarna göra likadant, men vi har bara två värmevagnar."
        ),
        benefit="Fler äter upp, och vi slänger hälften så mycket gröt.",
        theme="omsorg",
        place="lovasen",
        who=(RES, EMP),
        reach=ALL,
        stage="inforande",
        answers=("Pengar till fyra värmevagnar, och någon som hjälper oss att skriva rutinen.",),
        supports=5,
        steps=(
            read(13, "amira"),
            take(13, "amira"),
            ask_receiver(12, "amira", "vof", "Fyra värmevagnar, och frukostbordet som vanlig rutin på hela Almgården."),
            accept(10, "disa", "52 000 kr en gång, ur årets budget för inventarier. Maten kostar inte mer än förut."),
        ),
    ),
)
