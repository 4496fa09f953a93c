"""Files that people send in: what is taken, what others are shown of a picture, and how it comes to lie safely on disk.

What a file is called and what the browser says it is are only claims; its first bytes say what it is. A picture is shown to others as
one that we have made from it: it opens quickly on a phone, and tells neither where nor by whom it was taken.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .ids import uid
from .text import clean
from .verdict import NotAllowed

MOST_BYTES = 20_000_000  # of one file
LONGEST_NAME = 120
FOLDER = "attached"
ACCEPT = ".jpg,.jpeg,.png,.pdf,.docx,.xlsx,image/jpeg,image/png,application/pdf"  # a phone turns its own format into one of these
SHOWN_SIDE = 1600  # pixels, of a picture as others are shown it
_MOST_PIXELS = {"JPEG": 80_000_000, "PNG": 30_000_000}  # a JPEG is read at the size it is shown in; a PNG must be unpacked whole
_MOST_LISTED = 500_000  # bytes of an Office file's list of its members; it is a zip, and all of the list is read into memory
CHUNK = 1 << 20

TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",  # what we make to be shown; not taken
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Whatever a broken or hostile picture makes of those who read it.
_UNREADABLE = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, OverflowError,
)  # fmt: skip


class DurableStorage(FileSystemStorage):
    """A file is on disk, with its name in its folder, before anything can say that it is there."""

    def _save(self, name: str, content: File) -> str:
        saved = str(super()._save(name, content))
        path = Path(self.path(saved))
        _sync(path)
        folder, root = path.parent, Path(self.location)
        while folder.is_relative_to(root):
            _sync(folder)
            folder = folder.parent
        return saved


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that has been taken and lies in the store, with no row yet."""

    stored: str  # its name there
    name: str  # as it was called where it came from
    kind: str  # of TYPES
    size: int  # bytes
    sha256: str
    shown: str = ""  # the name there of what others are shown, of a picture
    width: int = 0  # of that, in pixels
    height: int = 0


def take(upload: Any) -> Stored:
    """Check a sent file (django.core.files.File) and store it. Raises NotAllowed in words for whoever sent it; nothing is stored then."""
    name = name_of(upload.name or "")
    if upload.size > MOST_BYTES:
        raise NotAllowed(_("“%(name)s” is too large. A file may be 20 MB at most.") % {"name": name})
    if not upload.size:
        raise NotAllowed(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
    kind, picture = _looked_at(upload, name)
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks(CHUNK):
        digest.update(chunk)
    key = str(uid())
    place = f"{FOLDER}/{digest.hexdigest()[:2]}/{key}"
    upload.seek(0)
    stored = default_storage.save(f"{place}.{kind}", upload)
    shown, width, height = "", 0, 0
    if picture is not None:
        content, width, height = picture
        shown = default_storage.save(f"{place}-shown.webp", ContentFile(content))
    return Stored(stored, name, kind, upload.size, digest.hexdigest(), shown, width, height)


def name_of(sent: str) -> str:
    """The last part of what the browser called it, without what no name should hold."""
    last = PureWindowsPath(PurePosixPath(sent).name).name
    made = " ".join(re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', " ", clean(last)).split()).strip(". ")
    if len(made) > LONGEST_NAME:
        stem, dot, end = made.rpartition(".")
        made = f"{stem[: LONGEST_NAME - len(end) - 2]}…{dot}{end}" if dot and len(end) <= 5 else made[:LONGEST_NAME]
    return made or _("File")


def _looked_at(upload: Any, name: str) -> tuple[str, tuple[bytes, int, int] | None]:
    """What it is by its own bytes, and of a picture what is shown of it."""
    upload.seek(0)
    head = upload.read(1024)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg", _picture(upload, name)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", _picture(upload, name)
    if b"%PDF-" in head:
        return "pdf", None
    if head.startswith(b"PK\x03\x04") and (kind := _office(upload, name)):
        return kind, None
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotAllowed(
            _("“%(name)s” is an older Office file, or is locked with a password. Save it as PDF, .docx or .xlsx.") % {"name": name}
        )
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim"}:
        raise NotAllowed(_("“%(name)s” is a picture in the format HEIC. Save it as JPG and choose it again.") % {"name": name})
    raise NotAllowed(
        _("“%(name)s” is of a kind we do not take. Choose a picture (JPG, PNG), or a PDF, Word or Excel file.") % {"name": name}
    )


def _office(upload: Any, name: str) -> str:
    """docx or xlsx, by what stands in it. Empty for any other zip."""
    members = _members(upload)
    if members is None:
        raise NotAllowed(_("“%(name)s” is broken. Save it anew and choose it again.") % {"name": name})
    if any(member.endswith("vbaproject.bin") for member in members):
        raise NotAllowed(_("“%(name)s” holds macros, which we do not take. Save it without them, or as PDF.") % {"name": name})
    return "docx" if "word/document.xml" in members else "xlsx" if "xl/workbook.xml" in members else ""


def _members(upload: Any) -> set[str] | None:
    """The names in a zip; None for one that is broken, or whose list of names is longer than any Office writes."""
    upload.seek(max(0, upload.size - 66_000))
    end = upload.read().rpartition(b"PK\x05\x06")[2]
    if len(end) < 12 or int.from_bytes(end[8:12], "little") > _MOST_LISTED:
        return None
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as held:
            return {info.filename.lower() for info in held.infolist()}
    except (zipfile.BadZipFile, ValueError, ArithmeticError, RuntimeError):  # the last of them: packed in a way that is not read here
        return None


def _picture(upload: Any, name: str) -> tuple[bytes, int, int]:
    """What others are shown of it, its width and its height."""
    upload.seek(0)
    try:
        with Image.open(upload, formats=tuple(_MOST_PIXELS)) as picture:
            width, height = picture.size
            shown = _made_anew(picture) if width * height <= _MOST_PIXELS[str(picture.format)] else None
    except Image.DecompressionBombError:
        shown = None
    except _UNREADABLE:
        raise NotAllowed(
            _("“%(name)s” could not be read as a picture. Save it anew as JPG and choose it again.") % {"name": name}
        ) from None
    if shown is None:
        raise NotAllowed(_("“%(name)s” has too many pixels. Make the picture smaller and choose it again.") % {"name": name})
    return shown


def _made_anew(picture: Image.Image) -> tuple[bytes, int, int]:
    """Turned the right way up, no larger than a page needs, and nothing of the original but what one sees."""
    picture.draft("RGB", (SHOWN_SIDE, SHOWN_SIDE))
    ImageOps.exif_transpose(picture, in_place=True)
    picture.thumbnail((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.LANCZOS)
    plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    made = BytesIO()
    Image.frombytes(plain.mode, plain.size, plain.tobytes()).save(made, "WEBP", quality=80, method=2)
    return made.getvalue(), *plain.size


def opened(stored: str) -> File:
    """A file of the store, to read. Raises FileNotFoundError."""
    return default_storage.open(stored, "rb")


def throw_away(*stored: str) -> None:
    """What no row points at any more. One that is gone already is gone."""
    for name in filter(None, stored):
        default_storage.delete(name)


def lying(shelf: str) -> Iterator[tuple[str, Any]]:
    """What lies on one of the store's 256 shelves ("00" to "ff"), with the time it came there."""
    folder = f"{FOLDER}/{shelf}"
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}", default_storage.get_modified_time(f"{folder}/{name}")


def there(stored: str) -> bool:
    return default_storage.exists(stored)
