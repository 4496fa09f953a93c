from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.people.models import Unit

PERSON = settings.AUTH_USER_MODEL


class ReplyTemplate(models.Model):
    """A text that is often right in an answer. Kept by a unit, and used there and in the units below; the city's by all."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reply_templates")
    title = models.CharField(max_length=120)
    text = models.TextField()  # Markdown, with placeholders: gates.texts
    language = models.CharField(max_length=2, choices=[("sv", "Svenska"), ("en", "English")], default="sv")
    changed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(language__in=["sv", "en"]), name="reply_template_language_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="reply_template_says_something"),
            models.UniqueConstraint(fields=["unit", "language", "title"], condition=Q(retired_at=None), name="reply_template_title_once"),
        ]

    def __str__(self) -> str:
        return self.title
