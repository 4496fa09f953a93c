"""Every write of the lock, one verb a function. All are atomic, keyword-only after the case, and raise NotAllowed or Conflict."""

from .decisions import advance, ask, close, correct, park, recommend, release, send_back, wake, withdraw
from .opening import import_closed, import_decision, open_case
from .processes import load_process
from .promises import complete
from .receiving import accept, ask_receiver, decline, take_back
from .referring import refer
from .succession import let_go, let_go_after_roles, let_go_where_lost, move_to_successor
from .time import end_period, remind, wake_parked
from .trials import end_trial, plan_trial
from .work import answer_checks, assess, hand_over, recuse, take

__all__ = [
    "accept",
    "advance",
    "answer_checks",
    "ask",
    "ask_receiver",
    "assess",
    "close",
    "complete",
    "correct",
    "decline",
    "end_period",
    "end_trial",
    "hand_over",
    "import_closed",
    "import_decision",
    "let_go",
    "let_go_after_roles",
    "let_go_where_lost",
    "load_process",
    "move_to_successor",
    "open_case",
    "park",
    "plan_trial",
    "recommend",
    "recuse",
    "refer",
    "release",
    "remind",
    "send_back",
    "take",
    "take_back",
    "wake",
    "wake_parked",
    "withdraw",
]
