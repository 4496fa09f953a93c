"""Every write of units, people and roles."""

from .absences import absences_due, be_away, end_absence
from .erasing import erase_person
from .files import drop_import_file, forget_import_files, keep_import_file
from .people import activate, change_person, create_person, deactivate, mark_protected
from .roles import end_role, grant_role, set_deputy
from .sign_ins import note_failed_sign_in, note_sign_in
from .sign_up import confirm_address, drop_sign_ups, forget_sign_ups, sign_up
from .units import cancel_end, change_unit, create_unit, end_unit, hand_on_due

__all__ = [
    "absences_due",
    "activate",
    "be_away",
    "cancel_end",
    "change_person",
    "change_unit",
    "confirm_address",
    "create_person",
    "create_unit",
    "deactivate",
    "drop_import_file",
    "drop_sign_ups",
    "end_absence",
    "end_role",
    "end_unit",
    "erase_person",
    "forget_import_files",
    "forget_sign_ups",
    "grant_role",
    "hand_on_due",
    "keep_import_file",
    "mark_protected",
    "note_failed_sign_in",
    "note_sign_in",
    "set_deputy",
    "sign_up",
]
