"""Reads of the journal. What a user may see of any subject is decided here once."""

from .mails import failed_mails, mails, names_somebody_protected
from .notices import COUNTED_TO, follower_count, follower_ids, follows, mail_choice, notices_of, shown_notices, unread_count
from .search import Ranked, SearchResult, filter_matching, matching, ranked
from .subjects import gives, handles, seers, timeline, visible_to

__all__ = [
    "COUNTED_TO",
    "Ranked",
    "SearchResult",
    "failed_mails",
    "filter_matching",
    "follower_count",
    "follower_ids",
    "follows",
    "gives",
    "handles",
    "mail_choice",
    "mails",
    "matching",
    "names_somebody_protected",
    "notices_of",
    "ranked",
    "seers",
    "shown_notices",
    "timeline",
    "unread_count",
    "visible_to",
]
