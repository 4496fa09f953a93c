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
    "Question",
    "Submission",
    "Support",
    "Terms",
    "Theme",
]
