"""Input of those who give ideas, as clean values."""

from .files import DescribeForm, OneFileForm
from .give import ChangeForm, CompleteForm, MoreForm, NeedForm, SelfCheckForm, SendForm
from .own import CodeForm, EmailForm, ReceiptForm, WithdrawForm
from .together import AdoptionForm, BenefitForm, SpreadForm

__all__ = [
    "AdoptionForm",
    "BenefitForm",
    "ChangeForm",
    "CodeForm",
    "CompleteForm",
    "DescribeForm",
    "EmailForm",
    "MoreForm",
    "NeedForm",
    "OneFileForm",
    "ReceiptForm",
    "SelfCheckForm",
    "SendForm",
    "SpreadForm",
    "WithdrawForm",
]
