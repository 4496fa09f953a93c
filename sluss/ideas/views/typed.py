"""What somebody has typed in the steps of the form, unchecked: in a draft for one who is signed in, else in the form itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from sluss.core.ids import uid
from sluss.core.text import clean, suggest_title

from ..forms import MoreForm, NeedForm, SendForm
from ..models import Draft, Gateway
from ..states import LONGEST_TEXT

STEPS = 3
_FIELDS = {
    1: ("need",),
    2: tuple(MoreForm.base_fields),
    3: ("visibility", "show_name", "name", "email", "company", "claims"),
}
_SEVERAL = {"beneficiaries", "claims"}
_SALT = "sluss.ideas.form"
_SECONDS = 7 * 24 * 3600
MOST_KEPT = 5 * LONGEST_TEXT  # of one text, in a draft that nobody has checked

Step = int
Form = NeedForm | MoreForm | SendForm


@dataclass(slots=True)
class Typed:
    key: UUID
    data: dict[str, Any] = field(default_factory=dict)

    def take(self, post: QueryDict, step: Step) -> None:
        """What one step sent. A suggested title follows the text it was made from."""
        suggested = self._suggested()
        for name in _FIELDS[step]:
            if name in _SEVERAL:
                self.data[name] = [clean(value)[:100] for value in post.getlist(name)[:20]]
            else:
                self.data[name] = clean(post.get(name, ""))
        if step == 1 and self.data.get("title") == suggested:
            self.data.pop("title", None)

    def _suggested(self) -> str:
        return suggest_title(self.data.get("need", ""))

    @property
    def is_empty(self) -> bool:
        return not any(self.data.get(name) for name in (*_FIELDS[1], *_FIELDS[2]))

    @property
    def fits(self) -> bool:
        """Whether a draft can hold it."""
        return all(len(value) <= MOST_KEPT for value in self.data.values() if isinstance(value, str))

    def form(self, step: Step, gateway: Gateway, *, has_account: bool, bound: bool, accepted: bool = False) -> Form:
        """The form of a step, to fill in or to check."""
        if step == 1:
            return NeedForm(self.data) if bound else NeedForm(initial=self.data)
        if step == 2:
            known = self.data if self.data.get("title") else {**self.data, "title": self._suggested()}
            return MoreForm(known) if bound else MoreForm(initial=known)
        chosen = {**self.data, "visibility": self.data.get("visibility") or str(int(gateway.default_visibility))}
        if bound:
            return SendForm({**chosen, "terms": "on" if accepted else ""}, gateway=gateway, has_account=has_account)
        return SendForm(initial=chosen, gateway=gateway, has_account=has_account)

    # --- Carried in the form itself ----------------------------------------------------------------------------------

    def sealed(self) -> str:
        return signing.dumps({"key": str(self.key), "data": self.data}, salt=_SALT, compress=True)


def new() -> Typed:
    return Typed(uid())


def of_draft(draft: Draft) -> Typed:
    known = {name for names in _FIELDS.values() for name in names}
    data: Mapping[str, Any] = draft.data if isinstance(draft.data, dict) else {}
    return Typed(draft.key, {name: value for name, value in data.items() if name in known})


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


def step_in(value: str) -> Step:
    return int(value) if value in {"1", "2", "3"} else 1
