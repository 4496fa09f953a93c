"""What those who answer fill in, as clean values."""

from .deciding import (
    LONGEST_REASON,
    AdvanceForm,
    AskForm,
    CaseForm,
    CloseForm,
    CorrectForm,
    LegalForm,
    ParkForm,
    RecommendForm,
    ReferForm,
    ReleaseForm,
    SendBackForm,
)
from .working import AssessForm, ChecksForm, HandOverForm, RecuseForm, TakeForm, WakeForm

__all__ = [
    "LONGEST_REASON",
    "AdvanceForm",
    "AskForm",
    "AssessForm",
    "CaseForm",
    "ChecksForm",
    "CloseForm",
    "CorrectForm",
    "HandOverForm",
    "LegalForm",
    "ParkForm",
    "RecommendForm",
    "RecuseForm",
    "ReferForm",
    "ReleaseForm",
    "SendBackForm",
    "TakeForm",
    "WakeForm",
]
