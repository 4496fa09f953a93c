"""The building blocks of every page. Each is a typed dataclass; a wrong name or value fails loudly (docs/components.md lists them)."""

from .base import REGISTRY, Component, ComponentError, build
from .charts import Bar, Bars, Flow, Line, Numbers
from .content import Brief, Card, Decision, Details, Meta, Panel, Person, Timeline, TimelineItem
from .controls import Button, Dialog, Toggle
from .files import FileItem, Files
from .frame import Breadcrumb, Crumb, ErrorSummary, Messages
from .lists import Chip, Chips, Column, Empty, Kpi, Kpis, LinkItem, Links, Pagination, Search, Table
from .lock import Lock, LockStep
from .status import Alert, Avatar, Due, Icon, Level, Progress, Steps, Tag

__all__ = [
    "REGISTRY",
    "Alert",
    "Avatar",
    "Bar",
    "Bars",
    "Breadcrumb",
    "Brief",
    "Button",
    "Card",
    "Chip",
    "Chips",
    "Column",
    "Component",
    "ComponentError",
    "Crumb",
    "Decision",
    "Details",
    "Dialog",
    "Due",
    "Empty",
    "ErrorSummary",
    "FileItem",
    "Files",
    "Flow",
    "Icon",
    "Kpi",
    "Kpis",
    "Level",
    "Line",
    "LinkItem",
    "Links",
    "Lock",
    "LockStep",
    "Messages",
    "Meta",
    "Numbers",
    "Pagination",
    "Panel",
    "Person",
    "Progress",
    "Search",
    "Steps",
    "Table",
    "Tag",
    "Timeline",
    "TimelineItem",
    "Toggle",
    "build",
]
