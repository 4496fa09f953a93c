"""The lock's records: how cases may move, where each stands and what was decided, every wait, and what was thought of it."""

from .assessing import Assessment, CheckAnswer, Recusal, Score
from .barrier import Barrier, BarrierChange
from .board import MeetingReminder
from .carrying import EarlierPlan, Receiver, Trial
from .case import Case, Decision
from .matching import Match
from .meeting import Meeting
from .process import Process, ProcessVersion, Stage
from .promise import Promise, PromisePause, Reminder
from .template import ReplyTemplate
from .together import CaseParticipant, CoachingNote
from .transfer import Transfer
from .trying import Experiment, PlanStep, ProblemChoice

__all__ = [
    "Assessment",
    "Barrier",
    "BarrierChange",
    "Case",
    "CaseParticipant",
    "CheckAnswer",
    "CoachingNote",
    "Decision",
    "EarlierPlan",
    "Experiment",
    "Match",
    "Meeting",
    "MeetingReminder",
    "PlanStep",
    "ProblemChoice",
    "Process",
    "ProcessVersion",
    "Promise",
    "PromisePause",
    "Receiver",
    "Recusal",
    "Reminder",
    "ReplyTemplate",
    "Score",
    "Stage",
    "Transfer",
    "Trial",
]
