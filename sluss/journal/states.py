from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Visibility(IntegerChoices):
    """Who can find a subject in Sluss once it is released. Not secrecy: an official document can be asked for all the same."""

    HANDLERS = 0, _("Only those who handle it")
    EMPLOYEES = 1, _("Employees of the city")
    ALL = 2, _("Everybody")


class DeliveryState(TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Gave up")


class MailState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Gave up")
    DROPPED = "dropped", _("Not to be sent any more")  # the recipient may no longer see what it is about


class Urgency(IntegerChoices):
    """The order in which mails leave: a sign-in code does not wait behind a thousand followers."""

    CODE = 0, _("Code")
    ANSWER = 1, _("Answer or task")
    NEWS = 2, _("News")


class MailChoice(TextChoices):
    """How a person wants to hear of what the person follows or handles. Receipts and answers to one's own ideas always come by mail."""

    AT_ONCE = "at_once", _("In Sluss and by mail")
    IN_APP = "in_app", _("In Sluss only")


# Minutes before the n-th new try; after the last the row is FAILED and shown to the administrator.
RETRY_MINUTES = (1, 5, 15, 60, 240, 720, 1440)
EVENT_DATA_LIMIT = 2048  # bytes of JSON; ids and codes only, never texts or names

# Files of a subject (models.Attachment).
MOST_FILES = 20  # ten from whoever gives it, as many from those who handle it
MOST_FROM_EACH = 10
LONGEST_DESCRIPTION = 300
FILE_MARK = "file"  # before its number: how a secrecy mark names it
WAITING_BYTES = 5_000_000_000  # of all files chosen in forms by people without an account, and not sent
CHOSEN_DAYS = 7  # that a file chosen in a form waits for the form to be sent, where no draft holds it
