"""Every write of ideas, one verb a function. All are atomic and keyword-only after the idea, and raise NotAllowed or Conflict."""

from .challenges import Facts, change_challenge, close_challenge, draft_challenge, open_challenge
from .changing import complete, edit, show_name, withdraw
from .drafts import delete_draft, save_draft
from .files import add_file, describe_file, describe_own_file, release_file, send_file
from .gateways import change_gateway
from .giving import submit
from .prolonging import prolong_challenge, tell_those_who_answered, throw_away_challenge
from .questions import Asking, add_question, change_question, move_question, remove_question
from .registering import receipt_code_of, register
from .spreading import answer_adoption, ask_to_adopt, claim_benefit, count_adoptions, take_back_request
from .support import support, support_by_email, withdraw_support
from .values import Contact, Receipt, Replies, Texts, WrittenIn
from .verifying import change_email, send_code, verify_email

__all__ = [
    "Asking",
    "Contact",
    "Facts",
    "Receipt",
    "Replies",
    "Texts",
    "WrittenIn",
    "add_file",
    "add_question",
    "answer_adoption",
    "ask_to_adopt",
    "change_challenge",
    "change_email",
    "change_gateway",
    "change_question",
    "claim_benefit",
    "close_challenge",
    "complete",
    "count_adoptions",
    "delete_draft",
    "describe_file",
    "describe_own_file",
    "draft_challenge",
    "edit",
    "move_question",
    "open_challenge",
    "prolong_challenge",
    "receipt_code_of",
    "register",
    "release_file",
    "remove_question",
    "save_draft",
    "send_code",
    "send_file",
    "show_name",
    "submit",
    "support",
    "support_by_email",
    "take_back_request",
    "tell_those_who_answered",
    "throw_away_challenge",
    "verify_email",
    "withdraw",
    "withdraw_support",
]
