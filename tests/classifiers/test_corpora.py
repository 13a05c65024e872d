"""The project's own synthetic comments keep their word: format, counts, no repeats, no trait that tells."""

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

CORPORA = Path(__file__).parents[2] / "classifiers" / "corpora"
LANGUAGES = ("fr", "en")
FIELDS = {
    "text",
    "label",
    "author",
    "date",
    "url",
    "email_domain",
    "lang",
    "source",
    "site",
    "context",
    "label_quality",
    "genre",
    "template",
}
LINK = re.compile(r"https?://|\bwww\.|\b[\w-]+\.(?:[a-z]{2,3}|info|shop|site|online|store|live)\b(?!@)", re.IGNORECASE)


def rows_of(language):
    lines = (CORPORA / f"synthetic_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


CORPUS = {language: rows_of(language) for language in LANGUAGES}
EVERY_ROW = [row for rows in CORPUS.values() for row in rows]
TRAITS = {
    "author": lambda row: bool(row["author"]),
    "url": lambda row: bool(row["url"]),
    "email_domain": lambda row: bool(row["email_domain"]),
    "context": lambda row: bool(row["context"]),
    "link in text": lambda row: bool(LINK.search(row["text"])),
    "line break": lambda row: "\n" in row["text"],
    "accent": lambda row: bool(re.search(r"[éèêàâçùûôîï]", row["text"])),
}


def said_of(row):
    """Who said what: the polite spam differs from the polite reader by nothing else."""
    return " ".join(row["text"].lower().split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_has_exactly_the_fields_as_strings(language):
    for row in CORPUS[language]:
        assert set(row) == FIELDS
        assert all(isinstance(value, str) for value in row.values())
        assert row["label"] in {"spam", "ham"}
        assert row["text"].strip()
        assert row["genre"]
        assert row["template"]
        assert (row["source"], row["site"]) == (f"synthetic-{language}", "synthetic")
        assert (row["label_quality"], row["date"]) == ("synthetic", "")
        assert re.fullmatch(r"[a-z]{2}", row["lang"])


def test_website_fields_are_addresses_and_mail_fields_are_domains():
    for row in EVERY_ROW:
        assert re.fullmatch(r"(https?://[^\s/]+\.[^\s]+)?", row["url"]), row["url"]
        assert re.fullmatch(r"([^\s@/]+\.[^\s@/]+)?", row["email_domain"]), row["email_domain"]


def test_no_text_stands_twice_in_the_corpora():
    repeated = [text for text, count in Counter(map(said_of, EVERY_ROW)).items() if count > 1]
    assert repeated == []


def test_near_duplicates_share_a_template():
    rows = [row for row in EVERY_ROW if len(row["text"]) >= 25]
    grams = CountVectorizer(analyzer="char_wb", ngram_range=(5, 5), binary=True, dtype=np.int32)
    table = grams.fit_transform([row["text"] for row in rows])
    sizes = np.asarray(table.sum(axis=1)).ravel()
    shared = (table @ table.T).tocoo()
    jaccard = shared.data / (sizes[shared.row] + sizes[shared.col] - shared.data)
    close = (jaccard >= 0.6) & (shared.row < shared.col)
    pairs = zip(shared.row[close], shared.col[close], strict=True)
    strangers = [(rows[a]["text"], rows[b]["text"]) for a, b in pairs if rows[a]["template"] != rows[b]["template"]]
    assert strangers == []


def test_a_template_never_crosses_the_classes_and_variations_stay_the_exception():
    labels = {}
    for row in EVERY_ROW:
        assert labels.setdefault(row["template"], row["label"]) == row["label"]
    sizes = Counter(row["template"] for row in EVERY_ROW)
    varied = sum(size for size in sizes.values() if size > 1)
    assert varied <= 0.3 * len(EVERY_ROW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_readme_states_the_counts_of_every_genre(language):
    readme = (CORPORA / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"## synthetic_{language}.jsonl")[1].split("\n## ")[0]
    stated = {
        (label, genre): int(count) for label, genre, count in re.findall(r"\| (spam|ham) \| (\w+) \| (\d+) \|", section)
    }
    assert stated == dict(Counter((row["label"], row["genre"]) for row in CORPUS[language]))
    assert f"{len(CORPUS[language]):,} lines" in section


@pytest.mark.parametrize("language", LANGUAGES)
def test_spam_and_ham_are_about_half_each(language):
    spam = sum(row["label"] == "spam" for row in CORPUS[language])
    assert 0.45 <= spam / len(CORPUS[language]) <= 0.55


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trait", TRAITS)
def test_no_single_trait_tells_the_class(language, trait):
    rows = CORPUS[language]
    agree = sum((row["label"] == "spam") == TRAITS[trait](row) for row in rows) / len(rows)
    assert max(agree, 1 - agree) <= 0.7, f"{trait} alone is right {max(agree, 1 - agree):.0%} of the time"


@pytest.mark.parametrize("language", LANGUAGES)
def test_length_alone_does_not_tell_the_class(language):
    spam = np.array([len(row["text"]) for row in CORPUS[language] if row["label"] == "spam"])
    ham = np.array([len(row["text"]) for row in CORPUS[language] if row["label"] == "ham"])
    longer = (spam[:, None] > ham).mean() + (spam[:, None] == ham).mean() / 2
    assert 0.35 <= longer <= 0.65
