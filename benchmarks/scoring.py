"""How long a comment takes to score: warm, cold, at its worst, beside a scikit-learn pipeline of the same kind.

Run as ``python -m benchmarks.scoring``; ratios hold across machines, absolute figures drift.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.documents import Document
from classifiers.scorer import BASE_MODEL, Scorer

if TYPE_CHECKING:
    from collections.abc import Callable

CORPORA = Path(__file__).parent.parent / "classifiers" / "corpora"
LONGEST = 65_525
ROUNDS = 7


def main() -> None:
    """The table of times is printed."""
    documents = _documents()
    about = [document for document in documents if 150 <= len(document.text) <= 250]
    text_only = [Document(document.text) for document in about]
    mean = statistics.fmean(len(document.text) for document in about)
    print(f"{platform.machine()}, Python {sys.version.split()[0]}: {len(about)} comments of {mean:.0f} characters")
    started = time.perf_counter()
    scorer = Scorer.load(BASE_MODEL)
    scorer.score(about[0])
    print(f"load and first score   {1e3 * (time.perf_counter() - started):8.1f} ms   {_megabytes():.1f} MB")
    warm, slow = _microseconds(scorer.score, text_only)
    print(f"warm, text only        {warm:8.1f} us   95 %: {slow:.1f}")
    warm_all, slow = _microseconds(scorer.score, about)
    print(f"warm, every field      {warm_all:8.1f} us   95 %: {slow:.1f}")
    fresh = [min(_seconds(Scorer(scorer.artifact).score, one) for _ in range(ROUNDS)) for one in text_only[:150]]
    print(f"cold, text only        {1e6 * statistics.median(fresh):8.1f} us   a new scorer for each")
    told, slow = _microseconds(scorer.verdict, about)
    print(f"verdict with clues     {told:8.1f} us   95 %: {slow:.1f}")
    worst = max((min(_seconds(scorer.score, Document(text)) for _ in range(3)), name) for name, text in long_texts())
    print(f"worst long text        {1e3 * worst[0]:8.2f} ms   {worst[1]}")
    peer, slow = _microseconds(_pipeline(documents), text_only[:100])
    print(f"TF-IDF pipeline        {peer:8.1f} us   95 %: {slow:.1f}   ours takes {warm / peer:.3f} of it")


def long_texts() -> list[tuple[str, str]]:
    """Texts of the most characters a comment may have, each hard on one part of the reading."""
    units = {
        "words": "the cat sat on a mat and ", "letters": "a", "spaced": "a ", "digits": "1", "dots": "a.",
        "tags": "<b>",
        "open tags": "<", "brackets": "[url=", "links": "http://a.co/ ", "hosts": "a.b.c.", "mails": "a@b.",
        "marks": "!",
        "entities": "&#97;", "ampersands": "&", "accents": "e\u0301", "wide": "ｖ", "cyrillic": "аa", "cjk": "漢字",
        "emoji": "😀", "zero width": "\u200b", "phones": "+33 1 23 ", "money": "9$", "hyphens": "a-", "leet": "v1@",
    }  # fmt: skip
    texts = [(name, (unit * LONGEST)[:LONGEST]) for name, unit in units.items()]
    return [*texts, ("new words", " ".join(f"w{number:x}q" for number in range(12_000))[:LONGEST])]


def _documents() -> list[Document]:
    lines = [line for path in sorted(CORPORA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return [Document.from_row(json.loads(line)) for line in lines]


def _seconds(score: Callable[[Document], object], document: Document) -> float:
    started = time.perf_counter()
    score(document)
    return time.perf_counter() - started


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
