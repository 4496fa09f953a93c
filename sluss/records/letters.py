"""The answer to a request to be de-identified, as it is sent and shown: what was decided, why, what was done, how to appeal."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from sluss.core.dates import day

from .models import ErasureRequest
from .states import Answer


def done(answer: str) -> list[str]:
    """What the answer means, in the order it is asked about."""
    if answer == Answer.REFUSED:
        return [_("Nothing has been erased.")]
    return [
        _("Name, e-mail address, telephone and title are erased, and you can no longer sign in. Receipt codes no longer open anything."),
        _("The texts stay as the city received them: they are official documents, and the law on archives asks for them."),
        _("What somebody has decided in office keeps its name, since the decision belongs to the office."),
    ]


def appeal(answer: str) -> list[str]:
    """How one appeals; also against a yes, since what it leaves stands. Lagen (2018:218) 7 kap. 2 §, förvaltningslagen 33 and 43–44 §§,
    GDPR art. 77."""
    stays = [] if answer == Answer.REFUSED else [_("Do you think that more should be erased than what we have erased?")]
    return [
        *stays,
        _("You can appeal to the administrative court (förvaltningsrätten) within three weeks of the day you got this answer."),
        _("Write which answer you appeal against, what you want changed and why, and send it to us. We pass it on to the court."),
        _("You can also complain to the Swedish Authority for Privacy Protection (IMY), imy.se."),
    ]


def heading(asked: ErasureRequest) -> str:
    return {
        Answer.GRANTED: _("You are de-identified"),
        Answer.PART: _("You are de-identified, in part"),
        Answer.REFUSED: _("You are not de-identified"),
    }[Answer(asked.answer)]


def answer_letter(asked: ErasureRequest, *, name: str) -> tuple[str, str]:
    """Subject line and text, in the language that is active."""
    answered = {"unit": asked.authority.shown_name, "day": day(asked.received_on, year=True)}
    lines = [
        _("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        _("On %(day)s you asked %(unit)s to take your name away. This is the answer.") % answered,
        f"{heading(asked)}.",
        asked.reason,
        "\n".join(done(asked.answer)),
        "\n".join(appeal(asked.answer)),
        ", ".join(filter(None, [asked.answered_shown, asked.authority.shown_name])),
        _("Questions? Write to %(mail)s.") % {"mail": settings.CONTACT_EMAIL},
    ]
    return heading(asked), "\n\n".join(line for line in lines if line) + "\n"


def put_off_letter(asked: ErasureRequest, *, name: str) -> tuple[str, str]:
    """Subject line and text, in the language that is active. That one can complain is said too: art. 12.3 and 77."""
    told = {"unit": asked.authority.shown_name, "on": day(asked.received_on, year=True), "due": day(asked.due_on, year=True)}
    subject_line = _("The answer to your request takes longer: you get it by %(due)s") % told
    lines = [
        _("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        _("On %(on)s you asked %(unit)s to take your name away. We need more time, and you get the answer by %(due)s at the latest.")
        % told,
        _("The reason:") + "\n" + asked.put_off_reason,
        _("You can complain to the Swedish Authority for Privacy Protection (IMY), imy.se."),
        asked.authority.shown_name,
        _("Questions? Write to %(mail)s.") % {"mail": settings.CONTACT_EMAIL},
    ]
    return subject_line, "\n\n".join(lines) + "\n"
