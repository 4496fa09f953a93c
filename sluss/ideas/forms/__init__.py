"""Input of those who give ideas, as clean values."""

from .give import ChangeForm, CompleteForm, MoreForm, NeedForm, SendForm
from .own import CodeForm, EmailForm, ReceiptForm, WithdrawForm

__all__ = [
    "ChangeForm",
    "CodeForm",
    "CompleteForm",
    "EmailForm",
    "MoreForm",
    "NeedForm",
    "ReceiptForm",
    "SendForm",
    "WithdrawForm",
]
