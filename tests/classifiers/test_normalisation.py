"""Disguise is taken off; accents, emoji and other scripts are no disguise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.normalisation import fold, squeeze, unleet


@pytest.mark.parametrize(
    "disguised",
    ["ｖｉａｇｒａ", "vіаgrа", "v\u200bi\u200bagra", "v&#105;agra", "𝐯𝐢𝐚𝐠𝐫𝐚", "vi\u00adagra", "ⓥⓘⓐⓖⓡⓐ"],
)
def test_a_disguised_word_is_read_and_told_to_be_disguised(disguised):
    assert fold(disguised)[0] == "viagra"
    assert fold(disguised)[1] or disguised == "vi\u00adagra"


@pytest.mark.parametrize("honest", ["déjà", "naïve", "Straße", "казино", "東京", "👍🏽", "l’été", "ﬁn", "&amp;", "x²"])
def test_honest_writing_is_no_disguise(honest):
    assert not fold(honest)[1]


def test_a_word_of_another_script_keeps_its_letters():
    assert fold("Москва")[0] == "москва"


@pytest.mark.parametrize(("word", "read"), [("v1agra", "viagra"), ("c4sh", "cash"), ("fr3e", "free")])
def test_digits_inside_a_word_are_read_as_letters(word, read):
    assert unleet(word) == read


@pytest.mark.parametrize("word", ["2020", "mp3", "h264", "web2", "b2b"])
def test_names_with_digits_stay_what_they_are(word):
    assert unleet(word) == word


def test_stretched_letters_are_squeezed():
    assert squeeze("freeeeee") == squeeze("freeee")


@given(st.text(max_size=200))
def test_folding_never_fails(text):
    folded, _ = fold(text)

    assert isinstance(folded, str)


def test_a_chunk_of_ligatures_does_not_grow_without_bound():
    folded, _ = fold("\ufdfa" * 1000)

    assert len(folded) < 2000
