"""Every write of the journal. `record` is how all other apps tell what happened."""

from .delivering import deliver, retry_failed_deliveries
from .erasing import forget_address, forget_person
from .indexing import index, index_event
from .mailing import forget_codes, queue_mail, retry_failed_mails, send_mails
from .masking import mask, show_title
from .notices import choose_mail, follow, mark_all_read, mark_read, unfollow
from .recording import record
from .subjects import empty, narrow, open_subject, release, retitle
from .telling import tell

__all__ = [
    "choose_mail",
    "deliver",
    "empty",
    "follow",
    "forget_address",
    "forget_codes",
    "forget_person",
    "index",
    "index_event",
    "mark_all_read",
    "mark_read",
    "mask",
    "narrow",
    "open_subject",
    "queue_mail",
    "record",
    "release",
    "retitle",
    "retry_failed_deliveries",
    "retry_failed_mails",
    "send_mails",
    "show_title",
    "tell",
    "unfollow",
]
