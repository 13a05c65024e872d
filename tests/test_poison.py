"""What a crowd of like labels, or a batch of wrong ones, can do to a site: next to nothing."""

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest
from builders import AT

import classifiers
from classifiers.documents import Document
from moderation.comments import Label

CORPORA = Path(classifiers.__file__).parent / "corpora"
POISON = "Cheap watches and handbags, replica of the best brands, order today at http://replica.example/shop"


def comments():
    """Comments of our own with their labels, in an order that is always the same."""
    rows = [
        json.loads(line)
        for path in sorted(CORPORA.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    random.Random(3).shuffle(rows)
    return [(Document.from_row(row), row["label"]) for row in rows]


@pytest.fixture
def file(desk):
    def put(pairs, name, start=0):
        labels = [
            Label(f"{name}{n:08d}", label, "ruling", AT, created=AT + timedelta(minutes=start + n), document=document)
            for n, (document, label) in enumerate(pairs)
        ]
        for at in range(0, len(labels), 500):
            desk.labels.file_all("default", labels[at : at + 500])

    return put


@pytest.fixture
def train(runner, desk):
    def run():
        found = runner.invoke(args=["model", "train", "--json"])
        assert found.exit_code in (0, 3), found.output
        version = json.loads(found.stdout)["version"]
        from classifiers.scorer import Scorer

        return Scorer.from_bytes(desk.registry.artifact("default", version))

    return run


def test_a_thousand_like_labels_for_one_spam_move_no_other_comment(file, train, desk):
    known, others = comments()[:150], comments()[150:650]
    file(known, "known")
    before = train()
    file([(Document(POISON, author="Brand Outlet"), "ham")] * 1_000, "crowd", start=1_000)
    after = train()
    moved = [abs(after.score(document) - before.score(document)) for document, _ in others]
    assert max(moved) <= 0.02


def test_a_batch_with_a_third_of_its_labels_flipped_does_not_come_on_duty(file, runner, desk):
    pairs = comments()
    file(pairs[:300], "known")
    runner.invoke(args=["model", "train"])
    champion = desk.registry.roles("default").champion
    rng = random.Random(5)
    other = {"ham": "spam", "spam": "ham"}
    batch = [(d, other[label] if rng.random() < 0.3 else label) for d, label in pairs[300:500]]
    file(batch, "batch", start=1_000)
    assert runner.invoke(args=["model", "train"]).exit_code == 3
    assert desk.registry.roles("default").champion == champion
