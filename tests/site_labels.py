"""A small site of invented comments: two kinds of spam, one of ham, no two alike."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from classifiers.documents import Document
from classifiers.labelled import Labelled

START = datetime(2024, 1, 1, tzinfo=UTC)
TOPICS = [
    "sourdough",
    "rye",
    "starter",
    "flour",
    "oven",
    "crust",
    "hydration",
    "levain",
    "kneading",
    "proofing",
    "crumb",
    "steam",
    "salt",
    "bran",
    "malt",
]
TALK = [
    "I",
    "tried",
    "your",
    "recipe",
    "and",
    "the",
    "turned",
    "out",
    "better",
    "than",
    "last",
    "week",
    "because",
    "my",
    "was",
    "too",
    "wet",
    "thanks",
    "for",
    "explaining",
]
PITCH = [
    "visit",
    "our",
    "trusted",
    "store",
    "and",
    "buy",
    "discount",
    "replica",
    "watches",
    "with",
    "free",
    "shipping",
    "best",
    "price",
    "order",
    "today",
]
PRAISE = [
    "wonderful",
    "post",
    "admin",
    "keep",
    "sharing",
    "such",
    "valuable",
    "content",
    "i",
    "will",
    "bookmark",
    "your",
    "amazing",
    "weblog",
    "for",
    "sure",
]


def words(rng, *pools):
    return " ".join(rng.choice(rng.choice(pools)) for _ in range(rng.randint(9, 22)))


def a_label(number, label, text=None, *, rng=None, **changed):
    rng = rng or random.Random(number)
    if text is None:
        text = words(rng, TALK, TALK, TOPICS) if label == "ham" else words(rng, *rng.choice([[PITCH], [PRAISE]]))
    document = Document(text, author=f"{rng.choice(TOPICS)}{number}")
    return Labelled(f"c{number:05d}", document, label, at=START + timedelta(hours=number), **changed)


def labels(count, *, spam_every=3, start=0):
    """So many labels, an hour apart, every third of them spam."""
    return [a_label(n, "spam" if n % spam_every == 0 else "ham") for n in range(start, start + count)]
