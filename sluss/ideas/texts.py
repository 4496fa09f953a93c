"""An idea's own words and facts, as they stand on its page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sluss.core.dates import day as in_words
from sluss.core.labels import shown
from sluss.core.routes import number_in
from sluss.core.text import markdown, plain
from sluss.gates.models import Case
from sluss.gates.states import Origin
from sluss.journal.models import Subject

from .hidden import ANSWERS, instead, masked_version
from .hidden import LABELS as HIDDEN
from .models import Idea, IdeaVersion
from .states import Beneficiary, QuestionKind

CRUMB = 40
LABELS = {
    "need": gettext_lazy("The need"),
    "solution": gettext_lazy("The proposal"),
    "benefit": gettext_lazy("The benefit"),
    "unknowns": gettext_lazy("What we do not know yet"),
}
Fact = tuple[Any, ...]


def shortened(title: str) -> str:
    """A title in few words, for the way back."""
    if len(title) <= CRUMB:
        return title
    return title[:CRUMB].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"


def lead(idea: Idea) -> str:
    return idea.excerpt


def brief(idea: Idea) -> list[Fact]:
    """What it says, by its parts. A need that is as short as its excerpt stands above already."""
    parts = ("solution", "benefit", "unknowns") if plain(idea.need) == idea.excerpt else tuple(LABELS)
    return [(LABELS[part], markdown(getattr(idea, part))) for part in parts if getattr(idea, part)] + _own(idea)


def brief_in_full(idea: Idea) -> list[Fact]:
    """All parts, as those who answer need them."""
    return [(label, markdown(getattr(idea, part))) for part, label in LABELS.items() if getattr(idea, part)] + _own(idea)


def _own(idea: Idea) -> list[Fact]:
    """The answers to the way in's own questions; hidden with the other answers, but from one for whom the idea was filled in in clear."""
    if idea.answers and ANSWERS in idea.subject.masked_fields and not getattr(idea, "read_in_clear", False):
        return [(HIDDEN[ANSWERS], instead(idea.subject.language))]
    return answered(idea.answers)


def answered(answers: Sequence[Mapping[str, Any]]) -> list[Fact]:
    """What the way in asked and what was answered, in the words it was asked with then; a question without an answer is left out."""
    return [(shown(one["label"]), _answer(one)) for one in answers if one.get("value")]


def _answer(one: Mapping[str, Any]) -> Any:
    value = str(one["value"])
    match one["kind"]:
        case QuestionKind.CHOICE:
            number = number_in(value)
            return shown(one["choices"][number]) if number is not None and number < len(one["choices"]) else value
        case QuestionKind.DATE:
            return in_words(date.fromisoformat(value), year=True)
        case QuestionKind.NUMBER:
            return number_format(Decimal(value), force_grouping=len(value.split(".", maxsplit=1)[0]) > 4)
        case _:
            return markdown(value)


def case_meta(idea: Idea, giver: str, support: str) -> list[Fact]:
    """The facts of an idea beside its case, whose own facts stand there already."""
    return [
        (_("Given by"), giver),
        (_("Submitted"), in_words(idea.submitted_at, year=True)),
        (_("Written in"), written_in(idea)),
        (_("Way in"), idea.gateway.shown_name),
        *_challenge(idea),
        (_("Theme"), idea.theme.shown_name if idea.theme else ""),
        (_("Place"), place(idea)),
        (_("For whom"), for_whom(idea)),
        (_("Support"), support),
        (_("Versions"), str(idea.versions_made), reverse("ideas:versions", args=[idea.pk, idea.subject.address])),
    ]


def written_in(idea: Idea) -> str:
    """By whom, when and from what, of an idea that did not come by the form. Load submission with registered_by and details."""
    submission = getattr(idea, "submission", None)
    if submission is None or submission.registered_by is None:
        return ""
    said = {"name": submission.registered_by.name, "channel": submission.get_channel_display().lower()}
    said["day"] = in_words(submission.registered_at, year=True)
    return _("by %(name)s on %(day)s (%(channel)s)") % said


def place(idea: Idea) -> str:
    return ", ".join(part for part in (idea.place.name if idea.place else "", idea.spot) if part)


def for_whom(idea: Idea) -> str:
    return ", ".join(str(Beneficiary(value).label) for value in idea.beneficiaries if value in Beneficiary.values)


def meta(idea: Idea, cases: Sequence[Case], numbers: Sequence[str]) -> list[Fact]:
    """The facts beside it; what is not known is left out."""
    case = cases[0] if cases else None
    subject = idea.subject
    facts: list[Fact] = [
        (_("Unit"), idea.unit.shown_name),
        (_("Theme"), idea.theme.shown_name, f"{reverse('ideas:list')}?theme={idea.theme.key}") if idea.theme else (_("Theme"), ""),
        (_("Place"), place(idea)),
        (_("For whom"), for_whom(idea)),
        (_("Process"), case.version.shown_name, reverse("gates:process", args=[case.version.process.key])) if case else (_("Process"), ""),
        (_("Reference"), ", ".join(case.reference for case in cases if case.reference)),
        (_("Registry number"), ", ".join(numbers)),
        (_("Submitted"), in_words(idea.submitted_at, year=True)),
    ]
    facts += _challenge(idea)
    if idea.versions_made > 1 and idea.edited_at:
        changed = _("%(day)s, version %(number)d") % {"day": in_words(idea.edited_at, year=True), "number": idea.versions_made}
        facts.append((_("Changed"), changed, reverse("ideas:versions", args=[idea.pk, subject.address])))
    facts += _imported(idea, case)
    return facts


def _challenge(idea: Idea) -> list[Fact]:
    """The challenge it answers: one query for such an idea, none for another."""
    if idea.challenge_id is None:
        return []
    subject = Subject.objects.get(pk=idea.challenge_id)
    return [(_("Answers the challenge"), subject.title, reverse("ideas:challenge", args=[subject.pk, subject.address]))]


def _imported(idea: Idea, case: Case | None) -> list[Fact]:
    """One query for an idea that was brought from another system, none for another."""
    imported = getattr(idea, "imported", None) if case is not None and case.origin == Origin.IMPORT else None
    if imported is None:
        return []
    facts: list[Fact] = [(_("Imported from"), imported.source)]
    if len(imported.boards) > 1:
        facts.append((_("Boards named"), ", ".join(str(board) for board in imported.boards)))
    if imported.result:
        facts.append((_("Result in the source"), imported.result))
    return facts


# --- Versions -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    at: datetime
    title: str
    parts: Sequence[tuple[Any, SafeString]]
    changed: str  # what is other than in the version before, in words

    @property
    def heading(self) -> str:
        return (
            _("Version %(number)d, as received first") % {"number": 1}
            if self.number == 1
            else _("Version %(number)d") % {"number": self.number}
        )


def versions(rows: Sequence[IdeaVersion], *, masked: Collection[str] = (), language: str = "sv") -> list[Version]:
    """The newest first, as the rows are; `masked` are the fields hidden from the reader."""
    shown = []
    changes = [_changed(row, before) for row, before in zip(rows, [*rows[1:], None], strict=True)]
    for row, changed in zip(rows, changes, strict=True):
        if masked:
            masked_version(row, masked, language)
        parts = [(label, markdown(str(row.texts.get(part, "")))) for part, label in LABELS.items() if row.texts.get(part)]
        parts += answered(row.texts.get("answers") or [])
        shown.append(Version(row.number, row.at, row.title, parts, changed))
    return shown


def _changed(row: IdeaVersion, before: IdeaVersion | None) -> str:
    if before is None:
        return ""
    names = {"title": _("the title"), **{part: str(label).lower() for part, label in LABELS.items()}}
    names |= {"answers": _("the answers to the questions")}
    names |= {"spot": _("the place"), "place": _("the place"), "theme": _("the theme"), "beneficiaries": _("for whom it is")}
    changed = ["title"] if row.title != before.title else []
    changed += [part for part in names if part != "title" and row.texts.get(part) != before.texts.get(part)]
    return ", ".join(dict.fromkeys(names[part] for part in changed))
