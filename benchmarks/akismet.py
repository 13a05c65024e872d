"""A comment-check by Akismet's protocol at 16 connections: its 99th percentile, since one client gives up at 1 s."""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.load import Measured, measure, request
from benchmarks.service import HOME, TEXT, served

ROUNDS, SECONDS = 5, 1.5
FORM = "Content-Type: application/x-www-form-urlencoded"


def main() -> None:
    """Medians over the rounds, beside the JSON no-op of the same application and server."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as port:
        key = _key(Path(folder), port)
        tasks = {
            "no-op (JSON, same application)": itertools.repeat(request("GET", "/healthz")),
            "comment-check": _checks(key),
            "submit-spam": _checks(key, "submit-spam"),
        }
        for requests in tasks.values():
            measure(port, requests, 0.5)
        rounds = [{name: measure(port, requests, SECONDS) for name, requests in tasks.items()} for _ in range(ROUNDS)]
    _report(rounds)


def _key(folder: Path, port: int) -> str:
    environ = os.environ | {"DATA_DIR": str(folder), "PORT": str(port)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "keys", "add"]
    done = subprocess.run(command, cwd=HOME, env=environ, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]


def _checks(key: str, call: str = "comment-check") -> Iterator[bytes]:
    """Checks of ever other comments, from ever other readers."""
    for number in itertools.count():
        fields = {
            "api_key": key,
            "blog": "https://blog.example/",
            "user_ip": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            "comment_author": "Anne",
            "comment_author_email": f"anne{number}@example.org",
            "comment_content": f"{TEXT} {number}",
            "permalink": "https://blog.example/levain",
        }
        body = urlencode(fields).encode()
        yield request("POST", f"/1.1/{call}", body).replace(b"Content-Type: application/json", FORM.encode())


def _report(rounds: list[dict[str, Measured]]) -> None:
    first, *_ = names = list(rounds[0])
    print(f"{ROUNDS} rounds of {SECONDS} s each, 16 connections, 2 workers, {len(TEXT)} characters; medians")
    print(f"{'':32} {'req/s':>8} {'p50 ms':>8} {'p99 ms':>8} {'of no-op':>9}   answers")
    for name in names:
        runs = [one[name] for one in rounds]
        rate = statistics.median(run.rate for run in runs)
        middle, slow = (statistics.median(run.quantile_ms(share) for run in runs) for share in (0.5, 0.99))
        ratio = statistics.median(one[name].rate / one[first].rate for one in rounds)
        statuses = sorted({status for run in runs for status in run.statuses})
        print(f"{name:32} {rate:8.0f} {middle:8.2f} {slow:8.2f} {ratio:9.2f}   {statuses}")
