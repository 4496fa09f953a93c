"""The files of an idea: what has come, who reads which, and how it is told of.

What a file is called, and what a camera writes into a picture, often says who sent it. So who may not know the giver's name is given
another name, and the picture alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core.components import FileItem
from sluss.journal.models import Attachment, ChosenFile, Subject
from sluss.journal.states import FILE_MARK
from sluss.people.models import Person

from .models import Idea

FILES = "files"  # among what a giver can say may be secret when sending: all that is sent along


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody who may open the idea may do with its files."""

    own: bool  # has given the idea
    handles: bool  # opens the case
    clear: bool  # reads what is marked as secret
    names: bool  # may know who gave it

    def reads(self, file: Attachment, masked: Collection[str]) -> bool:
        if self.own and file.from_giver:
            return True
        if file.mark in masked and not self.clear:
            return False
        return self.handles or file.is_released

    def knows_name(self, file: Attachment) -> bool:
        return not file.from_giver or self.own or self.names

    def reads_original(self, file: Attachment) -> bool:
        """Of a picture others get the one that is shown. A document cannot be made anew: whoever reads it gets what was sent."""
        return not file.is_picture or (self.knows_name(file) and (self.handles or (self.own and file.from_giver)))


GIVER = Reader(own=True, handles=False, clear=False, names=True)


def files_of(subject: Subject) -> list[Attachment]:
    """All of them, in the order they came. One query, none where nothing has come."""
    return list(Attachment.objects.filter(subject=subject).order_by("number")) if subject.files_taken else []


def chosen_in(form_key: UUID, owner: Person | None) -> QuerySet[ChosenFile]:
    """What has been chosen in a form, as long as it is not sent."""
    return ChosenFile.objects.filter(form_key=form_key, owner=owner).order_by("id")


def numbered(number: int) -> str:
    """What a file is called by those who may not know its name, and by the city's own pages."""
    return _("File %(number)d") % {"number": number}


def marked_files(masked: Collection[str]) -> list[str]:
    """The labels of those files that a secrecy mark hides. No query."""
    numbers = sorted(int(mark.removeprefix(FILE_MARK)) for mark in masked if mark.startswith(FILE_MARK))
    return [numbered(number) for number in numbers]


def told_of(file: Attachment | ChosenFile) -> str:
    """ "JPG, 1,2 MB" """
    return f"{file.kind.upper()}, {filesizeformat(file.size)}"


def shown_files(idea: Idea, held: Sequence[Attachment], who: Reader, *, by_code: bool = False, notes: bool = False) -> list[FileItem]:
    """Those that the reader reads. `by_code`: at the addresses of the giver's own pages. `notes`: with who else reads each."""
    masked = idea.subject.masked_fields
    items = []
    for one in held:
        if not who.reads(one, masked):
            continue
        args: list[Any] = [one.number] if by_code else [idea.pk, one.number]
        family = "ideas:status_" if by_code else "ideas:"
        note = " · ".join(filter(None, [told_of(one), _who_else(idea, one) if notes else ""]))
        items.append(
            FileItem(
                name=one.name if who.knows_name(one) and one.name else numbered(one.number),
                href=reverse(f"{family}file", args=args),
                note=note if who.reads_original(one) else "",
                src=reverse(f"{family}picture", args=args) if one.is_picture else "",
                width=one.width,
                height=one.height,
                description=one.description,
                language=idea.subject.language,
            )
        )
    return items


def _who_else(idea: Idea, held: Attachment) -> str:
    if held.mark in idea.subject.masked_fields:
        return _("marked as secret")
    return _("shown to those who find the idea") if held.is_released else _("not shown to others")
