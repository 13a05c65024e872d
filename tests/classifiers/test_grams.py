"""The letters of many words are read at once, and as they would be one by one."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifiers.grams import GRAM, GRAM_REGION, gram_places, gram_sums

WEIGHTS = np.random.default_rng(1).integers(-30_000, 30_000, GRAM_REGION, np.int16)
words = st.text(st.characters() | st.sampled_from("abcé漢"), max_size=12).map(lambda text: "".join(text.split()))
texts = st.lists(words.filter(bool), max_size=3).map(" ".join)


def one_by_one(text):
    wide = [f" {word} " for word in text.split()]
    grams = [word[start : start + GRAM] for word in wide for start in range(len(word) - GRAM + 1)]
    return [crc32(gram.encode("utf-8", "surrogatepass")) % GRAM_REGION for gram in grams]


@given(texts)
def test_a_gram_stands_where_its_crc_says(text):
    assert gram_places(text) == one_by_one(text)


@given(st.lists(texts, min_size=1, max_size=9))
def test_texts_read_together_weigh_what_each_would_alone(together):
    sums, counts = gram_sums(together, WEIGHTS)

    assert sums == [sum(WEIGHTS[one_by_one(text)].tolist()) for text in together]
    assert counts == [len(one_by_one(text)) for text in together]
