"""What came in another way than by the form, written in by those who answer."""

from sluss.ideas.states import Channel

from ..plot import EMP, HOME, RES, STAFF, WORK, Story, read

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
)
