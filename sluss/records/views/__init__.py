from .pages import download, number, register

__all__ = ["download", "number", "register"]
