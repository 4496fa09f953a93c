"""`make run`: the database brought up to date, the demo city the first time, then `sluss serve`.

One process does it all: starting Django three times would take longer than starting the server.
"""

from __future__ import annotations

import os
import sys


def main() -> int:
    if os.environ.get("SLUSS_PRODUCTION", "0") in {"", "0"}:
        os.environ.setdefault("SLUSS_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluss.config.settings")

    import django
    from django.core.management import CommandError, call_command

    from sluss.config.env import BadSetting

    try:
        django.setup()
    except BadSetting as problem:
        print(f"A setting cannot be used: {problem}", file=sys.stderr)
        return 1

    from django.conf import settings

    from sluss.core.management.commands import serve

    # When make is killed, what it started stops too.
    serve.stop_without_parent()
    try:
        # Before the demo city is made: nobody should wait for it only to hear that the port is taken.
        serve.address(settings.HOST, settings.PORT)
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO:
            call_command("demo", if_empty=True)
        call_command("serve")
    except CommandError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(130)
