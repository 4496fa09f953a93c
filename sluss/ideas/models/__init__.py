"""Ways in, and the ideas that come in through them."""

from .challenge import Challenge
from .gateway import Gateway, Place, Question, Terms, Theme
from .idea import (
    Adoption,
    AdoptionRequest,
    BenefitClaim,
    Draft,
    EmailCode,
    Idea,
    IdeaVersion,
    ImportedIdea,
    Submission,
    Support,
)
from .prolonging import Prolonging

__all__ = [
    "Adoption",
    "AdoptionRequest",
    "BenefitClaim",
    "Challenge",
    "Draft",
    "EmailCode",
    "Gateway",
    "Idea",
    "IdeaVersion",
    "ImportedIdea",
    "Place",
    "Prolonging",
    "Question",
    "Submission",
    "Support",
    "Terms",
    "Theme",
]
