"""How many ideas a second come in through `ideas.actions.submit`, from several processes at once."""

from __future__ import annotations

import subprocess
import sys
import time
from uuid import uuid4

from sluss.ideas import actions
from sluss.ideas.actions.values import Texts
from sluss.ideas.models import Gateway
from sluss.journal.states import Visibility

from .places import Place

PROCESSES = 4


def submit_for(seconds: float) -> int:
    """Submit in this process, one after another, for so long. Returns how many."""
    gateway = Gateway.objects.select_related("process", "unit", "terms").get(slug="invanarforslag")
    end = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < end:
        actions.submit(
            gateway=gateway,
            by=None,
            texts=Texts(
                title=f"Bänkar vid kajen {count}", need="Det finns ingenstans att sitta när man väntar på båten, och många är äldre."
            ),
            visibility=Visibility.ALL,
            show_name=False,
            terms=gateway.terms,
            form_key=uuid4(),
        )
        count += 1
    return count


def from_all(where: Place, seconds: float) -> float:
    """Submits a second from all processes together, each started and warmed up first."""
    command = [sys.executable, "-m", "sluss.config", "bench", "--step", "submit", "--seconds", str(seconds)]
    start = [
        subprocess.Popen(command, env=where.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    for process in start:
        assert process.stdout
        process.stdout.readline()  # "ready"
    for process in start:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return round(sum(int(process.communicate()[0].split()[-1]) for process in start) / seconds, 1)
