"""How long a comment takes to score: warm, cold, at its worst, beside a scikit-learn pipeline of the same kind.

Run as ``python -m benchmarks.scoring``; ratios hold across machines, absolute figures drift.
"""

from __future__ import annotations

import gc
import json
import platform
import statistics
import sys
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.documents import Document
from classifiers.scorer import BASE_MODEL, Scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORPORA = Path(__file__).parent.parent / "classifiers" / "corpora"
LONGEST = 65_525
ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Timing:
    """One line of the table: what was measured, the figure and its unit, and what to know."""

    name: str
    figure: float
    unit: str
    note: str


def main() -> None:
    """The table of times is printed."""
    documents = _documents()
    mean = statistics.fmean(len(document.text) for document in _about_200(documents))
    print(f"{platform.machine()}, Python {sys.version.split()[0]}: comments of {mean:.0f} characters")
    for timing in timings(documents):
        print(f"{timing.name:22} {timing.figure:8.1f} {timing.unit:3}  {timing.note}")


def timings(documents: list[Document] | None = None) -> Iterator[Timing]:
    """What scoring takes: warm, cold, with clues, at its worst, to load; and what a pipeline takes."""
    documents = documents or _documents()
    about = _about_200(documents)
    text_only = [Document(document.text) for document in about]
    gc.freeze()  # what a benchmark has imported by now is not for the collector to walk through while scoring
    started = time.perf_counter()
    scorer = Scorer.load(BASE_MODEL)
    scorer.score(about[0])
    yield Timing("load and first score", 1e3 * (time.perf_counter() - started), "ms", "")
    yield Timing("memory of the model", _megabytes(), "MB", "")
    warm, slow = _microseconds(scorer.score, text_only)
    yield Timing("warm, text only", warm, "us", f"95 %: {slow:.1f}")
    warm_all, slow = _microseconds(scorer.score, about)
    yield Timing("warm, every field", warm_all, "us", f"95 %: {slow:.1f}")
    fresh = [_first_seconds(scorer, one) for one in text_only[:150]]
    yield Timing("cold, text only", 1e6 * statistics.median(fresh), "us", "a new scorer for each")
    told, slow = _microseconds(scorer.verdict, about)
    yield Timing("verdict with clues", told, "us", f"95 %: {slow:.1f}")
    worst = max((_first_seconds(scorer, Document(text)), name) for name, text in long_texts())
    yield Timing("worst long text", 1e3 * worst[0], "ms", f"{LONGEST} characters, a new scorer for each: {worst[1]}")
    peer, slow = _microseconds(_pipeline(documents), text_only[:100])
    yield Timing("TF-IDF pipeline", peer, "us", f"95 %: {slow:.1f}; ours takes {warm / peer:.3f} of it")


def _about_200(documents: list[Document]) -> list[Document]:
    return [document for document in documents if 150 <= len(document.text) <= 250]


def long_texts() -> list[tuple[str, str]]:
    """Texts of the most characters a comment may have, each hard on one part of the reading."""
    units = {
        "words": "the cat sat on a mat and ", "letters": "a", "spaced": "a ", "digits": "1", "dots": "a.",
        "tags": "<b>",
        "open tags": "<", "brackets": "[url=", "links": "http://a.co/ ", "hosts": "a.b.c.", "mails": "a@b.",
        "marks": "!",
        "entities": "&#97;", "ampersands": "&", "accents": "e\u0301", "wide": "ｖ", "cyrillic": "аa", "cjk": "漢字",
        "emoji": "😀", "zero width": "\u200b", "phones": "+33 1 23 ", "money": "9$", "hyphens": "a-", "leet": "v1@",
        "ligatures": "\ufdfa",
    }  # fmt: skip
    texts = [(name, (unit * LONGEST)[:LONGEST]) for name, unit in units.items()]
    new = " ".join(f"w{number:x}q" for number in range(12_000))[:LONGEST]
    syllables = "".join(chr(0xAC00 + 37 * number % 11_172) + " " * (number % 4 == 0) for number in range(LONGEST))
    return [*texts, ("new words", new), ("new syllables", syllables[:LONGEST])]


def _documents() -> list[Document]:
    lines = [line for path in sorted(CORPORA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return [Document.from_row(json.loads(line)) for line in lines]


def _seconds(score: Callable[[Document], object], document: Document) -> float:
    started = time.perf_counter()
    score(document)
    return time.perf_counter() - started


def _first_seconds(scorer: Scorer, document: Document) -> float:
    """The best of some rounds in which nothing is remembered of earlier ones."""
    return min(_seconds(Scorer(scorer.artifact).score, document) for _ in range(ROUNDS))


def _microseconds(score: Callable[[Document], object], documents: list[Document]) -> tuple[float, float]:
    """Median and 95th percentile over documents of the best of some rounds each."""
    best = [min(_seconds(score, document) for _ in range(ROUNDS)) for document in documents]
    return 1e6 * statistics.median(best), 1e6 * statistics.quantiles(best, n=20)[-1]


def _megabytes() -> float:
    tracemalloc.start()
    kept = Scorer.load(BASE_MODEL)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / 2**20 if kept else 0.0


def _pipeline(documents: list[Document]) -> Callable[[Document], object]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    both = make_union(TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5)))
    pipeline = make_pipeline(both, LogisticRegression())
    pipeline.fit([document.text for document in documents], [number % 2 for number in range(len(documents))])
    return lambda document: pipeline.decision_function([document.text])


if __name__ == "__main__":
    main()
