"""What a site's labels teach: from nothing at all to a model of its own."""

from __future__ import annotations

import dataclasses
import random

import numpy as np
import pytest
from site_labels import a_label, labels

from classifiers.differences import auc
from classifiers.documents import Document
from classifiers.evidence import gather
from classifiers.fitting import fit_site
from classifiers.learning import learn, train
from classifiers.scorer import BASE_MODEL, Scorer


@pytest.fixture(scope="module")
def base():
    return Scorer.load(BASE_MODEL)


@pytest.fixture(scope="module")
def challenger(base):
    return train(labels(150), base)


def test_no_labels_are_refused(base):
    with pytest.raises(ValueError, match="at least one ruling"):
        train([], base)


def test_labels_of_a_site_make_its_filter_better_on_comments_it_never_saw(base, challenger):
    later = labels(150, start=1000)
    is_spam = np.array([label.is_spam for label in later])

    before = auc(np.array([base.score(label.document) for label in later]), is_spam)
    after = auc(np.array([challenger.scorer.score(label.document) for label in later]), is_spam)

    assert after > max(before, 0.98)


def test_the_same_labels_give_the_same_bytes_in_any_order(base, challenger):
    shuffled = labels(150)
    random.Random(5).shuffle(shuffled)

    assert train(shuffled, base).scorer.to_bytes() == challenger.scorer.to_bytes()


def test_a_site_with_one_label_behaves_like_the_base(base):
    scorer = train([a_label(1, "spam")], base).scorer

    documents = [label.document for label in labels(40, start=50)]
    assert max(abs(scorer.score(document) - base.score(document)) for document in documents) < 0.1


def test_ham_alone_teaches_less_than_ham_beside_spam(base):
    ham = [label for label in labels(120) if not label.is_spam]
    spam = [label for label in labels(120) if label.is_spam]
    asked = a_label(700, "ham").document

    alone, beside = (train(ruled, base).scorer.log_odds(asked) for ruled in (ham, [*ham, *spam[:10]]))

    assert beside < alone < base.log_odds(asked)


def test_labels_of_one_class_alone_are_learned_from(base):
    scorer = train([label for label in labels(60) if not label.is_spam], base).scorer

    assert scorer.score(a_label(700, "ham").document) <= base.score(a_label(700, "ham").document)


def test_scores_of_held_out_labels_come_from_models_that_did_not_know_them(challenger):
    evidence = challenger.evidence

    assert challenger.out_of_fold.shape == (150,)
    assert auc(challenger.out_of_fold, evidence.is_spam) > 0.95
    assert not np.allclose(
        challenger.out_of_fold, [challenger.scorer.score(label.document) for label in evidence.labels], atol=1e-3
    )


def test_a_label_that_contradicts_the_others_is_told_and_kept(base):
    taught = labels(150)
    flipped = dataclasses.replace(taught[60], label="ham")

    challenger = train([*taught[:60], flipped, *taught[61:]], base)

    assert flipped.id in {doubt.id for doubt in challenger.doubts}
    assert flipped in challenger.evidence.labels


def test_a_campaign_counts_once(base):
    text = "dear friends our casino pays the best bonus every single day come and play with us tonight"
    copies = [a_label(500 + n, "spam", text) for n in range(40)]

    evidence = train([*labels(30), *copies], base).evidence

    assert evidence.weights[[label in copies for label in evidence.labels]].sum() == pytest.approx(1.0)


def test_a_moderators_label_outweighs_an_imported_one_on_the_same_words(base):
    text = "have a look at the oven thermometers on my page they are cheap and they work for rye bread"
    imported = [dataclasses.replace(a_label(500 + n, "spam", text), weight=0.2, source="import") for n in range(3)]
    ruled = a_label(600, "ham", text)

    against = train([*labels(60), *imported], base).scorer.score(ruled.document)
    both = train([*labels(60), *imported, ruled], base).scorer.score(ruled.document)

    assert both < against


def test_a_base_that_misleads_is_believed_less_than_the_labels(base):
    """Where what the base calls spam is welcome, and the other way round."""
    other = {"ham": "spam", "spam": "ham"}
    reversed_labels = [dataclasses.replace(label, label=other[label.label]) for label in labels(120)]
    evidence = gather(reversed_labels, base)

    of_base, of_change = learn(evidence).slopes

    assert of_base < of_change


def test_inner_products_of_rows_give_the_change_that_their_features_give(base):
    """They are quicker, and nothing else: the fit by features is what thousands of labels take."""
    evidence = gather(labels(60), base)
    every = np.ones(len(evidence.labels), dtype=bool)

    by_rows = fit_site(evidence, every)
    by_features = fit_site(dataclasses.replace(evidence, kernels=None), every)

    assert np.allclose(evidence.matrix @ by_rows.weights, evidence.matrix @ by_features.weights, atol=0.02)
    assert by_rows.bias == pytest.approx(by_features.bias, abs=0.02)


def test_of_two_labels_of_one_comment_one_is_learned(base):
    twice = [a_label(1, "ham"), a_label(1, "ham")]

    assert len(train([*twice, *labels(10, start=20)], base).evidence.labels) == 11


def test_the_card_tells_what_the_model_comes_from(base, challenger):
    card = challenger.scorer.card

    assert card["parent"] == base.version
    assert card["labels"] == {"ham": 100, "spam": 50, "campaigns": 150}
    assert challenger.scorer.version.startswith("site-")


def test_a_model_kept_as_bytes_scores_alike(challenger):
    again = Scorer.from_bytes(challenger.scorer.to_bytes())

    assert again.score(Document("hello")) == challenger.scorer.score(Document("hello"))


def test_progress_is_told_from_nothing_to_done(base):
    told = []

    train(labels(20), base, progress=lambda stage, share: told.append((stage, share)))

    assert told[0] == ("reading", 0.0)
    assert told[-1] == ("done", 1.0)


POISON = "Buy cheap viagra and cialis online without prescription best price http://cheap-pills.example/buy now"


@pytest.mark.parametrize("taught", [0, 120])
def test_a_thousand_identical_ham_labels_of_one_spam_move_no_other_comment(base, taught):
    poison = [a_label(5000 + n, "ham", POISON) for n in range(1000)]
    before = train(labels(taught), base).scorer if taught else base

    after = train([*labels(taught), *poison], base).scorer

    others = [label.document for label in labels(150, start=300)]
    assert max(abs(after.score(document) - before.score(document)) for document in others) <= 0.02


def test_ham_alone_does_not_teach_that_nothing_is_spam(base):
    scorer = train([label for label in labels(150) if not label.is_spam], base).scorer

    assert scorer.score(Document(POISON, author="Cheap Pills", url="http://cheap-pills.example")) > 0.5
