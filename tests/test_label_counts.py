"""How many labels of each kind there are: told at once, and true after every kind of move."""

import contextlib
import random

import pytest
from builders import AT, a_body
from exports import a_comment, a_wxr

from classifiers.documents import Document
from moderation import review
from moderation.comments import Label, Status
from moderation.errors import NothingToUndoError
from moderation.people import erase
from moderation.retention import tend


@pytest.fixture
def post(client, with_scorer):
    with_scorer(0.5)

    def send(number):
        body = a_body(email=f"reader{number}@example.org", content=f"Bonjour à tous, commentaire {number}")
        return client.post("/api/v1/articles/demo/comments", json=body).json["id"]

    return send


def kept(desk):
    found = desk.store.client.hgetall(desk.store.keys("default").label_counts)
    return {name: int(found.get(name.encode(), 0)) for name in ("ham", "spam")}


def there_are(desk):
    """The labels, counted one by one."""
    client, keys = desk.store.client, desk.store.keys("default")
    ids = [found.decode() for found in client.zrange(keys.labels, 0, -1)]
    said = [client.hget(keys.label(comment_id), "label").decode() for comment_id in ids]
    return {name: said.count(name) for name in ("ham", "spam")}


def a_label(number, label):
    said = Document(f"elsewhere {number}")
    return Label(f"feedback-{number}", label=label, source="feedback", by=None, at=AT, created=AT, document=said)


def test_counts_are_true_after_every_ruling_and_undo(post, desk):
    rng, ids = random.Random(4), [post(number) for number in range(5)]
    for _ in range(120):
        comment = desk.store.comment("default", rng.choice(ids))
        with contextlib.suppress(NothingToUndoError):
            review.rule(desk, comment, rng.choice(["approve", "spam", "reject", "undo"]), by="vera")
        assert kept(desk) == there_are(desk)
    assert sum(kept(desk).values())


def test_counts_are_true_after_labels_are_filed_flipped_repeated_and_withdrawn(desk):
    rng = random.Random(4)
    for _ in range(120):
        label = a_label(rng.randrange(6), rng.choice(["ham", "spam"]))
        if rng.random() < 0.3:
            desk.labels.withdraw("default", [label.id])
        else:
            desk.labels.file("default", label)
        assert kept(desk) == there_are(desk)
    assert sum(kept(desk).values())


def test_a_ruling_on_what_was_imported_with_a_label_counts_once(runner, desk, tmp_path):
    path = tmp_path / "export.xml"
    path.write_bytes(a_wxr(a_comment(1), a_comment(2, approved="spam"), a_comment(3, approved="trash")))
    for _ in range(2):
        assert runner.invoke(args=["import", "wordpress", str(path)]).exit_code == 0
        assert kept(desk) == there_are(desk) == {"ham": 1, "spam": 1}
    (comment,) = desk.store.queue("default", Status.APPROVED)
    review.rule(desk, comment, "spam", by="vera")
    assert kept(desk) == there_are(desk) == {"ham": 0, "spam": 2}


@pytest.mark.parametrize("anonymise", [False, True])
def test_counts_are_true_after_a_person_is_erased(post, desk, anonymise):
    for number in range(3):
        review.rule(desk, desk.store.comment("default", post(number)), "approve", by="vera")
    for _ in range(2):
        erase(desk, "reader1@example.org", ["default"], by="vera", anonymise=anonymise)
        assert kept(desk) == there_are(desk) == {"ham": 3 if anonymise else 2, "spam": 0}


def test_counts_are_true_after_comments_passed_their_time(post, desk, site, clock):
    site(spam_retention_days=30)
    for number, action in enumerate(["spam", "approve", "spam"]):
        review.rule(desk, desk.store.comment("default", post(number)), action, by="vera")
    clock.advance(days=31)
    tend(desk)
    assert kept(desk) == there_are(desk) == {"ham": 1, "spam": 0}


def test_labels_of_a_store_without_counters_are_counted_once(desk):
    desk.labels.file_all("default", [a_label(number, "spam" if number % 3 else "ham") for number in range(9)])
    desk.store.client.delete(desk.store.keys("default").label_counts)
    desk.labels.file("default", a_label(9, "spam"))
    assert desk.labels.counts("default") == kept(desk) == there_are(desk) == {"ham": 3, "spam": 7}
