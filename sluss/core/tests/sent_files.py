"""Files as people send them, made here: a photo that says where it was taken, documents, and what only claims to be one."""

from __future__ import annotations

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS, MAKER, ARTIST, TURNED = 0x8825, 0x010F, 0x013B, 0x0112
ARTIST_NAME = "Sara Kanariefotograf"


def photo(
    name: str = "brunn.jpg", *, size: tuple[int, int] = (64, 48), colour: str = "navy", turned: int = 6, artist: str = ARTIST_NAME
) -> SimpleUploadedFile:
    """A JPEG as a phone makes it: lying on its side, with who took it and where."""
    picture, exif = Image.new("RGB", size, colour), Image.Exif()
    exif[TURNED], exif[ARTIST], exif[MAKER] = turned, artist, "Telefon"
    exif.get_ifd(GPS)[2] = (57.0, 42.0, 0.0)
    made = BytesIO()
    picture.save(made, "JPEG", exif=exif)
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def png(name: str = "skiss.png", *, size: tuple[int, int] = (30, 20), mode: str = "RGBA") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new(mode, size).save(made, "PNG")
    return SimpleUploadedFile(name, made.getvalue(), "image/png")


def pdf(name: str = "plan.pdf", words: str = "plan") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, f"%PDF-1.4\n% {words}\n%%EOF\n".encode(), "application/pdf")


def office(name: str, *members: str) -> SimpleUploadedFile:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as held:
        for member in members:
            held.writestr(member, "<x/>")
    return SimpleUploadedFile(name, made.getvalue(), "application/octet-stream")


def docx(name: str = "skrivelse.docx") -> SimpleUploadedFile:
    return office(name, "[Content_Types].xml", "word/document.xml")


def xlsx(name: str = "kostnader.xlsx") -> SimpleUploadedFile:
    return office(name, "[Content_Types].xml", "xl/workbook.xml")
