"""What is taken of what people send, and what others are shown of a picture."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from sluss.core import files
from sluss.core.verdict import NotAllowed

from .sent_files import ARTIST_NAME, docx, office, pdf, photo, png, xlsx


@pytest.fixture(autouse=True)
def folder(tmp_path: Path):
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def lying(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("sent", "kind"),
    [(photo, "jpg"), (png, "png"), (pdf, "pdf"), (docx, "docx"), (xlsx, "xlsx")],
    ids=["jpg", "png", "pdf", "docx", "xlsx"],
)
def test_it_is_what_its_bytes_say_whatever_it_is_called(folder, sent, kind):
    upload = sent("vad-som-helst.exe")
    held = files.take(upload)
    assert held.kind == kind
    assert files.opened(held.stored).read() == upload.open().read()
    assert held.size == upload.size
    assert bool(held.shown) == (kind in {"jpg", "png"})


def test_what_others_are_shown_of_a_photo_tells_nothing_but_the_picture(folder):
    upload = photo(size=(64, 48), turned=6)
    held = files.take(upload)
    assert ARTIST_NAME.encode() in files.opened(held.stored).read(), "what was received is kept as it was"
    shown = files.opened(held.shown).read()
    assert ARTIST_NAME.encode() not in shown
    picture = Image.open(BytesIO(shown))
    assert not picture.getexif()
    assert "exif" not in picture.info
    # The right way up: a phone that was held upright stores the picture lying.
    assert picture.size == (held.width, held.height) == (48, 64)


def test_a_large_photo_is_shown_no_larger_than_a_page_needs(folder):
    held = files.take(photo(size=(4000, 3000), turned=1))
    assert (held.width, held.height) == (1600, 1200)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16", "LA"])
def test_every_sort_of_png_can_be_shown(folder, mode):
    assert files.take(png(mode=mode)).shown


def bomb(width: int, height: int) -> SimpleUploadedFile:
    """A PNG of few bytes that says it is large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    made = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return SimpleUploadedFile("bomb.png", made)


NOT_TAKEN = {
    "a program": (SimpleUploadedFile("bild.jpg", b"MZ\x90\0" + b"\0" * 200), "sort"),
    "a page": (SimpleUploadedFile("bild.png", b"<html><script>alert(1)</script>"), "sort"),
    "a drawing that can hold scripts": (SimpleUploadedFile("bild.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'), "sort"),
    "a zip": (office("arkiv.docx", "hemligt.txt"), "sort"),
    "with macros": (office("plan.docx", "word/document.xml", "word/vbaProject.bin"), "makron"),
    "a zip with more names than anybody writes": (office("plan.docx", *(f"word/{n:0>60}.xml" for n in range(6_000))), "trasig"),
    "a broken zip": (SimpleUploadedFile("plan.docx", b"PK\x03\x04" + b"\0" * 50), "trasig"),
    "an old Word file": (SimpleUploadedFile("plan.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 50), "äldre"),
    "from a phone, unchanged": (SimpleUploadedFile("bild.heic", b"\0\0\0\x18ftypheic" + b"\0" * 50), "HEIC"),
    "half a photo": (SimpleUploadedFile("bild.jpg", photo().open().read()[:300]), "läsa som bild"),
    "the first bytes of a photo": (SimpleUploadedFile("bild.jpg", b"\xff\xd8\xff"), "läsa som bild"),
    "a bomb": (bomb(60_000, 60_000), "bildpunkter"),
    "a smaller bomb": (bomb(7_000, 7_000), "bildpunkter"),
    "empty": (SimpleUploadedFile("bild.jpg", b""), "tom"),
}


@pytest.mark.parametrize("what", NOT_TAKEN)
def test_what_is_not_taken_says_why_and_leaves_nothing(folder, what):
    upload, why = NOT_TAKEN[what]
    with pytest.raises(NotAllowed, match=why):
        files.take(upload)
    assert not lying(folder)


def test_too_large(folder, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    with pytest.raises(NotAllowed, match="för stor"):
        files.take(pdf())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("brunn.jpg", "brunn.jpg"),
        ("C:\\Users\\sara\\brunn.jpg", "brunn.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ('"><script>.png', "script .png"),
        ("", "Fil"),
        ("...", "Fil"),
        ("å" * 300 + ".pdf", "å" * 115 + "….pdf"),
    ],
)
def test_what_a_file_is_called(sent, kept):
    assert files.name_of(sent) == kept
    assert len(kept) <= files.LONGEST_NAME


def test_it_is_on_disk_before_anything_can_say_so(folder, monkeypatch):
    synced: list[str] = []
    real = files._sync
    monkeypatch.setattr(files, "_sync", lambda path: (synced.append(path.name), real(path)))
    held = files.take(pdf())
    name, shelf = held.stored.split("/")[-1], held.stored.split("/")[-2]
    assert synced == [name, shelf, files.FOLDER, folder.name]
    assert Path(default_storage.path(held.stored)).is_relative_to(folder)


def test_what_lies_on_a_shelf(folder):
    held = files.take(photo())
    shelf = held.sha256[:2]
    assert {name for name, _at in files.lying(shelf)} == {held.stored, held.shown}
    assert not list(files.lying("zz"))
    files.throw_away(held.stored, held.shown, "", "attached/00/gone.pdf")
    assert not lying(folder)
    assert folder == settings.MEDIA_ROOT
