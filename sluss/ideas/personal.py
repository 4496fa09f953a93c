"""What ideas keep about a person, for the file that the person takes home. Rows are read as they are written out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sluss.core.providers import PersonalPart
from sluss.gates.personal import advice_to
from sluss.journal.models import OutgoingMail
from sluss.journal.queries import names_somebody_protected

from .actions import codes
from .hidden import BENEFITS, LABELS, TEXTS
from .models import Adoption, AdoptionRequest, BenefitClaim, Challenge, Draft, IdeaVersion, Prolonging, Submission, Support
from .queries import list_flag

BATCH = 500


def parts_of(person: Any) -> Iterator[PersonalPart]:
    """What one has given in every text as it was received, supported, begun to write, and done with ideas for the city."""
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
    yield advice_to(given.values("pk"))
    yield from _in_office(person)


def _in_office(person: Any) -> Iterator[PersonalPart]:
    """What one has done with ideas for the city, in one's own words. What is marked as secret is left out."""
    when, number, unit, reason = ("at", _("When")), ("number", _("Number")), ("unit", _("Unit")), ("reason", _("Reason"))
    written = Submission.objects.filter(registered_by=person).order_by("-pk").values_list("registered_at", "pk")
    yield PersonalPart("written_in", _("Ideas you have written in for others"), (when, number), written.iterator(chunk_size=BATCH))
    claims = BenefitClaim.objects.filter(claimed_by=person).order_by("-pk")
    found = claims.values_list("at", "idea_id", "for_whom", "words", "measured_how", "idea__subject__masked")
    heads = (when, number, ("for_whom", _("For whom")), ("words", _("Text")), ("how", _("How we will know")))
    rows = (
        (at, pk, *(("", "", "") if BENEFITS in masked.split() else texts)) for at, pk, *texts, masked in found.iterator(chunk_size=BATCH)
    )
    yield PersonalPart("benefits", _("Benefits you have claimed"), heads, rows)
    asked = AdoptionRequest.objects.filter(asked_by=person).order_by("-pk").values_list("asked_at", "idea_id", "unit__name")
    yield PersonalPart(
        "adoption_asked", _("Units you have asked to take up an idea"), (when, number, unit), asked.iterator(chunk_size=BATCH)
    )
    ended = AdoptionRequest.objects.filter(dropped_by=person).order_by("-pk")
    rows_back = ended.values_list("dropped_at", "idea_id", "unit__name", "drop_reason").iterator(chunk_size=BATCH)
    yield PersonalPart(
        "adoption_taken_back", _("Questions to units about taking up an idea that you took back"), (when, number, unit, reason), rows_back
    )
    answered = Adoption.objects.filter(by=person).order_by("-pk")
    rows_of = answered.values_list("at", "request__idea_id", "request__unit__name", "reason").iterator(chunk_size=BATCH)
    yield PersonalPart("adoptions", _("What you have answered for a unit that was asked"), (when, number, unit, reason), rows_of)
    led = Challenge.objects.filter(Q(opened_by=person) | Q(closed_by=person)).order_by("-pk")
    heads = (("opened", _("Opened")), ("closed", _("Closed")), number, ("title", _("What it is called")))
    rows_led = led.values_list("opened_at", "closed_at", "pk", "subject__title").iterator(chunk_size=BATCH)
    yield PersonalPart("challenges", _("Challenges you have opened or closed"), heads, rows_led)
    longer = Prolonging.objects.filter(by=person).order_by("-pk").values_list("at", "challenge_id", "reason")
    yield PersonalPart("prolonged", _("Challenges you have kept open longer"), (when, number, reason), longer.iterator(chunk_size=BATCH))


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
    yield advice_to([submission.pk])
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
    names = names_somebody_protected()
    sent = mails.values_list("sent_at", "to", "subject_line", "text").iterator(chunk_size=BATCH)
    told = ((at, to, *(("", "") if names(f"{line}\n{text}") else (line, text))) for at, to, line, text in sent)
    yield PersonalPart("mails", _("Mails to you"), heads, told)
