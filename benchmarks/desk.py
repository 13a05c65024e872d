"""The moderators' queue on a site where 100,000 comments wait, beside one where 100 do: p50, p95 and their ratio."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random

from classifiers.documents import Clue
from moderation import wired
from moderation.comments import Comment, Reason, Status
from moderation.config import Settings
from moderation.desk import Desk, utc_now
from moderation.queues import ORDERS
from moderation.records import as_hash, milliseconds
from moderation.sites import Site

HOME = Path(__file__).resolve().parent.parent
SMALL, LARGE = 100, 100_000
ROUNDS, LIMIT = 40, 50
TEXT = (
    "Merci pour cet article, j’ai enfin compris pourquoi mon levain ne montait pas en hiver. "
    "Avez-vous essayé avec de la farine de seigle ?"
)
PATHS = {
    **{f"GET /queue, {order}": f"/api/v1/queue?order={order}&limit={LIMIT}" for order in ORDERS},
    "GET /queue, of one article": f"/api/v1/queue?article=article-7&limit={LIMIT}",
    "GET /queue, a word nobody wrote": f"/api/v1/queue?q=xylophone&limit={LIMIT}",
    "the page": "/moderation",
}


def main() -> None:
    """The table is printed."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (port, desk):
        tokens = {}
        for name, count in (("small", SMALL), ("large", LARGE)):
            desk.save_site(Site(name=name))
            fill(desk, name, count)
            tokens[name] = desk.api_tokens.add("moderator", name)
        print(f"{ROUNDS} rounds, {LIMIT} comments a page, 2 workers, one request at a time, sites in turn")
        print(f"{'':34}{SMALL:>8} waiting{LARGE:>17} waiting{'p95 ratio':>11}")
        for label, path in PATHS.items():
            report(label, measure(port, path, tokens))


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, Desk]]:
    """A running service, and a desk on its store; both end with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environ = os.environ | {"PORT": str(port), "DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"}
    with subprocess.Popen(
        [sys.executable, "-m", "moderation"], cwd=HOME, env=environ, stdout=subprocess.DEVNULL
    ) as run:
        try:
            while not _answers(port):
                time.sleep(0.05)
            desk = wired(Settings(data_dir=folder, redis_url=f"unix://{folder}/store/store.sock"))
            yield port, desk
        finally:
            run.terminate()


def fill(desk: Desk, site: str, count: int) -> None:
    """So many comments wait on the site, on fifty articles, by a thousand authors, their scores evenly spread."""
    keys, made = desk.store.keys(site), _comments(desk, site, count)
    while batch := list(islice(made, 1000)):
        with desk.store.client.pipeline(transaction=False) as pipe:
            for comment in batch:
                pipe.hset(keys.comment(comment.id), mapping=as_hash(comment))
                pipe.zadd(keys.queue(Status.PENDING), {comment.id: milliseconds(comment.created_at)})
                pipe.zadd(keys.score(Status.PENDING), {comment.id: comment.score})
                pipe.zadd(keys.article_comments(comment.article_id), {comment.id: milliseconds(comment.created_at)})
                pipe.hincrby(keys.author(comment.fingerprint or ""), "pending", 1)
            pipe.execute()


def _comments(desk: Desk, site: str, count: int) -> Iterator[Comment]:
    random, now = Random(7), utc_now()
    clues = (Clue("levain", "text", 45, 51, -0.8), Clue("essayé", "text", 103, 109, -0.3))
    for number in range(count):
        comment = Comment(
            id=f"{number:024x}",
            site=site,
            article_id=f"article-{number % 50}",
            content=f"{TEXT} {number}",
            created_at=now - timedelta(seconds=count - number),
            status=Status.PENDING,
            author=f"Anne {number % 1000}",
            lang="fr",
            score=round(random.random(), 6),
            model="base",
            clues=clues,
            reasons=(Reason("doubtful"),),
            fingerprint=f"{number % 1000:032x}",
        )
        sealed = desk.addresses.seal(f"anne{number % 1000}@example.org", comment.id)
        yield replace(comment, sealed_email=sealed)


def measure(port: int, path: str, tokens: dict[str, str]) -> dict[str, list[float]]:
    """Milliseconds of each round by site, the sites in turn, after some that are not counted."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    taken: dict[str, list[float]] = {name: [] for name in tokens}
    for round_ in range(-5, ROUNDS):
        for name, token in tokens.items():
            began = time.perf_counter()
            line.request("GET", path, headers={"Authorization": f"Bearer {token}", "Accept": "*/*"})
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            if round_ >= 0:
                taken[name].append((time.perf_counter() - began) * 1000)
    line.close()
    return taken


def report(label: str, taken: dict[str, list[float]]) -> None:
    """One line: medians, 95th percentiles, and how the latter compare."""
    p95 = {name: statistics.quantiles(times, n=20)[-1] for name, times in taken.items()}
    told = "".join(f"  p50 {statistics.median(times):7.2f}  p95 {p95[name]:7.2f}" for name, times in taken.items())
    print(f"{label:32}{told}  {p95['large'] / p95['small']:8.2f}", flush=True)


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/readyz")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


if __name__ == "__main__":
    main()
