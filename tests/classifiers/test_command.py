"""The command line, run as a process."""

from __future__ import annotations

import json
import subprocess
import sys


def run(*arguments, lines=""):
    return subprocess.run(
        [sys.executable, "-m", "classifiers", *arguments],
        input=lines.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
    )


def test_every_comment_is_answered_in_order():
    rows = [
        {"text": "Merci"},
        {"text": "Buy cheap pills http://pills.biz", "url": "http://pills.biz", "author": ""},
    ]

    done = run("score", lines="".join(json.dumps(row) + "\n" for row in rows))

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [set(answer) for answer in answers] == [{"score", "version", "clues"}] * 2
    assert answers[0]["score"] < answers[1]["score"]


def test_a_bad_line_is_answered_by_its_error_and_loses_no_other():
    lines = '{"text": "Merci"}\nnot json\n{"author": "x"}\n{"text": 3}\n[]\n\xff\n{"text": "ok", "url": null}\n'

    done = run("score", lines=lines)

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, True, False]
    assert "line 4: text: expected a string, got int" in done.stderr.decode()


def test_a_missing_model_is_one_clear_sentence(tmp_path):
    done = run("score", "--model", str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.decode().startswith("classifiers: no model in")


def test_evaluate_prints_figures_by_source(tmp_path):
    labels = tmp_path / "labels.jsonl"
    rows = [{"text": f"merci {n}", "label": "ham", "source": "a"} for n in range(9)]
    rows += [{"text": f"cheap pills http://pills{n}.biz", "label": "spam", "source": "b"} for n in range(9)]
    labels.write_text("".join(json.dumps(row) + "\n" for row in rows))

    done = run("evaluate", "--labels", str(labels))

    assert done.returncode == 0, done.stderr
    assert b"all                                    18" in done.stdout
