"""What a secrecy mark hides of an idea, and what is shown instead.

The idea's and the subject's own fields hold what all may read, so that no list, search, mail or file can say more than that, whoever
makes it. What was received stands in the versions; whoever reads it there in clear must be one who may.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from sluss.core.text import clean, summarise
from sluss.gates.hidden import instead
from sluss.gates.states import Around

from .models import BenefitClaim, Idea, IdeaVersion

ANSWERS = "answers"  # to what the city has asked
TEXTS = ("need", "solution", "benefit", "unknowns")
LABELS = {
    "title": gettext_lazy("The title"),
    "need": gettext_lazy("The need"),
    "solution": gettext_lazy("The proposal"),
    "benefit": gettext_lazy("The benefit"),
    "unknowns": gettext_lazy("What we do not know yet"),
    ANSWERS: gettext_lazy("Answers to the city's questions"),
}
BENEFITS = "benefits"
# What others write around an idea, and no giver can claim: each is marked as a whole.
AROUND = {**{around.value: around.label for around in Around}, BENEFITS: gettext_lazy("Claimed benefits")}
CLAIMABLE = ("title", *TEXTS)  # what a giver can say may be secret when sending


def title_instead(language: str) -> str:
    with override(language):
        return _("The title is marked as secret")


def stored(texts: Mapping[str, Any], masked: Collection[str], language: str) -> dict[str, str]:
    """The title, the texts and the excerpt as all may read them. What is empty has nothing to hide."""
    made = {name: instead(language) if name in masked and texts.get(name) else str(texts.get(name) or "") for name in TEXTS}
    made["title"] = title_instead(language) if "title" in masked else str(texts["title"])
    made["excerpt"] = instead(language) if "need" in masked else summarise(made["need"])
    return made


def newest_texts(idea: Idea) -> dict[str, Any]:
    """The title and texts as they were received last, whatever is marked. One query; for those who may read it."""
    version = IdeaVersion.objects.filter(idea=idea).order_by("-number").only("title", "texts").first()
    if version is None:
        return {"title": idea.subject.title, **{name: getattr(idea, name) for name in TEXTS}}
    # What was imported is kept as it was written elsewhere; here it is shown clean.
    return {**version.texts, **{name: clean(str(version.texts.get(name) or "")) for name in TEXTS}, "title": clean(version.title)}


def in_clear(idea: Idea) -> None:
    """Fill in what is hidden on these objects, to be shown to one who may read it, and never to be saved. One query."""
    texts = newest_texts(idea)
    made = stored(texts, (), idea.subject.language)
    for name in TEXTS:
        setattr(idea, name, made[name])
    idea.excerpt, idea.subject.title = made["excerpt"], made["title"]
    idea.read_in_clear = True  # type: ignore[attr-defined]  # for texts, which hides the answers otherwise


def hide_claims(claims: Sequence[BenefitClaim], language: str) -> None:
    """Hide the words on these objects, which are shown and never saved."""
    for claim in claims:
        claim.for_whom = claim.measured_how = instead(language)
        claim.words, claim.amount, claim.unit = "", None, ""


def masked_version(row: IdeaVersion, masked: Collection[str], language: str) -> None:
    """Hide on a version, for one who may not read it, what is marked now."""
    made = stored({**row.texts, "title": row.title}, masked, language)
    row.texts = {**row.texts, **{name: made[name] for name in TEXTS}}
    if ANSWERS in masked:
        row.texts["answers"] = []
    row.title = made["title"]
