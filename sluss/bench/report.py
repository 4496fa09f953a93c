"""The figures as a table that can stand in docs/benchmarks.md."""

from __future__ import annotations

from typing import Any

HEADS = ("Page", "Who", "req/s", "of the ruler", "least–most", "p50 ms", "p95 ms", "p99 ms", "queries", "kB")


def heading(machine: str) -> str:
    return f"Machine: {machine}. Uncached; two server processes; the ruler is measured before and after every turn of a page."


def table(run: dict[str, Any]) -> str:
    return "\n".join(
        [
            f"\n### {run['engine']}, {run['ideas']:,} ideas\n",
            _line(HEADS),
            _line(["---"] * len(HEADS)),
            *(_line(_cells(page)) for page in run["pages"]),
            f"\nSubmits: {run['submits_per_second']} a second from {run['submit_processes']} processes.",
            f"Server memory: {run['server_memory_mb']} MB.",
        ]
    )


def _cells(page: dict[str, Any]) -> list[str]:
    return [
        page["page"],
        "signed in" if page["signed_in"] else "anonymous",
        f"{page['per_second']:.0f}",
        f"{page['of_the_ruler']:.2f}",
        f"{page['of_the_ruler_least']:.2f}–{page['of_the_ruler_most']:.2f}",
        f"{page['p50_ms']:.1f}",
        f"{page['p95_ms']:.1f}",
        f"{page['p99_ms']:.1f}",
        str(page["queries"]),
        f"{page['bytes'] / 1000:.1f}",
    ]


def _line(cells: Any) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
