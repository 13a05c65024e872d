"""What people said, in the order the comments were written."""

from datetime import timedelta

import pytest
from builders import AT

from classifiers.documents import Document
from moderation.comments import Label
from moderation.labels import BATCH


@pytest.fixture
def labels(desk):
    return desk.labels


def a_label(number=1, **changes):
    fields = {
        "id": f"{number:024x}",
        "label": "spam",
        "source": "ruling",
        "by": "vera",
        "at": AT,
        "created": AT + timedelta(minutes=number),
        "document": Document(f"comment {number}", author="Anne"),
    }
    return Label(**fields | changes)


def test_labels_are_read_in_the_order_the_comments_were_written(labels):
    labels.file_all("default", [a_label(3), a_label(1), a_label(2)])
    assert [label.document.text for label in labels.read("default")] == ["comment 1", "comment 2", "comment 3"]


def test_a_label_is_read_as_it_was_filed(labels):
    filed = a_label(1, weight=0.7)
    assert labels.file("default", filed) == "filed"
    assert list(labels.read("default")) == [filed]


def test_the_same_label_twice_changes_nothing(labels):
    labels.file("default", a_label(1))
    assert labels.file("default", a_label(1, at=AT + timedelta(days=1))) == "same"
    assert next(iter(labels.read("default"))).at == AT


def test_a_flip_keeps_what_stood_before(labels, desk):
    labels.file("default", a_label(1))
    assert labels.file("default", a_label(1, label="ham", by="paul")) == "flipped"
    assert labels.counts("default") == {"ham": 1, "spam": 0}
    assert b'"spam","vera","ruling"' in desk.store.client.hget(
        desk.store.keys("default").label(a_label(1).id), "history"
    )


def test_history_never_overrules_a_person(labels):
    labels.file("default", a_label(1))
    assert labels.file("default", a_label(1, label="ham", source="import")) == "outweighed"
    assert labels.counts("default") == {"ham": 0, "spam": 1}


def test_a_person_overrules_history(labels):
    labels.file("default", a_label(1, label="ham", source="import"))
    assert labels.file("default", a_label(1)) == "flipped"


def test_a_withdrawn_label_is_gone(labels):
    labels.file_all("default", [a_label(1), a_label(2)])
    assert labels.withdraw("default", [a_label(1).id, "unknown"]) == 1
    assert (labels.total("default"), labels.counts("default")) == (1, {"ham": 0, "spam": 1})


def test_a_label_without_its_own_document_speaks_of_the_comment(labels, desk, client, with_scorer):
    from builders import a_body

    with_scorer(0.5)
    body = a_body(content="Merci beaucoup", website="https://anne.example")
    comment_id = client.post("/api/v1/articles/demo/comments", json=body).json["id"]
    labels.file("default", a_label(1, id=comment_id, document=None))
    (label,) = labels.read("default")
    assert (label.document.text, label.document.url) == ("Merci beaucoup", "https://anne.example")
    assert label.document.email_domain == "example.org"


def test_a_label_whose_comment_is_gone_is_left_out(labels):
    labels.file("default", a_label(1, document=None))
    assert list(labels.read("default")) == []


def test_an_unknown_date_is_the_oldest(labels):
    labels.file_all("default", [a_label(1), a_label(2, created=None)])
    assert [label.created is None for label in labels.read("default")] == [True, False]


def test_labels_that_come_and_go_while_reading_make_none_told_twice_or_skipped(labels):
    labels.file_all("default", [a_label(n) for n in range(10, 10 + BATCH + 50)])
    read = labels.read("default")
    seen = [next(read).id for _ in range(3)]
    labels.file_all("default", [a_label(1), a_label(2)])
    labels.withdraw("default", [a_label(11).id, a_label(9 + BATCH).id])
    seen += [label.id for label in read]
    assert len(seen) == len(set(seen)) == BATCH + 50


def test_labels_of_another_site_stay_there(labels):
    labels.file("default", a_label(1))
    assert labels.total("other") == 0
