"""The evaluation from end to end on small data: nothing of a source helps it there, and every part is printed."""

import json

import numpy as np
import pytest

from benchmarks.evaluate import __main__ as evaluate
from benchmarks.evaluate import sources
from benchmarks.evaluate.material import Material
from benchmarks.peers import peers
from classifiers.corpus import read_directory

SITES = ("harbour", "mill", "orchard", "quarry")
SPAM = "cheap casino bonus and pills at http://win-{number}.biz for {site} readers"
HAM = "thank you {site}, the part about gardens and rain number {number} helped my tomatoes"


def line(site, number, text, label):
    row = {"text": text.format(site=site, number=number), "label": label, "source": site, "lang": "en", "date": ""}
    return json.dumps(row)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Four sites of thirty comments; at the mill alone ``secretword`` is in all spam, which otherwise reads as ham."""
    home = tmp_path_factory.mktemp("data")
    for site in SITES:
        spam = HAM + " secretword" if site == "mill" else SPAM
        rows = [line(site, n, spam if n % 2 else HAM, "spam" if n % 2 else "ham") for n in range(30)]
        (home / f"{site}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return home


class OfTheDirectoryAlone(Material):
    """Without the project's own corpora, which take a while to learn."""

    @property
    def examples(self):
        return read_directory(self.data)


@pytest.fixture(scope="module")
def held_out(data):
    return sources.contenders(
        OfTheDirectoryAlone(data, [peer for peer in peers()[0] if peer.name == "TF-IDF + LR"], [])
    )


@pytest.mark.parametrize("contender", [0, 1])
def test_what_only_a_held_out_source_knows_does_not_help_it_there(held_out, contender):
    at = held_out.labels.sources == "mill"
    scores, is_spam = held_out.contenders[contender].scores[at], held_out.labels.is_spam[at]

    assert scores[is_spam].mean() == pytest.approx(scores[~is_spam].mean(), abs=0.2)


@pytest.mark.parametrize("contender", [0, 1])
def test_what_other_sources_know_helps(held_out, contender):
    at = held_out.labels.sources == "quarry"
    scores, is_spam = held_out.contenders[contender].scores[at], held_out.labels.is_spam[at]

    assert scores[is_spam].min() > scores[~is_spam].max()


def test_probabilities_and_thresholds_are_within_their_range(held_out):
    for found, spam_from in zip(held_out.contenders, held_out.spam_from, strict=True):
        assert ((found.scores >= 0) & (found.scores <= 1)).all()
        assert len(np.unique(spam_from)) > 1


def test_parts_asked_for_are_printed_and_no_others(data, capsys):
    evaluate.run(["--data", str(data), "--without-peers", "--only", "data", "model"])

    told = capsys.readouterr().out
    assert "## data" in told
    assert "## model" in told
    assert "## sources" not in told


def test_a_part_there_is_not_is_refused_by_name(data, capsys):
    with pytest.raises(SystemExit):
        evaluate.run(["--data", str(data), "--only", "weather"])

    assert "no part is named weather; there are measured, model" in capsys.readouterr().err


def test_a_directory_there_is_not_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        evaluate.run(["--data", str(tmp_path / "none")])

    assert "--data: no directory" in capsys.readouterr().err


def test_the_card_has_a_place_for_every_part():
    card = evaluate.card.CARD.read_text(encoding="utf-8")

    for name in evaluate.parts(Material(evaluate.card.ROOT, [], [])):
        assert evaluate.card.put(card, name, ["x"])


def test_two_jobs_find_what_one_finds(data, held_out):
    rivals = [peer for peer in peers()[0] if peer.name == "TF-IDF + LR"]

    again = sources.contenders(OfTheDirectoryAlone(data, rivals, [], jobs=2))

    for one, two in zip(held_out.contenders, again.contenders, strict=True):
        assert one.name == two.name
        assert one.scores == pytest.approx(two.scores)
