"""What happens to cases and promises, declared with traits; the kinds' names are used by this app and those above it only.

`data` of a case event: case, decision, stage, phase, stage_kind, state, outcome, unit, persons (ids to tell).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluss.core.events import Kind, Register, Tell, declare

_BOTH = frozenset({Tell.GIVER, Tell.FOLLOWERS})
_ALL = frozenset({Tell.GIVER, Tell.FOLLOWERS, Tell.OWNER})
_OWNER = frozenset({Tell.OWNER})

declare(
    Kind("case.opened", _("Arrived"), tell=_OWNER, timeline=True, icon="inbox", names_stage=True),
    Kind("case.advanced", _("Went on"), tell=_ALL, register=Register.DECISION, timeline=True, icon="arrow-right", names_stage=True),
    Kind(
        "case.sent_back",
        _("Sent back to an earlier stage"),
        tell=_ALL,
        register=Register.DECISION,
        timeline=True,
        icon="undo",
        names_stage=True,
    ),
    Kind("case.asked", _("The city asks for more"), tell=frozenset({Tell.GIVER}), register=Register.OUT, timeline=True, icon="ask"),
    Kind("case.completed", _("The giver has completed it"), tell=_OWNER, timeline=True, icon="reply"),
    Kind("case.parked", _("Parked"), tell=_BOTH, register=Register.DECISION, timeline=True, icon="parked"),
    Kind("case.woken", _("Taken up again"), tell=_ALL, timeline=True, icon="bell"),
    Kind("case.closed", _("Closed with an answer"), tell=_BOTH, register=Register.DECISION, timeline=True, finishes=True, icon="check"),
    Kind("case.referred", _("Referred elsewhere"), tell=_BOTH, register=Register.DECISION, timeline=True, finishes=True, icon="forward"),
    Kind("case.came_from", _("Came from another authority"), register=Register.IN, handlers_only=True, icon="inbox"),
    Kind(
        "case.withdrawn",
        _("Withdrawn by the giver"),
        tell=_ALL,
        register=Register.IN,
        timeline=True,
        receipt=True,
        finishes=True,
        icon="withdraw",
    ),
    Kind("case.recommended", _("A recommendation was registered"), timeline=True, icon="comment"),
    Kind("case.lifted", _("Waits for the board to decide"), tell=_BOTH, timeline=True, icon="building"),
    Kind("case.meeting_passed", _("The board has met, and no decision is registered"), tell=_OWNER, handlers_only=True, icon="clock"),
    # About no subject: for the audit log alone.
    Kind("meeting.entered", _("Meetings of a board were entered")),
    Kind("meeting.called_off", _("A meeting of a board was called off")),
    Kind("process.weighed", _("A process got other weights")),
    Kind("case.corrected", _("A decision was corrected"), tell=_BOTH, register=Register.DECISION, timeline=True, icon="edit"),
    Kind("case.imported", _("Imported with its decision"), timeline=True, icon="download"),
    Kind("case.moved", _("Moved to another unit"), tell=_ALL, timeline=True, icon="forward"),
    Kind("case.assessed", _("Assessed"), handlers_only=True, icon="scale"),
    Kind("case.recused", _("An assessor stepped aside"), tell=_OWNER, handlers_only=True, icon="scale"),
    Kind("case.trial_planned", _("The trial is planned"), timeline=True, icon="calendar"),
    Kind("case.trial_ended", _("The trial has a result"), tell=_BOTH, timeline=True, icon="check-circle"),
    Kind("case.receiver_asked", _("A unit is asked to receive it"), tell=_OWNER, handlers_only=True, icon="building"),
    Kind("case.receiver_answered", _("The unit that was asked to receive it has answered"), tell=_OWNER, timeline=True, icon="building"),
    Kind("case.checked", _("Check questions answered"), handlers_only=True, icon="check"),
    Kind("case.matched", _("Tied to a need"), handlers_only=True, icon="link"),
    Kind("case.match_answered", _("The need owner has answered"), tell=_OWNER, handlers_only=True, icon="reply"),
    Kind("case.match_taken_back", _("The question about a need is taken back"), handlers_only=True, icon="undo"),
    # To the unit that has the need, which need not be one that finds the subject: told without it.
    Kind("match.asked", _("Asked about a need"), tell=_OWNER, icon="ask"),
    Kind("case.taken", _("Has a new handler"), tell=_OWNER, handlers_only=True, icon="person"),
    Kind("case.period_ended", _("The time to collect support is over"), timeline=True, icon="clock"),
    Kind("case.taken_up", _("Another unit begins to take it up"), tell=_OWNER, timeline=True, icon="forward"),
    Kind("case.sorted", _("Said how the problem is met"), handlers_only=True, icon="filter"),
    Kind("case.planned", _("The plan was changed"), handlers_only=True, icon="calendar"),
    Kind("case.trying", _("A small test was planned"), handlers_only=True, icon="idea"),
    Kind("case.tried", _("A small test has begun"), timeline=True, icon="idea"),
    Kind("case.learnt", _("A small test has taught something"), tell=_BOTH, timeline=True, icon="book"),
    Kind("case.barrier_noted", _("Something that blocks was noted"), handlers_only=True, icon="alert"),
    Kind("case.barrier_changed", _("Something that blocks was lifted or removed"), handlers_only=True, icon="alert"),
    Kind("case.unit_asked", _("Another unit is asked into the case"), tell=_OWNER, handlers_only=True, icon="building"),
    Kind("case.unit_answered", _("A unit has answered whether it takes part"), tell=_OWNER, handlers_only=True, icon="building"),
    Kind("case.unit_left", _("A unit has left the case"), tell=_OWNER, handlers_only=True, icon="building"),
    Kind("case.coached", _("Help was given"), handlers_only=True, icon="help"),
    Kind("case.advised", _("Advice was given to the one who gave it"), tell=frozenset({Tell.GIVER}), handlers_only=True, icon="comment"),
    Kind("promise.reminded", _("Reminder about an answer"), tell=_OWNER, icon="bell"),
    # To a unit that is asked, and to whom a barrier lies with: they need not find the subject, nor is there always one.
    Kind("question.reminded", _("Reminder to a unit that is asked"), tell=_OWNER, icon="bell"),
    Kind("question.taken", _("A question to a unit lies with somebody else"), tell=_OWNER, icon="person"),
    Kind("question.moved", _("A unit is asked in place of one that has ended"), tell=_OWNER, icon="forward"),
    Kind("question.ended", _("A unit does not need to answer any more"), tell=_OWNER, icon="check-circle"),
    Kind("barrier.given", _("Something that blocks lies with you"), tell=_OWNER, icon="alert"),
)
