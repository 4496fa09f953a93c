"""Texts that are often right in an answer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.people.models import Person, Unit

from ..models import ReplyTemplate
from ..queries import MOST_TEMPLATES
from ..rules import may_keep_templates
from ..texts import unknown


@transaction.atomic
def keep_template(*, unit: Unit, title: str, text: str, language: str, by: Person, template: ReplyTemplate | None = None) -> ReplyTemplate:
    """A new text, or another wording of one that is there."""
    Unit.objects.select_for_update(no_key=True).filter(pk=unit.pk).values_list("pk").get()
    may_keep_templates(by, unit).demand()
    row = ReplyTemplate()
    if template is not None:
        row = ReplyTemplate.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=template.pk)
        may_keep_templates(by, row.unit).demand()
        if row.retired_at is not None:
            raise NotAllowed(str(_("Somebody else has just taken the text away.")))
    row.unit, row.title, row.text, row.language = unit, clean(title), clean(text), language
    if not row.title or not row.text:
        raise NotAllowed(str(_("Write both a title and a text.")))
    if unknown(row.text):
        raise NotAllowed(str(_("There is something in braces that means nothing.")))
    others = ReplyTemplate.objects.filter(unit=unit, retired_at=None).exclude(pk=row.pk)
    if others.filter(language=language, title=row.title).exists():
        raise NotAllowed(str(_("The unit has a text with that title already. Choose another title.")))
    if others.count() >= MOST_TEMPLATES:
        raise NotAllowed(str(_("The unit has a hundred texts. Take one away first.")))
    row.changed_by, row.changed_at = by, clock.now()
    row.save()
    return row


@transaction.atomic
def retire_template(template: ReplyTemplate, *, by: Person) -> None:
    """It can be chosen no more. What has been answered with it stays as it was sent."""
    row = ReplyTemplate.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=template.pk)
    may_keep_templates(by, row.unit).demand()
    if row.retired_at is None:
        row.retired_at, row.changed_by = clock.now(), by
        row.save(update_fields=["retired_at", "changed_by"])
