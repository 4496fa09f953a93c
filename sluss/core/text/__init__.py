"""Analysis of Swedish text: search, sort order, titles, excerpts, clean input, Markdown. Pure: no model, no database."""

from .compounds import Overrides
from .excerpts import plain, suggest_title, summarise
from .folding import clean, fold
from .markdown import markdown
from .search import Term, analyse, match_postgres, match_sqlite, query_terms
from .sort import sort_key

__all__ = [
    "Overrides",
    "Term",
    "analyse",
    "clean",
    "fold",
    "markdown",
    "match_postgres",
    "match_sqlite",
    "plain",
    "query_terms",
    "sort_key",
    "suggest_title",
    "summarise",
]
