"""Every write of the register, of secrecy marks, and of what is taken out of Sluss."""

from .exporting import note_export
from .register import LONGEST_NUMBER, number, register
from .secrecy import claim, lift, mark, note_read

__all__ = ["LONGEST_NUMBER", "claim", "lift", "mark", "note_export", "note_read", "number", "register"]
