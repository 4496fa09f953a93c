from .audit import audit, audit_download
from .my_data import data_file, my_data, my_data_download
from .pages import download, number, register
from .secrecy import secrecy

__all__ = ["audit", "audit_download", "data_file", "download", "my_data", "my_data_download", "number", "register", "secrecy"]
