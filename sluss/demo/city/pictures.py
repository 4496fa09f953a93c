"""What the givers of the demo city send along: drawings and a calculation, made here, since no real place may be pictured."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image, ImageDraw

PAPER, INK, SOFT, WATER, LIGHT, GRASS = "#f6f2e9", "#2b2f36", "#b9b2a3", "#3c8dad", "#f2b83c", "#9cb58a"
SIZE = (1200, 800)
LINE = 8

Draw = ImageDraw.ImageDraw


def _drain(draw: Draw) -> None:
    """A street in section: the drain, the water in it, and the sensor that sees it rise."""
    draw.rectangle((0, 300, 1200, 330), fill=INK)
    draw.rectangle((0, 330, 1200, 800), fill="#d8cfbd")
    draw.rectangle((480, 300, 720, 760), fill=PAPER, outline=INK, width=LINE)
    draw.rectangle((488, 520, 712, 752), fill=WATER)
    for place in range(490, 720, 40):
        draw.line((place, 300, place, 330), fill=PAPER, width=LINE)
    draw.rectangle((570, 340, 630, 400), fill=LIGHT, outline=INK, width=LINE)
    for wave in (440, 470):
        draw.arc((540, wave - 40, 660, wave + 10), 20, 160, fill=INK, width=5)
    for drop in range(60, 1200, 110):
        draw.line((drop, 60, drop - 25, 150), fill=WATER, width=LINE)


def _threshold(draw: Draw) -> None:
    """A wheel against a threshold, and the same with a ramp."""
    for left in (0, 600):
        draw.line((left + 40, 620, left + 560, 620), fill=INK, width=LINE)
        draw.rectangle((left + 330, 560, left + 380, 620), fill=SOFT, outline=INK, width=LINE)
        draw.ellipse((left + 170, 460, left + 330, 620), outline=INK, width=LINE)
        draw.line((left + 250, 540, left + 250, 300), fill=INK, width=LINE)
        draw.line((left + 170, 300, left + 330, 300), fill=INK, width=LINE)
    draw.polygon(((810, 620), (930, 560), (930, 620)), fill=LIGHT, outline=INK, width=LINE)
    draw.line((600, 80, 600, 720), fill=SOFT, width=4)


def _path(draw: Draw) -> None:
    """A path between two houses, seen from above: four lamps are there, and three are missing."""
    draw.rectangle((0, 0, 1200, 800), fill=GRASS)
    draw.line(((80, 700), (360, 560), (620, 420), (900, 340), (1120, 120)), fill=PAPER, width=60, joint="curve")
    for corner in ((30, 640), (1050, 40)):
        draw.rectangle((*corner, corner[0] + 130, corner[1] + 120), fill=SOFT, outline=INK, width=LINE)
    for x, y, there in ((200, 600, True), (350, 500, True), (480, 450, False), (620, 370, False), (760, 330, False), (920, 270, True)):
        draw.ellipse((x - 26, y - 26, x + 26, y + 26), fill=LIGHT if there else GRASS, outline=INK, width=LINE)


def _drawn(draw_on: Callable[[Draw], None]) -> bytes:
    picture, made = Image.new("RGB", SIZE, PAPER), BytesIO()
    draw_on(ImageDraw.Draw(picture))
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _costs() -> bytes:
    book, made = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("Kostnad")
    for row in (("Vad", "Antal", "Kronor styck", "Kronor"), ("Givare", 120, 1_900, "=B2*C2"), ("Montering", 120, 700, "=B3*C3")):
        sheet.append(row)
    book.save(made)
    return made.getvalue()


_MADE: dict[str, Callable[[], bytes]] = {
    "skiss-brunn.png": lambda: _drawn(_drain),
    "troskel.png": lambda: _drawn(_threshold),
    "stigen.png": lambda: _drawn(_path),
    "kostnad-givare.xlsx": _costs,
}


def sent(name: str) -> SimpleUploadedFile:
    """The file of that name, as a browser would send it."""
    return SimpleUploadedFile(name, _MADE[name]())
