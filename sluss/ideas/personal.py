"""What ideas keep about a person, for the file that the person takes home. Rows are read as they are written out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sluss.core.providers import PersonalPart
from sluss.journal.models import OutgoingMail

from .actions import codes
from .hidden import LABELS, TEXTS
from .models import Draft, IdeaVersion, Submission, Support
from .queries import list_flag

BATCH = 500


def parts_of(person: Any) -> Iterator[PersonalPart]:
    """What one has given in every text as it was received, supported, and begun to write."""
    given = Submission.objects.filter(person=person)
    yield from given_parts(given)
    about = (("at", _("When")), ("number", _("Number")), ("title", _("What it is called")))
    supports = (
        Support.objects.filter(person=person)
        .order_by("-pk")
        .values_list("at", "idea_id", "idea__subject__title", f"idea__{list_flag(person)}")
    )
    rows = ((at, pk, title if listed else "") for at, pk, title, listed in supports.iterator(chunk_size=BATCH))
    yield PersonalPart("supports", _("What you support"), about, rows)
    drafts = Draft.objects.filter(owner=person).order_by("-pk").values_list("updated_at", "gateway__slug", "data")
    written = ((at, way, "\n".join(str(value) for value in data.values() if value)) for at, way, data in drafts.iterator(chunk_size=BATCH))
    yield PersonalPart("drafts", _("Your drafts"), (("at", _("Saved")), ("way", _("Way in")), ("text", _("Text"))), written)


def given_parts(given: QuerySet[Submission]) -> Iterator[PersonalPart]:
    """What was given, with the name and the address that were written, and each text as it was received."""
    heads = (
        ("at", _("Received")), ("number", _("Number")), ("name", _("Name")), ("email", _("E-mail")), ("show_name", _("The name shows")),
        ("company", _("For a company")), ("terms", _("Terms")), ("language", _("Language")),
    )  # fmt: skip
    rows = given.order_by("-pk").values_list("received_at", "pk", "name", "email", "show_name", "for_company", "terms__version", "language")
    yield PersonalPart("given", _("Ideas you have given"), heads, rows.iterator(chunk_size=BATCH))
    heads = (("at", _("When")), ("number", _("Number")), ("version", _("Version")), ("title", _("Title")))
    heads += (*((name, LABELS[name]) for name in TEXTS), ("spot", _("Place")), ("answer", _("Your answer")))
    texts = IdeaVersion.objects.filter(idea__submission__in=given).order_by("-idea_id", "-number")
    found = texts.values_list("at", "idea_id", "number", "title", "texts", "answer").iterator(chunk_size=BATCH)
    rows_of = (
        (at, pk, number, title, *(str(words.get(name) or "") for name in (*TEXTS, "spot")), answer)
        for at, pk, number, title, words, answer in found
    )
    yield PersonalPart("texts", _("Every text you have sent"), heads, rows_of)


def parts_without_account(submission: Submission) -> Iterator[PersonalPart]:
    """For one without an account who has shown that the address is theirs: the idea, what was told there, and what they support."""
    yield from given_parts(Submission.objects.filter(pk=submission.pk))
    hashes = codes.email_hashes(submission.email)
    supports = (
        Support.objects.filter(email_hash__in=hashes)
        .order_by("-pk")
        .values_list("at", "idea_id", "idea__subject__title", "idea__in_public_list")
    )
    about = (("at", _("When")), ("number", _("Number")), ("title", _("What it is called")))
    rows = ((at, pk, title if listed else "") for at, pk, title, listed in supports.iterator(chunk_size=BATCH))
    yield PersonalPart("supports", _("What you support"), about, rows)
    mails = OutgoingMail.objects.filter(event__subject_id=submission.pk, person=None, to=submission.email).order_by("-pk")
    heads = (("at", _("When")), ("to", _("To")), ("subject", _("Subject of the mail")), ("text", _("Text")))
    yield PersonalPart(
        "mails", _("Mails to you"), heads, mails.values_list("sent_at", "to", "subject_line", "text").iterator(chunk_size=BATCH)
    )
