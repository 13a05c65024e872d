"""Labels as lines of JSON: what is read, and what is refused by name."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from classifiers.documents import Document, DocumentError
from classifiers.labelled import Labelled, fingerprint, in_time_order, labelled_from_row, read_labelled


def a_row(**changed):
    return {"text": "Merci", "label": "ham", **changed}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2010-08-02T07:45:19.00000", datetime(2010, 8, 2, 7, 45, 19, tzinfo=UTC)),
        ("2008-09-02 05:01:38 -0700", datetime(2008, 9, 2, 12, 1, 38, tzinfo=UTC)),
        ("2004-12-01T02:54:08+02:00", datetime(2004, 12, 1, 0, 54, 8, tzinfo=UTC)),
        ("2024-05-06T07:08:09Z", datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)),
        ("2019-07-17", datetime(2019, 7, 17, tzinfo=UTC)),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_as_people_wrote_them(date, expected):
    assert labelled_from_row(a_row(date=date)).at == expected


@pytest.mark.parametrize("label", ["Spam", "", None, 1, [], "rejected"])
def test_a_label_that_is_neither_ham_nor_spam_is_refused(label):
    with pytest.raises(DocumentError, match="label: spam or ham"):
        labelled_from_row(a_row(label=label))


@pytest.mark.parametrize("weight", [0, -1, True, "1", 1000, float("nan")])
def test_a_weight_that_is_none_is_refused(weight):
    with pytest.raises(DocumentError, match="weight: a number"):
        labelled_from_row(a_row(weight=weight))


def test_rulings_weigh_more_than_imports():
    assert labelled_from_row(a_row(source="ruling")).weight > labelled_from_row(a_row(source="import")).weight


def test_a_row_without_id_gets_one_of_its_words():
    assert labelled_from_row(a_row()).id == labelled_from_row(a_row(label="spam")).id != ""


def test_a_bad_line_is_told_by_its_number(tmp_path):
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps(a_row()) + "\n\nnot json\n")

    with pytest.raises(DocumentError, match=r"labels\.jsonl, line 3"):
        list(read_labelled(file))


def test_the_oldest_comment_comes_first_and_the_undated_before():
    rows = [a_row(id="b", date="2020-01-01"), a_row(id="a", date="2019-01-01"), a_row(id="c")]

    assert [label.id for label in in_time_order(map(labelled_from_row, rows))] == ["c", "a", "b"]


def test_a_fingerprint_knows_no_order_but_every_label():
    rows = [labelled_from_row(a_row(id=name)) for name in "ab"]

    assert fingerprint(rows) == fingerprint(rows[::-1])
    assert fingerprint(rows) != fingerprint([rows[0], labelled_from_row(a_row(id="b", label="spam"))])


def test_labels_stand_in_the_order_they_were_given_whenever_comments_were_written():
    given = [datetime(2024, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    labels = [
        Labelled("late", Document("x"), "ham", at=given[0], said=given[2]),
        Labelled("second", Document("x"), "ham", at=given[1], said=given[1]),
        Labelled("first", Document("x"), "ham", at=given[0], said=given[1]),
        Labelled("unknown", Document("x"), "ham", at=given[0]),
    ]

    assert [label.id for label in in_time_order(labels)] == ["unknown", "first", "second", "late"]
