"""Training and serving read a document alike, whatever it holds."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import features
from classifiers.documents import Document
from classifiers.features import TABLE_SIZE
from classifiers.links import read_link
from classifiers.scorer import BASE_MODEL, Scorer
from classifiers.training import Linear, design_matrix, log_odds

CORPORA = Path(__file__).parents[2] / "classifiers" / "corpora"
SCORER = Scorer.load(BASE_MODEL)
MODEL = Linear.of(SCORER.artifact)

anything = st.text(max_size=300)
spammy = st.lists(
    st.sampled_from(["v1agra", "<b>", "http://a.biz/x?y=1", "&#118;", "[url=http://x.ru]", "a", "é", "казино", "!!"]),
    max_size=40,
).map(" ".join)
documents = st.builds(
    Document,
    text=anything | spammy,
    author=st.none() | anything,
    url=st.none() | anything | st.just("http://cheap-pills.biz/buy"),
    email_domain=st.none() | anything,
    context=st.none() | anything,
)


def synthetic_documents():
    lines = [line for path in sorted(CORPORA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return [Document.from_row(json.loads(line)) for line in lines]


@settings(max_examples=200, deadline=None)
@given(documents)
def test_serving_scores_any_document_as_training_would(document):
    trained = log_odds(MODEL, design_matrix([document]))[0]

    assert SCORER.log_odds(document) == pytest.approx(trained, abs=1e-6)


@settings(max_examples=200, deadline=None)
@given(documents)
def test_contributions_of_any_document_add_up(document):
    told = sum(clue.weight for clue in SCORER.contributions(document))

    assert told == pytest.approx(SCORER.log_odds(document), abs=1e-6)


@settings(max_examples=200, deadline=None)
@given(documents)
def test_what_is_remembered_changes_no_score(document):
    assert SCORER.log_odds(document) == Scorer(SCORER.artifact).log_odds(document)


@settings(max_examples=100, deadline=None)
@given(documents)
def test_every_place_is_within_the_table(document):
    places = [place for group in features.groups(document) for place in group.places]

    assert all(0 <= place < TABLE_SIZE for place in places)


@settings(max_examples=100, deadline=None)
@given(documents)
def test_spans_of_clues_lie_within_their_field(document):
    for clue in SCORER.contributions(document):
        if clue.start is not None:
            assert 0 <= clue.start <= clue.end <= len(getattr(document, clue.field))


def test_serving_scores_the_whole_corpus_as_training_would():
    comments = synthetic_documents()

    trained = log_odds(MODEL, design_matrix(comments))

    served = np.array([SCORER.log_odds(document) for document in comments])
    assert np.abs(trained - served).max() < 1e-6


def test_serving_scores_a_long_text_as_training_would_its_worst_part():
    document = Document("an honest word about gardens " * 120 + "buy cheap viagra http://cheap-pills.biz now " * 8)
    parts = [dataclasses.replace(document, text=part) for part in SCORER.parts(document)]

    trained = log_odds(MODEL, design_matrix(parts))

    assert len(parts) > 1
    assert SCORER.log_odds(document) == pytest.approx(trained.max(), abs=1e-6)


def test_a_missing_field_gives_no_group():
    fields = {group.field for group in features.groups(Document("hello there"))}

    assert fields == {"text"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("v i a g r a", "viagra"), ("f-r-e-e", "free"), ("v*i*a*g*r*a", "viagra")],
)
def test_letters_set_apart_are_read_as_a_word(written, meant):
    read = {place for group in features.groups(Document(f"get {written} here a b")) for place in group.places}

    assert features.read_chunk(meant).words[0] in read


@pytest.mark.parametrize(
    "written",
    [
        "https://en.wikipedia.org,",
        "https://en.wikipedia.org).",
        "https://en.wikipedia.org!",
        "https://en.wikipedia.org;",
    ],
)
def test_points_behind_an_address_are_none_of_it(written):
    assert read_link(written) == read_link("https://en.wikipedia.org")
    assert features.read_chunk(written).known == 1


def test_what_follows_a_point_in_an_address_is_no_host():
    link = read_link("http://shop.example.co.uk,see")

    assert (link.host, link.domain, link.ending) == ("shop.example.co.uk", "example.co.uk", "uk")
