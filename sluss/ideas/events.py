"""What happens to ideas, declared with traits; the kinds' names are used by this app and those above it only.

Supports are not recorded one by one: whom one supports says what one thinks, and what is taken back must leave no trace.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluss.core.events import Kind, Register, Tell, declare

declare(
    # The arrival itself stands on the timeline as case.opened.
    Kind("idea.submitted", _("Received"), tell=frozenset({Tell.GIVER}), register=Register.IN, index=True, receipt=True),
    # One without an account is told nothing before somebody has shown that the address is theirs.
    Kind("idea.reachable", _("The address is confirmed"), tell=frozenset({Tell.GIVER}), receipt=True),
    Kind(
        "idea.edited",
        _("Text changed by the giver"),
        tell=frozenset({Tell.OWNER}),
        register=Register.IN,
        index=True,
        timeline=True,
        icon="edit",
    ),
    # An answer with no change in the text. That the giver has completed it is told and shown by the case.
    Kind("idea.answered", _("The giver answered the city's question"), register=Register.IN),
    Kind("idea.file_sent", _("A file came from the giver"), tell=frozenset({Tell.OWNER}), register=Register.IN, timeline=True, icon="file"),
    Kind("idea.file_added", _("A file was added"), handlers_only=True, icon="file"),
    # History from another system: those it concerned were told there.
    Kind("idea.imported", _("Brought from another system"), index=True),
    Kind("idea.name_chosen", _("The giver chose whether the name shows"), handlers_only=True, icon="person"),
    Kind("idea.adoption_asked", _("A unit is asked to take it up"), tell=frozenset({Tell.OWNER}), handlers_only=True, icon="building"),
    Kind("idea.adoption_taken_back", _("The question whether a unit takes it up is taken back"), handlers_only=True, icon="undo"),
    Kind(
        "idea.adopted",
        _("Another unit has taken it up"),
        tell=frozenset({Tell.GIVER, Tell.FOLLOWERS, Tell.OWNER}),
        timeline=True,
        icon="forward",
    ),
    Kind("idea.declined", _("A unit has answered that it does not take it up"), tell=frozenset({Tell.OWNER}), timeline=True, icon="close"),
    Kind("idea.benefit_claimed", _("A benefit was claimed"), timeline=True, icon="trend-up"),
    Kind("challenge.drafted", _("Challenge written"), handlers_only=True, index=True, icon="edit"),
    Kind("challenge.changed", _("Challenge changed"), handlers_only=True, index=True, icon="edit"),
    # To a decision-maker at the receiver, who need not be one that finds the draft: told without it.
    Kind("challenge.proposed", _("A challenge can be opened"), tell=frozenset({Tell.OWNER}), icon="inbox"),
    Kind("challenge.opened", _("Challenge opened"), timeline=True, index=True, icon="eye"),
    Kind("challenge.prolonged", _("Challenge open longer"), tell=frozenset({Tell.FOLLOWERS}), timeline=True, icon="calendar"),
    # To each who has answered the challenge, on the idea of their own.
    Kind(
        "idea.challenge_prolonged",
        _("The challenge it answers is open longer"),
        tell=frozenset({Tell.GIVER}),
        handlers_only=True,
        icon="calendar",
    ),
    Kind("idea.challenge_closed", _("The challenge it answers is closed"), tell=frozenset({Tell.GIVER}), handlers_only=True, icon="check"),
    # A draft that is no more: without a subject, for the audit log alone.
    Kind("challenge.thrown_away", _("A draft of a challenge was thrown away")),
    Kind("challenge.closed", _("Challenge closed"), tell=frozenset({Tell.FOLLOWERS}), timeline=True, index=True, icon="check"),
    # About a way in and no idea: without a subject, for the audit log alone.
    Kind("gateway.changed", _("A way in was changed")),
)
