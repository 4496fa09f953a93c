from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now

from sluss.core.forms import SlussForm
from sluss.core.labels import shown

from ..definitions import HEAVIEST
from ..models import Stage

NAMED = "w_"


class WeightsForm(SlussForm):
    """A weight for each criterion of one stage. In the address, so that what is tried can be sent to a colleague; nothing is saved."""

    mark_optional = False

    stage = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, stage: Stage, **kwargs: Any) -> None:
        self.of = stage
        initial = {"stage": stage.key} | {f"{NAMED}{one['key']}": one.get("weight", 1) for one in stage.criteria}
        asks = data is not None and any(name.startswith(NAMED) for name in data)
        super().__init__(data if asks else None, initial=initial, **kwargs)
        for criterion in stage.criteria:
            name = shown(criterion["name"])
            said = _now("Write a whole number from 1 to 100 for “%(criterion)s”") % {"criterion": name}
            self.fields[f"{NAMED}{criterion['key']}"] = forms.IntegerField(
                label=name,
                help_text=_now("Now %(weight)d") % {"weight": criterion.get("weight", 1)},
                min_value=1,
                max_value=HEAVIEST,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "sl-short", "maxlength": 3}),
                error_messages={"required": said, "invalid": said, "min_value": said, "max_value": said},
            )

    def weights(self) -> dict[str, int]:
        """Those that are tried, or those that hold where nothing else is asked for."""
        if not self.is_bound:
            return {one["key"]: one.get("weight", 1) for one in self.of.criteria}
        return {one["key"]: self.cleaned_data[f"{NAMED}{one['key']}"] for one in self.of.criteria}

    def rows(self) -> Sequence[forms.BoundField]:
        return [self[f"{NAMED}{one['key']}"] for one in self.of.criteria]
