"""What somebody has typed in the steps of the form, unchecked: in a draft for one who is signed in, else in the form itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from sluss.core.ids import uid
from sluss.core.labels import shown
from sluss.core.routes import number_in
from sluss.core.text import clean, suggest_title
from sluss.gates.models import CheckAnswer

from ..attached import FILES
from ..forms import MoreForm, NeedForm, SelfCheckForm, SendForm
from ..forms.questions import CHECK, QUESTION
from ..models import Draft, Gateway
from ..queries_give import self_check
from ..states import LONGEST_TEXT

CHECKS, STEPS = 0, 3  # the self-check comes first, where the process has one; then the need, more about it, and the sending
_FIELDS: dict[int, tuple[str, ...]] = {
    CHECKS: (),
    1: ("need", "stage"),
    2: tuple(name for name in MoreForm.base_fields if name != "files"),  # which are kept beside the form
    3: ("visibility", "show_name", "name", "email", "company", "claims"),
}
# What a way in asks for itself, by how the names of its fields begin.
_OWN = {CHECKS: CHECK, 1: QUESTION}
_MOST_OWN = 20
_OWN_NAME = re.compile(rf"(?:{QUESTION}[0-9]{{1,18}}|{CHECK}[a-z0-9_-]{{1,40}})")
_SEVERAL = {"beneficiaries", "claims"}
_SALT = "sluss.ideas.form"
_SECONDS = 7 * 24 * 3600
MOST_KEPT = 5 * LONGEST_TEXT  # of one text, in a draft that nobody has checked

Step = int
Form = SelfCheckForm | NeedForm | MoreForm | SendForm


@dataclass(slots=True)
class Typed:
    key: UUID
    data: dict[str, Any] = field(default_factory=dict)
    has_files: bool = False  # chosen beside the form; asked for where it matters

    def take(self, post: QueryDict, step: Step) -> None:
        """What one step sent. A suggested title follows the text it was made from."""
        suggested = self._suggested()
        own = [name for name in post if step in _OWN and name.startswith(_OWN[step]) and _OWN_NAME.fullmatch(name)]
        for name in (*_FIELDS[step], *own[:_MOST_OWN]):
            if name in _SEVERAL:
                self.data[name] = [clean(value)[:100] for value in post.getlist(name)[:20]]
            else:
                self.data[name] = clean(post.get(name, ""))
        if number_in(post.get("challenge")):
            self.data["challenge"] = post["challenge"]
        if step == 1 and self.data.get("title") == suggested:
            self.data.pop("title", None)

    def _suggested(self) -> str:
        return suggest_title(self.data.get("need", ""))

    @property
    def is_empty(self) -> bool:
        return not any(value for name, value in self.data.items() if name in _FIELDS[1] or name in _FIELDS[2] or _OWN_NAME.fullmatch(name))

    @property
    def fits(self) -> bool:
        """Whether a draft can hold it."""
        return all(len(value) <= MOST_KEPT for value in self.data.values() if isinstance(value, str))

    def form(self, step: Step, gateway: Gateway, *, has_account: bool, bound: bool, accepted: bool = False) -> Form:
        """The form of a step, to fill in or to check."""
        if step == CHECKS:
            return SelfCheckForm(self.data if bound else None, initial=self.data, gateway=gateway)
        if step == 1:
            return NeedForm(self.data if bound else None, initial=self.data, gateway=gateway)
        if step == 2:
            known = self.data if self.data.get("title") else {**self.data, "title": self._suggested()}
            return MoreForm(known) if bound else MoreForm(initial=known)
        chosen = {**self.data, "visibility": self.data.get("visibility") or str(int(gateway.default_visibility))}
        if not self.has_files:
            chosen["claims"] = [name for name in self.data.get("claims", ()) if name != FILES]  # ticked, and taken away since
        about = {"gateway": gateway, "has_account": has_account, "has_files": self.has_files}
        if bound:
            return SendForm({**chosen, "terms": "on" if accepted else ""}, **about)
        return SendForm(initial=chosen, **about)

    # --- Carried in the form itself ----------------------------------------------------------------------------------

    def sealed(self) -> str:
        return signing.dumps({"key": str(self.key), "data": self.data}, salt=_SALT, compress=True)


def new() -> Typed:
    return Typed(uid())


def of_draft(draft: Draft) -> Typed:
    known = {name for names in _FIELDS.values() for name in names}
    data: Mapping[str, Any] = draft.data if isinstance(draft.data, dict) else {}
    return Typed(
        draft.key, {name: value for name, value in data.items() if name in known or name == "challenge" or _OWN_NAME.fullmatch(name)}
    )


def unsealed(value: str) -> Typed | None:
    """None when it has been tampered with or is too old."""
    try:
        held = signing.loads(value, salt=_SALT, max_age=_SECONDS)
        return Typed(UUID(held["key"]), dict(held["data"]))
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        return None


def key_in(post: MultiValueDict[str, str]) -> UUID | None:
    try:
        return UUID(str(post.get("key", "")))
    except ValueError:
        return None


def first_step(gateway: Gateway) -> Step:
    return CHECKS if self_check(gateway) else 1


def step_in(value: str, gateway: Gateway) -> Step:
    """One that the way in has; its first for what is none."""
    first = first_step(gateway)
    return int(value) if value in {str(step) for step in range(first, STEPS + 1)} else first


@dataclass(frozen=True, slots=True)
class Advice:
    """A no in the self-check, and where one can turn instead."""

    question: str
    text: str


def advice(gateway: Gateway, typed: Typed) -> list[Advice]:
    noes = [check for check in self_check(gateway) if typed.data.get(f"{CHECK}{check['key']}") == CheckAnswer.Answer.NO]
    return [Advice(shown(check["question"]), shown(check.get("if_no"))) for check in noes]
