from .audit import audit, audit_download
from .entries import add, correct, find
from .erasing import erasure, erasure_ask, erasure_new, erasure_put_off, erasures
from .my_data import data_file, my_data, my_data_download
from .pages import download, number, register
from .reading import note_shown
from .secrecy import secrecy

__all__ = [
    "add",
    "audit",
    "audit_download",
    "correct",
    "data_file",
    "download",
    "erasure",
    "erasure_ask",
    "erasure_new",
    "erasure_put_off",
    "erasures",
    "find",
    "my_data",
    "my_data_download",
    "note_shown",
    "number",
    "register",
    "secrecy",
]
