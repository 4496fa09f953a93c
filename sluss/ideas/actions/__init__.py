"""Every write of ideas, one verb a function. All are atomic and keyword-only after the idea, and raise NotAllowed or Conflict."""

from .changing import complete, edit, show_name, withdraw
from .drafts import delete_draft, save_draft
from .gateways import change_gateway
from .giving import submit
from .registering import receipt_code_of, register
from .spreading import answer_adoption, ask_to_adopt, claim_benefit, count_adoptions
from .support import support, support_by_email, withdraw_support
from .values import Contact, Receipt, Texts, WrittenIn
from .verifying import change_email, send_code, verify_email

__all__ = [
    "Contact",
    "Receipt",
    "Texts",
    "WrittenIn",
    "answer_adoption",
    "ask_to_adopt",
    "change_email",
    "change_gateway",
    "claim_benefit",
    "complete",
    "count_adoptions",
    "delete_draft",
    "edit",
    "receipt_code_of",
    "register",
    "save_draft",
    "send_code",
    "show_name",
    "submit",
    "support",
    "support_by_email",
    "verify_email",
    "withdraw",
    "withdraw_support",
]
