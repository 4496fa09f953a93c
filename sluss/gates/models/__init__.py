"""The lock's records: how cases may move, where each stands and what was decided, every wait, and what was thought of it."""

from .assessing import Assessment, CheckAnswer, Recusal, Score
from .carrying import Receiver, Trial
from .case import Case, Decision
from .process import Process, ProcessVersion, Stage
from .promise import Promise, PromisePause, Reminder

__all__ = [
    "Assessment",
    "Case",
    "CheckAnswer",
    "Decision",
    "Process",
    "ProcessVersion",
    "Promise",
    "PromisePause",
    "Receiver",
    "Recusal",
    "Reminder",
    "Score",
    "Stage",
    "Trial",
]
