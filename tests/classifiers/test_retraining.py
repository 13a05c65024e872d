"""``python -m classifiers train`` and ``evaluate --against``, run as processes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from site_labels import labels

from classifiers.scorer import BASE_MODEL, Scorer


def run(*arguments):
    return subprocess.run([sys.executable, "-m", "classifiers", *map(str, arguments)], capture_output=True, text=True)


def row(label):
    return {
        "id": label.id,
        "text": label.document.text,
        "author": label.document.author,
        "label": label.label,
        "date": label.at.isoformat(),
        "source": "ruling",
    }


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(row(label)) + "\n" for label in labels(90)))
    return path


def test_a_file_of_labels_becomes_a_model_and_a_screenful(file, tmp_path):
    done = run("train", "--labels", file, "--out", tmp_path / "model", "--report", tmp_path / "report.html")

    assert done.returncode == 0, done.stderr
    assert "60 ham, 30 spam, in 90 campaigns" in done.stdout
    assert "538 more approved comments until automatic spam filing" in done.stdout
    assert len(done.stdout.splitlines()) <= 24
    assert Scorer.load(tmp_path / "model").version in done.stdout
    assert "<svg" in (tmp_path / "report.html").read_text()


@pytest.mark.long
def test_training_twice_gives_the_same_bytes(file, tmp_path):
    for name in ("one", "two"):
        run("train", "--labels", file, "--out", tmp_path / name)

    assert Scorer.load(tmp_path / "one").to_bytes() == Scorer.load(tmp_path / "two").to_bytes()


def test_a_gain_over_another_model_is_told_with_its_interval(file, tmp_path):
    run("train", "--labels", file, "--out", tmp_path / "model")

    done = run("evaluate", "--model", tmp_path / "model", "--labels", file, "--against", BASE_MODEL)

    assert done.returncode == 0, done.stderr
    assert "95 % interval" in done.stdout
    assert [line.split()[0] for line in done.stdout.splitlines()[-4:]] == ["AUC", "caught", "Brier", "calibration"]


@pytest.mark.parametrize("content", ["", "\n\n", "not json\n", '{"text": "x"}\n', '{"text": "x", "label": "eggs"}\n'])
def test_a_file_that_teaches_nothing_is_one_clear_sentence(tmp_path, content):
    (tmp_path / "labels.jsonl").write_text(content)

    done = run("train", "--labels", tmp_path / "labels.jsonl", "--out", tmp_path / "model")

    assert done.returncode == 1
    assert done.stderr.startswith("classifiers: ")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "model").exists()


def test_a_missing_file_is_one_clear_sentence(tmp_path):
    done = run("train", "--labels", tmp_path / "none.jsonl", "--out", tmp_path / "model")

    assert done.returncode == 1
    assert "none.jsonl" in done.stderr


@pytest.mark.long
def test_labels_can_be_streamed_and_few_are_learned_from_at_once(file, tmp_path):
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps(row(label)) + "\n" for label in labels(2_200)))

    done = run("train", "--labels", many, "--out", tmp_path / "model", "--stream", "--report", tmp_path / "report.html")
    few = run("train", "--labels", file, "--out", tmp_path / "few", "--stream")

    assert done.returncode == 0, done.stderr
    assert "2,200 read in a stream, 0 of them repeats" in done.stdout
    assert "before they were learned" in done.stdout
    assert "<svg" in (tmp_path / "report.html").read_text()
    assert "60 ham, 30 spam, in 90 campaigns" in few.stdout


@pytest.mark.long
def test_a_cluster_that_is_not_there_is_one_clear_sentence(tmp_path):
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps(row(label)) + "\n" for label in labels(2_200)))

    done = run("train", "--labels", many, "--out", tmp_path / "model", "--dask", "tcp://127.0.0.1:1")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("classifiers: no Dask scheduler answers at tcp://127.0.0.1:1")
    assert not (tmp_path / "model").exists()
