"""Campaigns are found however their copies differ in small things."""

from __future__ import annotations

import time

from site_labels import labels

from classifiers.clusters import clusters
from classifiers.documents import Document

TEXT = "Congratulations dear winner you have been chosen to receive a brand new phone, write to our agent {} today"


def test_copies_that_differ_in_a_word_are_one_campaign():
    found = clusters([Document(TEXT.format(name)) for name in ("Paul", "Anna")] + [Document("Merci pour la recette")])

    assert found.tolist() == [0, 0, 1]


def test_case_and_disguise_make_no_new_campaign():
    assert clusters([Document(TEXT), Document(TEXT.upper().replace("O", "\u041e"))]).tolist() == [0, 0]


def test_short_thanks_of_different_people_stay_apart():
    assert clusters([Document("Thanks!", author="Ann"), Document("Thanks!", author="Bob")]).tolist() == [0, 1]


def test_short_repeats_of_one_author_are_one():
    same = Document("Nice post!", author="Cheap Essays", url="http://essays.example")

    assert clusters([same, same]).tolist() == [0, 0]


def test_different_comments_are_different_campaigns():
    assert len(set(clusters([label.document for label in labels(100)]))) == 100


def test_no_documents_have_no_campaigns():
    assert clusters([]).tolist() == []


def test_ten_thousand_copies_are_told_quickly():
    began = time.perf_counter()

    found = clusters([Document(TEXT)] * 10_000)

    assert set(found) == {0}
    assert time.perf_counter() - began < 10
