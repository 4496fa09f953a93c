"""How a case stands on the board: a card, with where it can be moved. The HTML is built here for the reason that rows.py gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .models import Promise
from .rows import due
from .states import PromiseState


@dataclass(frozen=True, slots=True)
class Way:
    """A line in a card's "Move to …": a link, or the reason why there is none."""

    phase: int
    label: str
    href: str
    back: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    promise: Promise
    title: str
    language: str
    href: str
    expected: str  # of a unit that is asked: its card is answered, not moved
    waits: str  # for a board: when it meets next
    reference: str
    stage: str
    unit: str
    holder: str
    ways: Sequence[Way]


def drawn(cards: Iterable[Card]) -> SafeString:
    return mark_safe("".join(map(_card, cards)))  # noqa: S308 - each part is escaped


def _card(card: Card) -> str:
    title = escape(card.title)
    language = f' lang="{escape(card.language)}"' if card.language else ""
    when = _("Answer by") if card.promise.state == PromiseState.OPEN else _("Waiting since")
    said = "".join(f'<p class="sl-why">{escape(text)}</p>' for text in (card.expected, card.waits) if text)
    return (
        f'<li class="sl-bcard" data-title="{title}"{" data-asked" if card.expected else ""}>'
        f'<a class="sl-a sl-bcard-t" href="{escape(card.href)}"{language}>{title}</a>'
        f'<p class="sl-mut">{escape(_joined(card.reference, card.stage))}</p>{said}'
        f'<div><span class="vh">{when} </span>{due(card.promise, headed=True)}</div>'
        f'<p class="sl-mut">{escape(_joined(card.unit, card.holder))}</p>{_ways(card, title)}</li>\n'
    )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _ways(card: Card, title: str) -> str:
    possible = [way for way in card.ways if way.href]
    refused = "".join(
        f'<span hidden data-to="{way.phase:d}">{escape(way.label)}: {escape(way.reason)}</span>' for way in card.ways if not way.href
    )
    if not possible:
        # Why it can be moved nowhere.
        return (f'<p class="sl-why">{escape(card.ways[0].reason)}</p>' if card.ways else "") + refused
    lines = "".join(
        f'<li data-to="{way.phase:d}"><a class="ds-link" href="{escape(way.href)}">{escape(_where(way))}</a></li>' for way in possible
    )
    return f'<details class="sl-to"><summary>{_("Move to …")}<span class="vh"> {title}</span></summary><ul>{lines}</ul></details>{refused}'


def _where(way: Way) -> str:
    return (_("Back to %(stage)s") if way.back else _("On to %(stage)s")) % {"stage": way.label}
