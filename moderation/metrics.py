"""What is counted and timed for Prometheus, across all workers of a machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from pathlib import Path

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own variable: workers write there, any of them reads all

SUBMISSIONS = Counter("moderation_submissions_total", "Submissions by what became of them.", ["outcome"])
RULINGS = Counter("moderation_rulings_total", "Moderators' rulings.", ["action"])
SHADOW = Counter(
    "moderation_shadow_verdicts_total", "Verdicts of challengers by champion's outcome > challenger's.", ["outcome"]
)
SCORING = Histogram(
    "moderation_scoring_seconds",
    "Time for one verdict.",
    ["role"],  # every metric has labels: without, its value is made on import, before `prepare`
    buckets=(0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.1),
)
REQUESTS = Histogram(
    "moderation_request_seconds",
    "Time for one request by endpoint and status.",
    ["endpoint", "status"],
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3),
)


def prepare(directory: Path) -> None:
    """The directory is empty and named in the environment; call it before any worker starts."""
    directory.mkdir(parents=True, exist_ok=True)
    for stale in directory.glob("*.db"):
        stale.unlink()
    os.environ[SHARED] = str(directory)
    # chosen on import, when the launcher did not know the directory yet
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]


def exposition() -> bytes:
    """All workers' figures in Prometheus' text format."""
    if SHARED not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
