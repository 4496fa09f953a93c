"""What records lend downward: places in the main menu, and what they keep about a person."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sluss.core.context import is_signed_in
from sluss.core.providers import Kind, NavItem, PersonalPart, provide
from sluss.core.routes import address
from sluss.people.models import Person
from sluss.people.rules import acting, standing
from sluss.people.states import Permission, Standing

from .models import ErasureRequest, RegisterEntry, SecrecyMark
from .rules import may_answer_requests, may_read_audit
from .states import Answer, MarkAct


@provide(Kind.NAVIGATION, order=80)
def register(request: HttpRequest) -> Iterator[NavItem]:
    """For registrars alone; nobody but an employee holds roles, so nobody else is asked about."""
    if is_signed_in(request) and standing(request.user) == Standing.EMPLOYEE and acting(request.user).has(Permission.READ_REGISTER):
        yield NavItem(_("Official register"), address("records:register"), order=80)


@provide(Kind.NAVIGATION, order=82)
def requests(request: HttpRequest) -> Iterator[NavItem]:
    """For those who answer requests to be de-identified."""
    if is_signed_in(request) and standing(request.user) == Standing.EMPLOYEE and may_answer_requests(request.user):
        yield NavItem(_("De-identification"), address("records:erasures"), order=82)


@provide(Kind.NAVIGATION, order=91)
def audit_log(request: HttpRequest) -> Iterator[NavItem]:
    """For auditors and administrators alone."""
    if is_signed_in(request) and standing(request.user) == Standing.EMPLOYEE and may_read_audit(request.user):
        yield NavItem(_("Audit log"), address("records:audit"), order=91)


BATCH = 500


@provide(Kind.PERSONAL_DATA, order=30)
def personal_data(person: Person) -> Iterator[PersonalPart]:
    """What one has asked, and what one has answered, registered and marked for the city. Who it was about is others' data."""
    when, number, reason = ("at", _("When")), ("number", _("Number")), ("reason", _("Reason"))
    own = ErasureRequest.objects.filter(person=person).order_by("-pk")
    late = ("put_off", _("Why it takes longer"))
    heads = (("at", _("Came in")), ("due", _("Answer by")), late, ("words", _("Text")), ("answer", _("Answer")), reason)
    rows = (
        (at, due, longer, words, Answer(answer).label if answer else "", why)
        for at, due, longer, words, answer, why in own.values_list("received_on", "due_on", "put_off_reason", "words", "answer", "reason")
    )
    yield PersonalPart("requests", _("When you have asked to be de-identified"), heads, rows)
    written = ErasureRequest.objects.filter(entered_by=person).order_by("-pk").values_list("received_on", "pk")
    title = _("Requests to be de-identified that you have written in")
    yield PersonalPart("requests_entered", title, (("at", _("Came in")), number), written.iterator(chunk_size=BATCH))
    answered = ErasureRequest.objects.filter(answered_by=person).order_by("-pk").values_list("answered_at", "pk", "reason")
    title = _("Requests to be de-identified that you have answered")
    yield PersonalPart("requests_answered", title, (when, number, reason), answered.iterator(chunk_size=BATCH))
    put_off = ErasureRequest.objects.filter(put_off_by=person).order_by("-pk").values_list("put_off_at", "pk", "put_off_reason")
    title = _("Requests to be de-identified whose answer you have put off")
    yield PersonalPart("requests_put_off", title, (when, number, reason), put_off.iterator(chunk_size=BATCH))
    entries = RegisterEntry.objects.filter(by=person).order_by("-pk").values_list("registered_on", "number", "subject_id", "reason")
    heads = (("at", _("Date")), ("registry", _("Registry number")), number, reason)
    yield PersonalPart("entries", _("What you have written in the official register"), heads, entries.iterator(chunk_size=BATCH))
    marks = SecrecyMark.objects.filter(by=person).order_by("-pk").values_list("at", "subject_id", "field", "act", "ground", "reason")
    heads = (when, number, ("field", _("Part")), ("what", _("What")), ("ground", _("Paragraph")), reason)
    rows_of = ((at, pk, field, MarkAct(act).label, ground, why) for at, pk, field, act, ground, why in marks.iterator(chunk_size=BATCH))
    yield PersonalPart("marks", _("What you have said about secrecy"), heads, rows_of)
