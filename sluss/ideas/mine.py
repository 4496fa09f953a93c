"""How one's own ideas and drafts stand in a row, on one's own page and in the list of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sluss.core.text import suggest_title, summarise

from .models import Draft, Idea
from .rows import status_tag


@dataclass(frozen=True, slots=True)
class Mine:
    pk: int
    href: str
    title: str
    reference: str
    sent: datetime
    due_on: date | None
    phase: int
    phase_name: str
    status: SafeString


def shown_ideas(ideas: Iterable[Idea]) -> list[Mine]:
    """Rows of queries_give.ideas_of."""
    return [_shown(idea) for idea in ideas]


def _shown(idea: Any) -> Mine:
    href = reverse("ideas:mine", args=[idea.pk])
    return Mine(
        idea.pk,
        href,
        idea.subject.title,
        idea.reference or "",
        idea.submitted_at,
        idea.due_on,
        idea.phase,
        idea.get_phase_display(),
        status_tag(idea.status, to_giver=True),
    )


@dataclass(frozen=True, slots=True)
class Begun:
    key: UUID
    href: str
    delete: str
    title: str
    gateway: str
    saved: datetime

    @property
    def dialog(self) -> str:
        """The id of the question whether to delete it."""
        return f"delete-{self.key}"


def shown_drafts(drafts: Iterable[Draft]) -> list[Begun]:
    """Rows of queries_give.drafts_of."""
    return [
        Begun(
            draft.key,
            reverse("ideas:draft", args=[draft.gateway.slug, draft.key]),
            reverse("ideas:delete_draft", args=[draft.gateway.slug, draft.key]),
            draft_title(draft.data),
            draft.gateway.shown_name,
            draft.updated_at,
        )
        for draft in drafts
    ]


def draft_title(data: dict[str, Any]) -> str:
    return summarise(str(data.get("title") or ""), 120) or suggest_title(str(data.get("need") or "")) or _("Without a title so far")
