"""Input of those who give ideas, as clean values."""

from .give import ChangeForm, CompleteForm, MoreForm, NeedForm, SendForm
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
    "SendForm",
    "SpreadForm",
    "WithdrawForm",
]
