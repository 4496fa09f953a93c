"""Codes by mail, to prove that somebody reads an address: six digits, a quarter of an hour, five tries."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from sluss.core import clock, post
from sluss.core.text import clean
from sluss.core.verdict import YES, NotAllowed, Verdict, no
from sluss.journal import actions as journal

from ..models import EmailCode, Idea, Submission
from ..queries_give import promised_now
from ..rules import may_act_as_giver
from ..states import CODE_MINUTES, CODE_TRIES
from . import codes


def for_submission(idea: Idea) -> str:
    return f"submission:{idea.pk}"


def for_support(idea: Idea) -> str:
    return f"support:{idea.pk}"


@transaction.atomic
def send_code(*, purpose: str, email: str, language: str) -> EmailCode:
    """A new code to the address; an older one for the same purpose stops working. The mail holds nothing that anybody typed."""
    email = clean(email).lower()
    hashed = codes.hash_email(email)
    EmailCode.objects.filter(purpose=purpose, email_hash=hashed, used_at=None).delete()
    code = codes.new_code()
    made = EmailCode.objects.create(
        email_hash=hashed,
        purpose=purpose,
        code_hash=codes.hash_code(code, purpose),
        expires_at=clock.now() + timedelta(minutes=CODE_MINUTES),
    )
    with override(language):
        subject = _("%(code)s is your code in Sluss") % {"code": code}
        text = _(
            "Your code is %(code)s\n\nWrite it on the page where you asked for it. It works for %(minutes)d minutes.\n\n"
            "Did you not ask for a code? Then somebody has written your address by mistake. You need do nothing: without the code "
            "nothing happens."
        ) % {"code": code, "minutes": CODE_MINUTES}
    post.send(to=email, subject=subject, text=text, key=f"code:{made.pk}")
    return made


def check_code(*, purpose: str, email: str, code: str) -> Verdict:
    """Whether the code is right; it works once. Each try is counted, whatever follows, so not even many at once get more than five.

    Ask outside a transaction that may be rolled back.
    """
    hashes = codes.email_hashes(email)
    found = (
        EmailCode.objects.filter(purpose=purpose, email_hash__in=hashes, used_at=None, expires_at__gt=clock.now()).order_by("-id").first()
    )
    if found is None:
        return no(_("The code no longer works. Ask for a new one."))
    if not EmailCode.objects.filter(pk=found.pk, used_at=None, tries__lt=CODE_TRIES).update(tries=F("tries") + 1):
        return no(_("Too many tries. Ask for a new code."))
    if not codes.same(codes.hash_code(code, purpose), found.code_hash):
        return no(_("That is not the code in the mail. Look once more, or ask for a new one."))
    if not EmailCode.objects.filter(pk=found.pk, used_at=None).update(used_at=clock.now()):
        return no(_("The code no longer works. Ask for a new one."))
    return YES


def verify_email(idea: Idea, *, code: str) -> Verdict:
    """The giver without an account shows that the address is theirs; from then on what happens is told by mail.

    Ask outside a transaction that may be rolled back.
    """
    submission = Submission.objects.get(pk=idea.pk)
    if not submission.email or submission.email_verified_at:
        return no(_("There is no address to confirm."))
    verdict = check_code(purpose=for_submission(idea), email=submission.email, code=code)
    if verdict:
        _confirm(idea, submission.email)
    return verdict


@transaction.atomic
def _confirm(idea: Idea, email: str) -> None:
    # The address may have been changed while the code was on its way: then it is not the one that was proved.
    if Submission.objects.filter(pk=idea.pk, email=email, email_verified_at=None).update(email_verified_at=clock.now()):
        promised = promised_now(idea.pk)
        journal.record("idea.reachable", subject=idea.subject, by=None, **({"promised": promised} if promised else {}))


@transaction.atomic
def change_email(idea: Idea, *, email: str) -> None:
    """Another address, or none, for one without an account. It counts for nothing before it is confirmed."""
    submission = Submission.objects.select_for_update(no_key=True).get(pk=idea.pk)
    may_act_as_giver(submission, None).demand()
    email = clean(email).lower()
    if len(email) > 254:
        raise NotAllowed(_("The address is too long."))
    if email == submission.email:
        return
    EmailCode.objects.filter(purpose=for_submission(idea)).delete()
    submission.email, submission.email_verified_at = email, None
    submission.save(update_fields=["email", "email_verified_at"])
