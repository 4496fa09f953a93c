"""The form in three steps, and the same fields for changing what was sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import Checkboxes, Radios, SlussForm
from sluss.journal.states import Visibility

from ..actions import Contact, Replies, Texts
from ..actions.answering import answered, asked
from ..attached import FILES
from ..hidden import CLAIMABLE, LABELS
from ..models import Gateway, Idea, Place, Theme
from ..queries_give import entry_stages, self_check
from ..states import LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, Audience, Beneficiary, Naming
from .files import ChooseField
from .questions import CHECK, QUESTION, check_fields, question_fields, stage_field, under

_TOO_LONG_TITLE = _("Shorten the title to at most %(limit_value)d characters. It has %(show_value)d.")


def _area(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


_NEED_OF = {
    Audience.COMPANIES: _("What do you offer or want to test, and which need does it meet?"),
}


class NeedForm(SlussForm):
    """The need, and what the way in asks beside it: how far work under way has come, and its own questions."""

    need = forms.CharField(
        label=_("What chafes, or what do you want to try?"),
        help_text=_("Two sentences are enough. Who has the problem, and when does it show? Write nothing about individual people."),
        max_length=LONGEST_TEXT,
        widget=_area(6),
        error_messages={"required": _("Write what chafes, or what you want to try")},
    )

    def __init__(self, *args: Any, gateway: Gateway | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gateway is None:
            return
        self.fields["need"].label = _NEED_OF.get(Audience(gateway.audience), self.fields["need"].label)
        if gateway.audience == Audience.COMPANIES:
            self.fields["need"].help_text = _(
                "A few sentences are enough. Write no trade secrets: what is sent may become an official document."
            )
        self.add(stage_field(entry_stages(gateway)) | question_fields(asked(gateway.asked)))

    def beside(self) -> list[forms.BoundField]:
        """What is asked beside the need."""
        return [self[name] for name in self.fields if name != "need"]


class SelfCheckForm(SlussForm):
    """What one who gives asks oneself before anything is sent."""

    mark_optional = False

    def __init__(self, *args: Any, gateway: Gateway, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(check_fields(self_check(gateway)))


class _Named(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.shown_name if isinstance(obj, Theme) else obj.name)


class _Guided(SlussForm):
    """What may come later."""

    mark_optional = False

    beneficiaries = forms.MultipleChoiceField(
        label=_("Who benefits from it?"),
        help_text=_("Choose one or several."),
        choices=Beneficiary.choices,
        widget=Checkboxes,
        required=False,
    )
    benefit = forms.CharField(
        label=_("What gets better?"),
        help_text=_("For example time that is saved, risks that go away, or something that becomes easier."),
        max_length=LONGEST_TEXT,
        widget=_area(3),
        required=False,
    )
    place = _Named(
        label=_("Part of the city"), queryset=Place.objects.none(), to_field_name="key", required=False, empty_label=_("The whole city")
    )
    spot = forms.CharField(
        label=_("More exactly where?"), help_text=_("For example a school, a crossing or a ward."), max_length=LONGEST_LINE, required=False
    )
    theme = _Named(
        label=_("What is it about?"), queryset=Theme.objects.none(), to_field_name="key", required=False, empty_label=_("Choose later")
    )
    solution = forms.CharField(
        label=_("How could it be solved?"),
        help_text=_("You do not need to have a solution. A thought to begin from is a good help."),
        max_length=LONGEST_TEXT,
        widget=_area(4),
        required=False,
    )
    unknowns = forms.CharField(
        label=_("What do we not know yet?"),
        help_text=_("What needs to be found out or tried first?"),
        max_length=LONGEST_TEXT,
        widget=_area(3),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.all()  # type: ignore[attr-defined] # both are ModelChoiceField
        self.fields["theme"].queryset = Theme.objects.all()  # type: ignore[attr-defined] # as above


def _claims(**more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("May something be a business secret?"),
        help_text=_(
            "Tick what others should not read. It is what you say and no decision: it is hidden until somebody at the city has judged it, "
            "and whoever asks for the document gets it tried."
        ),
        choices=[(name, LABELS[name]) for name in CLAIMABLE],
        widget=Checkboxes,
        required=False,
        **more,
    )


class MoreForm(_Guided):
    title = forms.CharField(
        label=_("Title"),
        help_text=_("We have made a suggestion from your text. Change it if you want to."),
        max_length=LONGEST_TITLE,
        required=False,
        error_messages={"max_length": _TOO_LONG_TITLE},
    )
    files = ChooseField(
        label=_("Pictures and documents"), help_text=_("At most 10 files of 20 MB each: JPG, PNG, PDF, Word or Excel. Show no people.")
    )
    field_order = ("title", "beneficiaries", "benefit", "place", "spot", "theme", "solution", "unknowns", "files")


class ChangeForm(_Guided):
    """What was sent, to change. `seen` is the version the giver looks at."""

    mark_optional = True

    title = forms.CharField(
        label=_("Title"), max_length=LONGEST_TITLE, error_messages={"required": _("Write a title"), "max_length": _TOO_LONG_TITLE}
    )
    need = forms.CharField(
        label=_("What chafes, or what do you want to try?"),
        max_length=LONGEST_TEXT,
        widget=_area(6),
        error_messages={"required": _("Write what chafes, or what you want to try")},
    )
    claims = _claims()
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)
    field_order = ("title", "need", "solution", "beneficiaries", "benefit", "place", "spot", "theme", "unknowns", "claims", "seen")

    def __init__(self, *args: Any, idea: Idea | None = None, marked: Collection[str] = (), **kwargs: Any) -> None:
        """`marked` is hidden already; only the city lifts that."""
        super().__init__(*args, **kwargs)
        free = [(name, LABELS[name]) for name in CLAIMABLE if name not in marked]
        if free:
            self.fields["claims"].choices = free  # type: ignore[attr-defined]  # has choices
        else:
            del self.fields["claims"]
        self._asked = list(idea.answers) if idea else []
        self.add(question_fields(self._asked))

    def texts(self) -> Texts:
        """With the answers as they are now; the questions stand as they were asked."""
        return replace(texts_from(self.cleaned_data), answers=answered(self._asked, under(QUESTION, self.cleaned_data)))


class CompleteForm(ChangeForm):
    """An answer, a changed text, or both: so no field alone is called optional."""

    mark_optional = False

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("It goes to those who handle the idea. You can change the idea's text too, further down."),
        max_length=LONGEST_TEXT,
        widget=_area(5),
        required=False,
    )
    field_order = ("answer", *ChangeForm.field_order)


class SendForm(SlussForm):
    """Who finds it, whether the name shows, how the giver is reached, and the terms."""

    mark_optional = True

    visibility = forms.TypedChoiceField(
        label=_("Who may find the idea in Sluss?"),
        coerce=lambda value: Visibility(int(value)),
        widget=Radios(
            descriptions={
                str(Visibility.ALL.value): _("Others can read, support and follow it."),
                str(Visibility.EMPLOYEES.value): _("Those who work in the city and its companies, when they have signed in."),
                str(Visibility.HANDLERS.value): _("The innovation lead and those who are to answer you."),
            }
        ),
        choices=[(level.value, level.label) for level in (Visibility.ALL, Visibility.EMPLOYEES, Visibility.HANDLERS)],
        error_messages={"required": _("Choose who may find the idea")},
    )
    show_name = forms.BooleanField(
        label=_("Show my name with the idea"),
        help_text=_("Otherwise only those who handle it see your name, and not while it is assessed. You can change this at any time."),
        required=False,
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("So that those who handle the idea know whom they answer."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Then we tell you when something happens. Without it you follow the idea with the code you get when you have sent."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    company = forms.BooleanField(
        label=_("I give it for a company or an organisation"),
        help_text=_("Where your name does not show, that is what others read."),
        required=False,
    )
    claims = _claims()
    terms = forms.BooleanField(
        label=_("I have read the terms and accept them"), error_messages={"required": _("Read the terms and accept them before you send")}
    )

    def __init__(self, *args: Any, gateway: Gateway, has_account: bool, has_files: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("visibility", gateway.default_visibility)
        if has_files:
            self.fields["claims"].choices = [*self.fields["claims"].choices, (FILES, _("Pictures and documents"))]  # type: ignore[attr-defined]  # has choices
        if has_account:
            del self.fields["name"], self.fields["email"]
        if has_account or gateway.audience != Audience.RESIDENTS:
            del self.fields["company"]
        if gateway.naming != Naming.CHOSEN:
            del self.fields["show_name"]

    def contact(self) -> Contact:
        data = self.cleaned_data
        return Contact(name=data.get("name", ""), email=data.get("email", ""), company=data.get("company", False))


def replies_from(cleaned: dict[str, Any]) -> Replies:
    """Of all the steps."""
    return Replies(answers=under(QUESTION, cleaned), checks=under(CHECK, cleaned), stage=cleaned.get("stage", ""))


def texts_from(cleaned: dict[str, Any]) -> Texts:
    return Texts(
        title=cleaned.get("title", ""),
        need=cleaned["need"],
        solution=cleaned["solution"],
        benefit=cleaned["benefit"],
        unknowns=cleaned["unknowns"],
        spot=cleaned["spot"],
        beneficiaries=tuple(cleaned["beneficiaries"]),
        theme=cleaned["theme"],
        place=cleaned["place"],
    )
