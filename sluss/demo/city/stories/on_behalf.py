"""What came in another way than by the form, written in by those who answer."""

from sluss.gates.states import Outcome
from sluss.ideas.states import Channel

from ..plot import EMP, HOME, RES, STAFF, WORK, Story, advance, close, read
from .residents import ON

STORIES = (
    Story(
        key="lappvaggen",
        way=WORK,
        ago=12,
        written_in="amira",
        came=5,
        channel=Channel.WORKSHOP,
        title="En vägg för glömda hjälpmedel",
        need=(
            "På workshopen om trygg hemgång satte fyra arbetslag upp samma lapp: rullatorer och duschpallar blir stående när någon "
            "flyttar, och ingen vet vems de är. Vi köper nya medan de gamla samlar damm."
        ),
        solution="Ett rum per område med en lista på väggen. Den som hittar något skriver upp det, den som behöver tar det.",
        benefit="Färre inköp, och ingen behöver vänta tre veckor på en duschpall.",
        theme="omsorg",
        who=(EMP, RES),
        reach=STAFF,
        supports=3,
        over=5,
        steps=(read(8, "amira", uppdrag="yes", behov="yes", pagar="no"),),
    ),
    Story(
        key="banken-vid-backen",
        way=HOME,
        ago=3,
        written_in="nadja",
        came=2,
        channel=Channel.PAPER,
        name="Gunvor Åsberg",
        title="En bänk halvvägs upp i backen",
        need=(
            "Backen från torget till vårdcentralen är brant, och det finns ingenstans att vila. Vi är många som vänder om halvvägs. "
            "Inlämnat som brev i receptionen."
        ),
        theme="stadsmiljo",
        who=(RES,),
    ),
    Story(
        key="rosta-vid-sexton",
        way=HOME,
        ago=64,
        written_in="nadja",
        came=4,
        channel=Channel.WORKSHOP,
        name="Elevrådet på Kvarnbyskolan",
        title="Låt oss rösta i kommunvalet när vi är sexton",
        need=(
            "Kommunen bestämmer om vår skola, våra bussar och vår fritidsgård. Ändå får vi inte vara med och välja dem som bestämmer "
            "förrän vi är arton, och då har vi slutat. Skrivet av elevrådet på demokratidagen."
        ),
        theme="organisation",
        place="kvarnby",
        who=(RES,),
        steps=(
            read(63, "nadja", uppdrag="no", personer="yes"),
            close(
                62,
                "nadja",
                Outcome.NOT,
                "Rösträttsåldern står i lag, och lagar beslutas av riksdagen. Därför kan kommunen inte sänka den, inte ens för det egna "
                "valet. Men ni har rätt i att ni ska kunna påverka innan ni är arton. Kommunstyrelsens ordförande kommer till "
                "elevrådet nästa månad, och alla på skolan får lämna förslag här, oavsett ålder.",
            ),
        ),
    ),
    Story(
        key="horslinga",
        way=HOME,
        ago=19,
        written_in="nadja",
        came=1,
        channel=Channel.PHONE,
        name="Sven-Erik Lundh",
        title="Hörslinga där kommunens öppna möten hålls",
        need=(
            "Jag har hörapparat och går gärna på de öppna mötena i stadshuset. Men slingan fungerar bara på de tre första raderna, och "
            "där sitter redan alla andra som hör dåligt. Berättat i telefon."
        ),
        solution="Laga slingan, och sätt upp en skylt som visar var den hörs.",
        theme="stadsmiljo",
        place="centrum",
        spot="Sessionssalen i stadshuset",
        who=(RES, EMP),
        supports=9,
        over=12,
        steps=(read(17, "nadja", uppdrag="yes", personer="yes"), advance(17, "nadja", ON)),
    ),
)
