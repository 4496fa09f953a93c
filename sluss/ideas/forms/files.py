"""Files: chosen in the form where an idea is given, or sent one at a time afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.files import ACCEPT
from sluss.core.forms import SlussForm
from sluss.journal.states import LONGEST_DESCRIPTION

_HELP = _("A picture (JPG, PNG), or a PDF, Word or Excel file. At most 20 MB.")
DESCRIBE = _("Describe the picture for those who do not see it")


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ChooseField(forms.FileField):
    """Where files are chosen, as many as one likes. What is chosen is taken up by the page, so the form itself holds none."""

    widget = SeveralFiles

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"accept": ACCEPT, "multiple": True, "data-sends": "upload"}
        super().__init__(required=False, widget=SeveralFiles(attrs), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> None:
        return None


class OneFileForm(SlussForm):
    """One file more."""

    mark_optional = True

    file = forms.FileField(
        label=_("Picture or document"),
        help_text=_HELP,
        widget=forms.FileInput({"accept": ACCEPT}),
        error_messages={"required": _("Choose a file"), "empty": _("The file is empty. Choose it again.")},
    )
    description = forms.CharField(
        label=_("If it is a picture: what does it show?"),
        help_text=_("For those who do not see it."),
        max_length=LONGEST_DESCRIPTION,
        required=False,
    )
    secret = forms.BooleanField(
        label=_("It may be a business secret"),
        help_text=_("Then it is hidden from others until somebody at the city has judged it."),
        required=False,
    )

    def __init__(self, *args: Any, from_giver: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not from_giver:
            del self.fields["secret"]  # those who handle it mark it on the page for that


class DescribeForm(SlussForm):
    mark_optional = False

    text = forms.CharField(label=DESCRIBE, max_length=LONGEST_DESCRIPTION, required=False)
