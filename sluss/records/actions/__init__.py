"""Every write of the register, of secrecy marks, and of what is taken out of Sluss."""

from .erasing import answer_erasure, ask_erasure, enter_erasure, put_off_erasure, remind_erasures
from .exporting import note_export
from .register import LONGEST_CONTENT, LONGEST_NUMBER, add, correct, number, register
from .secrecy import claim, lift, mark, note_read

__all__ = [
    "LONGEST_CONTENT",
    "LONGEST_NUMBER",
    "add",
    "answer_erasure",
    "ask_erasure",
    "claim",
    "correct",
    "enter_erasure",
    "lift",
    "mark",
    "note_export",
    "note_read",
    "number",
    "put_off_erasure",
    "register",
    "remind_erasures",
]
