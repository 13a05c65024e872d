"""Labels out and in as JSON lines."""

import json

import pytest
from builders import AT

from moderation.comments import Label


@pytest.fixture
def run(runner):
    def invoke(*args, **more):
        found = runner.invoke(args=["labels", *args], **more)
        assert found.exit_code == 0, found.output
        return found.stdout

    return invoke


def a_row(number=1, **changes):
    row = {
        "text": f"Buy cheap pills {number}",
        "label": "spam",
        "author": "Pharma",
        "date": "2019-09-03 10:20:30",
        "url": "http://pills.example",
        "email_domain": "pills.example",
        "lang": "en",
        "source": "somebody/blog:_data/comments",
        "site": "blog",
        "context": "On bread",
        "label_quality": "owner",
    }
    return row | changes


def a_file(tmp_path, *rows):
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


def test_lines_become_labels(run, desk, tmp_path):
    report = json.loads(run("import", a_file(tmp_path, a_row(1), a_row(2, label="ham")), "--json"))
    assert (report["read"], report["labelled"], report["skipped"]) == (2, 2, 0)
    spam = next(label for label in desk.labels.read("default") if label.label == "spam")
    assert (spam.source, spam.counts_for, spam.document.author) == ("import", 0.5, "Pharma")
    assert spam.created.isoformat() == "2019-09-03T10:20:30+00:00"


def test_the_same_file_twice_changes_nothing(run, desk, tmp_path):
    path = a_file(tmp_path, a_row(1), a_row(2))
    run("import", path)
    before = list(desk.labels.read("default"))
    report = json.loads(run("import", path, "--json"))
    assert (report["labelled"], report["known"]) == (0, 2)
    assert list(desk.labels.read("default")) == before


def test_bad_lines_are_told_with_their_number_and_the_cure(run, desk, tmp_path):
    rows = ["{", a_row(1, label="maybe"), a_row(2, text=""), {"label": "ham"}, "", "[1]", a_row(3, author=7), a_row(4)]
    told = run("import", a_file(tmp_path, *rows))
    assert "read 7, imported 0, labelled 1" in told
    for reason in ("line 1", "label: spam or ham is needed", "text: 1 to 65525", "text: missing", "author: expected"):
        assert reason in told
    assert desk.labels.total("default") == 1


def test_what_is_exported_comes_back_unchanged(run, desk, tmp_path):
    label = Label("1" * 24, "spam", "ruling", AT, by="vera", created=AT)
    desk.labels.file("default", label)
    run("import", a_file(tmp_path, a_row(1), a_row(2, label="ham", date="")))
    out = tmp_path / "out.jsonl"
    run("export", str(out))
    report = json.loads(run("import", str(out), "--json"))
    assert (report["labelled"], report["known"], report["skipped"]) == (0, 2, 0)


def test_an_export_has_the_fields_of_the_format(run, tmp_path):
    run("import", a_file(tmp_path, a_row(1)))
    row = json.loads(run("export", "-"))
    assert row.keys() >= a_row().keys()
    assert (row["text"], row["label"], row["date"]) == ("Buy cheap pills 1", "spam", "2019-09-03T10:20:30Z")


def test_standard_input_is_read(run, desk):
    run("import", "-", input=json.dumps(a_row()).encode())
    assert desk.labels.total("default") == 1


def test_an_unknown_site_is_told(runner, tmp_path):
    found = runner.invoke(args=["labels", "import", a_file(tmp_path, a_row()), "--site", "nowhere"])
    assert found.exit_code == 1
    assert "nowhere" in found.output


def test_a_file_that_ends_within_a_line_is_kept_as_far_as_it_goes_and_told(runner, desk, tmp_path):
    path = tmp_path / "cut.jsonl"
    path.write_text(json.dumps(a_row(1)) + "\n" + json.dumps(a_row(2))[:-20])
    found = runner.invoke(args=["labels", "import", str(path)])
    assert found.exit_code == 6
    assert "the file ends too early (at line 2)" in found.stdout
    assert desk.labels.total("default") == 1
