"""Input of those who give ideas, as clean values."""

from .give import ChangeForm, CompleteForm, MoreForm, NeedForm, SelfCheckForm, SendForm
from .own import CodeForm, EmailForm, ReceiptForm, WithdrawForm
from .together import AdoptionForm, BenefitForm, SpreadForm

__all__ = [
    "AdoptionForm",
    "BenefitForm",
    "ChangeForm",
    "CodeForm",
    "CompleteForm",
    "EmailForm",
    "MoreForm",
    "NeedForm",
    "ReceiptForm",
    "SelfCheckForm",
    "SendForm",
    "SpreadForm",
    "WithdrawForm",
]
