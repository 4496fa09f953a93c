"""What answers the challenge that is open."""

from __future__ import annotations

from ..plot import EMP, RES, STAFF, WORK, Story, advance, read

STORIES = (
    Story(
        key="matta",
        way=WORK,
        by="hemtjanst-norr",
        challenge="lugna-natter",
        ago=24,
        title="En matta bredvid sängen som känner när någon faller",
        need="Två av dem jag åker till har legat på golvet i flera timmar. De vill inte ha kamera, och larmet låg på bordet.",
        solution="En matta som märker om någon ligger kvar på den, och larmar patrullen. Den ser ut som en vanlig matta.",
        unknowns="Larmar den när katten ligger där?",
        theme="omsorg",
        who=(RES, EMP),
        reach=STAFF,
        supports=7,
        steps=(
            read(21, "amira", uppdrag="yes", behov="yes", pagar="no"),
            advance(15, "amira", "Det här svarar rakt på utmaningen. Bedömningen tittar särskilt på hur ofta den larmar i onödan."),
        ),
    ),
)
