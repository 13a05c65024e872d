"""POST and GET of the whole service at 16 connections, as ratios to a JSON no-op of the same application and server."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from http.client import HTTPResponse
from pathlib import Path

from benchmarks.load import Measured, measure, request

HOME = Path(__file__).resolve().parent.parent
ROUNDS, SECONDS = 5, 1.5
ARTICLE_COMMENTS = 50
TEXT = (
    "Merci pour cet article, j’ai enfin compris pourquoi mon levain ne montait pas en hiver. Avez-vous essayé avec "
    "de la farine de seigle ? Chez moi la pâte double en six heures, à vingt degrés"
)
PAGE = "/api/v1/articles/full/comments"
SETTINGS = ("flood_per_author=1000000/1", "flood_per_network=1000000/1", "publish_below=1", "spam_from=1")
_numbers = itertools.count()


def main() -> None:
    """The table of rates is printed."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as port:
        fill(port)
        known = f"If-None-Match: {etag(port)}\r\n"
        tasks = {
            "no-op (JSON, same application)": itertools.repeat(request("GET", "/healthz")),
            f"GET of {ARTICLE_COMMENTS} comments": itertools.repeat(request("GET", PAGE)),
            "GET, not modified (304)": itertools.repeat(request("GET", PAGE, headers=known)),
            f"POST of {len(TEXT)} characters": posts(),
        }
        for requests in tasks.values():
            measure(port, requests, 0.5)
        rounds = [{name: measure(port, requests, SECONDS) for name, requests in tasks.items()} for _ in range(ROUNDS)]
    report(rounds)


@contextlib.contextmanager
def served(folder: Path, settings: Sequence[str] = SETTINGS, **variables: str) -> Iterator[int]:
    """The port of a service with two workers and a store of its own, which ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environ = os.environ | {"PORT": str(port), "DATA_DIR": str(folder), "TRUSTED_PROXIES": "127.0.0.1/32"}
    environ |= {"WORKERS": "2", "LOG_LEVEL": "WARNING"} | variables
    command = [sys.executable, "-m", "moderation"]
    with subprocess.Popen(command, cwd=HOME, env=environ, stdout=subprocess.DEVNULL) as run:
        try:
            while not _answers(port):
                time.sleep(0.05)
            change = [sys.executable, "-m", "flask", "--app", "wsgi", "sites", "set", "default", *settings]
            subprocess.run(change, cwd=HOME, env=environ, check=True, stdout=subprocess.DEVNULL)
            time.sleep(1.1)  # until every worker has noticed
            yield port
        finally:
            run.terminate()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
            return True
    except OSError:
        return False


def a_post(article: str) -> bytes:
    """A request with a comment by a reader of their own, in a network of their own."""
    number = next(_numbers)
    body = {"author": "Anne", "email": f"anne{number}@example.org", "content": f"{TEXT} {number}"}
    network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    path = f"/api/v1/articles/{article}/comments"
    return request("POST", path, json.dumps(body).encode(), f"X-Forwarded-For: {network}\r\n")


def posts() -> Iterator[bytes]:
    """Comments on fifty articles in turn."""
    for article in itertools.cycle(f"article-{number}" for number in range(50)):
        yield a_post(article)


def fill(port: int) -> None:
    """One article has its comments."""
    filled = [a_post("full") for _ in range(ARTICLE_COMMENTS)]
    with socket.create_connection(("127.0.0.1", port)) as line:
        for one in filled:
            line.sendall(one)
            with HTTPResponse(line) as answer:
                answer.begin()
                told = answer.read()
                assert answer.status == 201, told


def etag(port: int) -> str:
    """The tag of the article's page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{PAGE}") as answer:
        assert len(json.load(answer)["comments"]) == ARTICLE_COMMENTS
        return str(answer.headers["ETag"])


def report(rounds: list[dict[str, Measured]]) -> None:
    """Medians over the rounds, and each rate's ratio to the no-op's of the same round."""
    first, *_ = names = list(rounds[0])
    print(f"{ROUNDS} rounds of {SECONDS} s each, 16 connections, 2 workers, embedded store with fsync always; medians")
    print(f"{'':32} {'req/s':>8} {'p50 ms':>8} {'p95 ms':>8} {'of no-op':>9}   answers")
    for name in names:
        runs = [one[name] for one in rounds]
        figures = [statistics.median(run.rate for run in runs)]
        figures += [statistics.median(run.quantile_ms(share) for run in runs) for share in (0.5, 0.95)]
        ratio = statistics.median(one[name].rate / one[first].rate for one in rounds)
        statuses = sorted({status for run in runs for status in run.statuses})
        print(f"{name:32} {figures[0]:8.0f} {figures[1]:8.2f} {figures[2]:8.2f} {ratio:9.2f}   {statuses}")
