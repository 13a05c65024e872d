"""Learning from 20,000 to 5 million invented comments: seconds and memory, alone and on two Dask workers.

``python -m benchmarks outofcore`` is a short run; ``python -m benchmarks.outofcore 100000 1000000 5000000``
measures so many comments, each in a process of its own. What is printed: seconds of processor (making the comments up
included; others on the machine do not count), comments a second, the time beside the first size's in proportion (1.0 is
linear), and the largest memory the process ever held.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from classifiers.documents import Document
from classifiers.labelled import Labelled
from classifiers.outofcore import learn_stream
from classifiers.scorer import BASE_MODEL, Scorer

SHORT = (5_000, 20_000)
VOCABULARY = 30_000
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "xo", "zu", "ar", "en")


def main(sizes: tuple[int, ...] = SHORT) -> None:
    """The table, and the cluster's model beside one machine's."""
    print(f"{'comments':>10}{'seconds':>9}{'per second':>12}{'to linear':>11}{'memory MB':>11}")
    first = None
    for size in sizes:
        found = _in_a_process(size)
        first = first or found["seconds"] / size
        linear = found["seconds"] / size / first
        print(
            f"{size:10,d}{found['seconds']:9.1f}{size / found['seconds']:12,.0f}{linear:11.2f}{found['memory']:11.0f}",
            flush=True,
        )
    _beside_a_cluster(sizes[0])


def _in_a_process(size: int) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", "benchmarks.outofcore", "--one", str(size)], capture_output=True)
    return dict(json.loads(done.stdout.decode().splitlines()[-1]))


def one(size: int) -> None:
    """So many comments are learned from; seconds and megabytes are printed as JSON."""
    base = Scorer.load(BASE_MODEL)
    began = time.process_time()
    learn_stream(comments(size), base)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.process_time() - began, "memory": memory}))


def comments(size: int) -> Iterator[Labelled]:
    """Invented comments of 5 to 35 words; a tenth of a word's meaning is its class."""
    rng = random.Random(1)
    words = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(VOCABULARY)]
    weights = [1.0 / (rank + 10) for rank in range(VOCABULARY)]
    pool = rng.choices(words, weights, k=200_000)
    for number in range(size):
        is_spam = rng.random() < 0.3
        start, length = rng.randrange(len(pool) - 40), rng.randint(5, 35)
        marked = f"{rng.choice(words[:300] if is_spam else words[300:600])} {number:x}"
        yield Labelled(str(number), Document(" ".join([*pool[start : start + length], marked])), _name(is_spam=is_spam))


def _name(*, is_spam: bool) -> Any:
    return "spam" if is_spam else "ham"


@contextmanager
def _cluster() -> Iterator[Any]:
    from distributed import Client, LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        yield client


def _beside_a_cluster(size: int) -> None:
    base = Scorer.load(BASE_MODEL)
    began = time.perf_counter()
    alone = learn_stream(comments(size), base).scorer.to_bytes()
    here = time.perf_counter() - began
    with _cluster() as client:
        began = time.perf_counter()
        there = learn_stream(comments(size), base, client=client).scorer.to_bytes()
    took = time.perf_counter() - began
    same = "the same bytes" if alone == there else "NOT the same bytes"
    print(f"two Dask workers, {size:,d} comments: {took:.1f} s beside {here:.1f} s alone; {same}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        main(tuple(map(int, sys.argv[1:])) or SHORT)
