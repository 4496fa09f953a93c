"""Examples for the style guide: every component in each of its states. All names and figures are invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.components import Bar, Chip, Column, Crumb, FileItem, Kpi, Line, LinkItem, LockStep, TimelineItem
from sluss.core.components.lock import State
from sluss.core.components.status import ICONS

from .forms import Checkboxes, DateField, Radios, SlussForm
from .verdict import no


def phases() -> list[str]:
    return [_("Need"), _("Idea"), _("Concept"), _("Pilot"), _("Implementation"), _("Spread")]


def lock_steps(here: int = 3, state: State = "now") -> list[LockStep]:
    """A lock with the boat at step `here`; 7 is past them all, 0 before the first."""
    notes = [_("12 March"), _("4 May"), _("since 1 September"), _("decision 15 December"), "", ""]
    return [
        LockStep(
            label=label,
            state="done" if number < here else state if number == here else "next",
            note=notes[number - 1] if number < here or (number <= here + 1 and here == 3) else "",
        )
        for number, label in enumerate(phases(), start=1)
    ]


def plain_steps() -> list[LockStep]:
    """The lock with water in every basin, to show what the steps are."""
    return [LockStep(label=label, state="done") for label in phases()]


class SampleForm(SlussForm):
    title = forms.CharField(max_length=80)
    problem = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), min_length=40, max_length=4000)
    benefits = forms.MultipleChoiceField(widget=Checkboxes)
    unit = forms.ChoiceField(required=False)
    when = DateField(required=False)
    pictures = forms.FileField(required=False)
    audience = forms.ChoiceField(widget=Radios, initial="all")
    terms = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._say("title", _("Title"), _("Say briefly what the idea does, not what it is called."), _("Write a title"))
        self._say(
            "problem", _("Which problem does the idea solve?"), _("Who has the problem, and when is it noticed? Write no personal data.")
        )
        self._say("benefits", _("Who benefits from the idea?"), _("Choose one or more."), _("Choose who benefits from the idea"))
        self._say("unit", _("Department or company"))
        self._say("when", _("When does it have to be in place?"), _("For example 2027-03-15."))
        self._say("pictures", _("Pictures and documents"), _("At most 20 MB. PDF, Word, Excel, JPG or PNG."))
        self._say("audience", _("Who may find the idea in Sluss?"))
        self._say(
            "terms",
            _("I have read how the city handles what I send in"),
            "",
            _("Tick that you have read how the city handles what you send in"),
        )
        choices: dict[str, list[tuple[str, str]]] = {
            "benefits": [("r", _("Residents")), ("e", _("Employees of the city")), ("c", _("Companies and associations"))],
            "unit": [("", _("Choose")), ("k", _("Recycling and water")), ("s", _("City environment"))],
            "audience": [("all", _("Everybody")), ("city", _("Employees of the city only"))],
        }
        for name, given in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = given
        widget = self.fields["audience"].widget
        assert isinstance(widget, Radios)
        widget.descriptions = {"all": _("The idea is shown when we have read it. Your name is shown only if you want.")}

    def _say(self, name: str, label: str, help_text: str = "", required: str = "") -> None:
        field = self.fields[name]
        field.label, field.help_text = label, help_text
        if required:
            field.error_messages["required"] = required


def samples(icon: str) -> dict[str, Any]:
    """`icon` is the address of a picture to show."""
    today = clock.today()
    return {
        "swatches": [
            ("page", _("paper")),
            ("surface", _("surface")),
            ("sunken", _("sunken")),
            ("stone", _("stone")),
            ("ink2", _("ink 2")),
            ("ink", _("ink")),
            ("city1", _("city 1")),
            ("city2", _("city 2")),
            ("city3", _("city 3")),
            ("city", _("city base")),
            ("cityh", _("city dark")),
            ("water1", _("water light")),
            ("water", _("water")),
            ("lantern", _("lantern")),
        ],
        "phases": list(enumerate(phases(), start=1)),
        "icons": sorted(ICONS),
        "refused": no(_("The idea is closed, so it cannot be supported.")),
        "locks": [
            (_("The lock: here"), lock_steps(), _("A decision on a pilot is expected on 15 December."), "lock-now"),
            (_("The lock: parked"), lock_steps(2, "parked"), _("Wakes on 1 May 2027."), "lock-parked"),
            (_("The lock: closed"), lock_steps(4, "closed"), _("Not carried out. The reason stands below."), "lock-closed"),
            (_("The lock: through"), lock_steps(7), _("Three units use it."), "lock-done"),
            (_("The lock: not begun"), lock_steps(0), "", "lock-new"),
        ],
        "facts": [
            (_("Responsible"), "Amira Nasser", "#meta"),
            (_("Department"), _("Recycling and water")),
            (_("Place"), "Kvarnholmen, Norrstrand"),
            (_("Budget"), _("SEK 850,000 granted")),
        ],
        "files": [
            FileItem(
                name="brunn.jpg",
                href="#files",
                note="JPG, 1,2 MB",
                src=icon,
                width=320,
                height=200,
                description=_("A drain under water beside the quay"),
            ),
            FileItem(name="kostnader.xlsx", href="#files", note="XLSX, 48 kB"),
        ],
        "briefs": [
            (_("Problem"), _("In heavy rain 40–60 drains overflow each year. Operations hear of it when somebody calls.")),
            (_("Solution"), _("Level sensors in 120 drains. When there is a risk, a work order is made.")),
        ],
        "timeline": [
            TimelineItem(when=today - timedelta(days=40), title=_("The idea was sent in"), who="Sara Lindgren", icon="send"),
            TimelineItem(
                when=today - timedelta(days=31),
                title=_("The idea went on to Idea"),
                text=_("The need is clear and falls within the city's mission."),
                who="Amira Nasser",
                icon="check",
            ),
            TimelineItem(when=today - timedelta(days=3), title=_("A decision on a pilot is being prepared"), icon="clock"),
        ],
        "dues": [today + timedelta(days=20), today + timedelta(days=1), today, today - timedelta(days=3)],
        "chips": [
            Chip(label=_("All"), href="#chips", count=212, current=True),
            Chip(label=_("Water and climate"), href="#chips", count=48),
            Chip(label=_("School"), href="#chips", count=37),
            Chip(label=_("Pilot"), href="#chips", remove=True),
        ],
        "columns": [
            Column(label=_("Idea"), sort="#table", sorted="ascending"),
            Column(label=_("Step"), sort="#table"),
            Column(label=_("Status")),
            Column(label=_("Supporters"), sort="#table", numeric=True),
        ],
        "rows": [
            (_("Smart drains"), 3, _("Concept"), "success", _("On plan"), 214),
            (_("Reading stairs"), 4, _("Pilot"), "warning", _("Needs a decision"), 96),
            (_("Reused building material"), 4, _("Pilot"), "danger", _("Late"), 61),
            (_("Snow sensors on cycle paths"), 2, _("Idea"), "neutral", _("Parked"), 12),
        ],
        "kpis": [
            Kpi(label=_("Active ideas"), value=212, note=_("18 new in November"), trend="up", good=True),
            Kpi(label=_("Answered within 30 days"), value=91, unit="%", note=_("goal 90 %"), trend="up", good=True),
            Kpi(label=_("From idea to pilot"), value=142, unit=_("days"), note=_("23 days longer than last year"), trend="up", good=False),
            Kpi(label=_("Waiting"), value=7, note=_("as last month"), trend="flat"),
        ],
        "series": [_("On plan"), _("Waiting for a decision"), _("Parked")],
        "bars": [
            Bar(label=label, parts=parts)
            for label, parts in zip(phases(), ((31, 18, 4), (42, 29, 9), (24, 11, 6), (17, 3, 2), (10, 2, 0), (4, 0, 0)), strict=True)
        ],
        "months": [_("January"), _("February"), _("March"), _("April"), _("May"), _("June")],
        "flows": [
            Line(label=_("Came in"), values=(12, 18, 15, 22, 19, 9)),
            Line(label=_("Answered"), values=(10, 14, 17, 16, 20, 14)),
            Line(label=_("Closed"), values=(4, 6, 5, 9, 8, 11)),
        ],
        "related": [
            LinkItem(title=_("Rain beds in school yards"), href="#links", note=_("Compulsory schools"), step=4, phase=_("Pilot")),
            LinkItem(title=_("Snow sensors on cycle paths"), href="#links", note=_("City environment"), step=2, phase=_("Idea")),
        ],
        "crumbs": [
            Crumb(label=_("Ideas"), href="#breadcrumb"),
            Crumb(label=_("Water and climate"), href="#breadcrumb"),
            Crumb(label=_("Smart drains")),
        ],
        "blank": SampleForm(auto_id="blank_%s"),
        "wrong": SampleForm({"title": "", "problem": _("It floods often."), "audience": "all"}, auto_id="wrong_%s"),
    }
