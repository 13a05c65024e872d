"""Each peer that is installed learns and tells spam from ham; those that are not are named with their cure."""

import numpy as np
import pytest

from benchmarks.peers import peers
from benchmarks.peers.bayes import _mailbox

FOUND, MISSING = peers()
SPAM = [f"cheap casino bonus pills number {n} at http://win.example now" for n in range(30)]
HAM = [f"thank you for the garden article number {n}, my tomatoes grow" for n in range(30)]


@pytest.fixture(params=FOUND, ids=lambda peer: peer.name)
def peer(request):
    request.param.fit([*SPAM, *HAM], np.arange(60) < 30)
    yield request.param
    request.param.close()


def test_spam_scores_above_ham(peer):
    scores = peer.scores(["cheap casino pills and a bonus", "the tomatoes in my garden, thank you"])

    assert 0 <= scores[1] < scores[0] <= 1


def test_a_peer_forgets_what_it_learned_before(peer):
    peer.fit([*HAM, *SPAM], np.arange(60) < 30)

    scores = peer.scores(["cheap casino pills and a bonus", "the tomatoes in my garden, thank you"])

    assert scores[0] < scores[1]


@pytest.mark.parametrize("text", ["", " ", "\n", "From here\n\nFrom there", "é\u200b\ud800", "a\x00b", "x" * 60_000])
def test_any_text_is_one_text(peer, text):
    scores = peer.scores([text, "garden", text])

    assert scores.shape == (3,)
    assert scores[0] == scores[2]


def test_a_peer_names_its_version(peer):
    assert any(map(str.isdigit, peer.version()))


def test_a_peer_is_either_found_or_named_with_its_cure():
    assert len(FOUND) + len(MISSING) == 5
    assert all("(requirements-bench.txt)" in told or "(apt-get install" in told for told in MISSING)


def test_lines_that_look_like_envelopes_part_no_message():
    assert _mailbox(["From me\nFrom you"]).count(b"\nFrom ") == 0
