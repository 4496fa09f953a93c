"""A job worker as a process of its own, for tests that kill it. Says "ready" when it has begun."""

from __future__ import annotations

import threading

import django

django.setup()

from sluss.core import addresses, events, jobs  # noqa: E402 - after the set-up, as in every process
from sluss.journal.actions import delivering, mailing  # noqa: E402 - as above

from .conftest import KINDS  # noqa: E402 - as above


def main() -> None:
    events.declare(*KINDS)
    addresses.register("thing", lambda subject: f"/sak/{subject.pk}")
    # What a killed worker held is free again soon, so that the test need not wait a minute for it.
    delivering.CLAIM_SECONDS = mailing.CLAIM_SECONDS = 2
    print("ready", flush=True)
    jobs.run_forever(threading.Event())


if __name__ == "__main__":
    main()
