"""Every write of the lock, one verb a function. All are atomic, keyword-only after the case, and raise NotAllowed or Conflict."""

from .absence import bring_back, hand_to_stand_in
from .asking import move_questions
from .barriers import change_barrier, give_barriers_back, move_barriers, note_barrier
from .boards import call_off_meeting, decide_by_board, enter_meetings, lift, move_waits, remind_after_meetings
from .decisions import advance, ask, close, correct, park, recommend, release, send_back, wake, withdraw
from .holding import hand_over_question, take_question
from .matching import answer_match, answer_self_check, match, take_back_match
from .opening import import_closed, import_decision, open_case, take_up
from .processes import load_process, weigh
from .promises import complete
from .receiving import accept, ask_receiver, decline, take_back
from .referring import refer
from .several import MOST, each_of
from .succession import let_go, let_go_after_roles, let_go_where_lost, lock_what_waits, move_to_successor
from .templates import keep_template, retire_template
from .time import end_period, remind, wake_parked
from .together import answer_ask, ask_unit, coach, leave, move_participants
from .trials import end_trial, plan_trial
from .trying import end_step, learn, plan_experiment, plan_step, sort_problem, start_experiment
from .work import answer_checks, assess, hand_over, recuse, take

__all__ = [
    "MOST",
    "accept",
    "advance",
    "answer_ask",
    "answer_checks",
    "answer_match",
    "answer_self_check",
    "ask",
    "ask_receiver",
    "ask_unit",
    "assess",
    "bring_back",
    "call_off_meeting",
    "change_barrier",
    "close",
    "coach",
    "complete",
    "correct",
    "decide_by_board",
    "decline",
    "each_of",
    "end_period",
    "end_step",
    "end_trial",
    "enter_meetings",
    "give_barriers_back",
    "hand_over",
    "hand_over_question",
    "hand_to_stand_in",
    "import_closed",
    "import_decision",
    "keep_template",
    "learn",
    "leave",
    "let_go",
    "let_go_after_roles",
    "let_go_where_lost",
    "lift",
    "load_process",
    "lock_what_waits",
    "match",
    "move_barriers",
    "move_participants",
    "move_questions",
    "move_to_successor",
    "move_waits",
    "note_barrier",
    "open_case",
    "park",
    "plan_experiment",
    "plan_step",
    "plan_trial",
    "recommend",
    "recuse",
    "refer",
    "release",
    "remind",
    "remind_after_meetings",
    "retire_template",
    "send_back",
    "sort_problem",
    "start_experiment",
    "take",
    "take_back",
    "take_back_match",
    "take_question",
    "take_up",
    "wake",
    "wake_parked",
    "weigh",
    "withdraw",
]
