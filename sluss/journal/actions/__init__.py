"""Every write of the journal. `record` is how all other apps tell what happened."""

from .delivering import deliver, retry_failed_deliveries
from .erasing import forget_address, forget_person
from .files import (
    attach,
    attach_chosen,
    choose,
    describe_chosen,
    describe_file,
    described,
    drop_chosen,
    forget_chosen,
    forget_file_names,
    release_file,
    sweep,
)
from .indexing import index, index_event
from .mailing import forget_codes, queue_mail, retry_failed_mails, send_mails
from .masking import mask, show_title
from .notices import choose_mail, follow, mark_all_read, mark_read, unfollow
from .recording import record
from .subjects import empty, narrow, open_subject, release, retitle
from .telling import tell

__all__ = [
    "attach",
    "attach_chosen",
    "choose",
    "choose_mail",
    "deliver",
    "describe_chosen",
    "describe_file",
    "described",
    "drop_chosen",
    "empty",
    "follow",
    "forget_address",
    "forget_chosen",
    "forget_codes",
    "forget_file_names",
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
    "release_file",
    "retitle",
    "retry_failed_deliveries",
    "retry_failed_mails",
    "send_mails",
    "show_title",
    "sweep",
    "tell",
    "unfollow",
]
