"""What name, website and article tell: kinds that hold where a word alone would not."""

from __future__ import annotations

import pytest

from classifiers import features
from classifiers.documents import Document
from classifiers.reading import read_chunk
from classifiers.vocabulary import LISTS, is_reference, tongue_of


def traits(document):
    return {name for group in features.groups(document) for name in group.names}


@pytest.mark.parametrize(
    ("author", "kind"),
    [
        ("Sharon", "name given 1"),
        ("Claire Dupont", "name given and more 2"),
        ("SharonDruri", "name given glued 1"),
        ("Cheap Essay Writing", "name trades 2"),
        ("x99", "name digits"),
        ("SEO", "name upper"),
        ("👍", "name none 0"),
    ],
)
def test_a_name_is_told_by_its_kind(author, kind):
    assert kind in traits(Document("Nice listing!", author=author))


def test_a_website_that_sells_is_told_from_its_address():
    assert "site trades 2" in traits(Document("Thanks", url="http://cheap-flight-tickets.example"))


@pytest.mark.parametrize(
    ("url", "trait"),
    [
        ("http://clairedupont.example/", "site is the name"),
        ("http://www.claire-dupont.example", "site is the name"),
        ("http://blog.example/claire", "site path named by 1 of 2 words"),
        ("http://dupont.example/about", "site host named by 1 of 2 words"),
        ("http://tickets.example", "site named by 0 of 2 words"),
    ],
)
def test_a_website_tells_where_its_address_has_the_name(url, trait):
    assert trait in traits(Document("Thanks", author="Claire Dupont", url=url))


def test_a_name_without_letters_is_nobodys_website():
    assert "site is the name" not in traits(Document("Thanks", author="👍", url="http://tickets.example"))


@pytest.mark.parametrize(
    ("text", "article", "trait"),
    [
        ("この記事はとても役に立ちました", "Sorting lists in Python", "script other"),
        ("Je vous remercie pour cet article", "Why the lists are sorted", "tongue other"),
        ("What about the tuples, are they sorted too?", "Why the lists are sorted", "tongue same"),
    ],
)
def test_the_language_of_the_article_is_compared(text, article, trait):
    assert trait in traits(Document(text, context=article))


@pytest.mark.parametrize("article", [None, "12345", "Foobar"])
def test_an_unknown_language_is_never_evidence(article):
    told = traits(Document("Merci pour cet article", context=article))

    assert not {trait for trait in told if trait.startswith(("script", "tongue"))}


def test_praise_without_a_word_of_the_article_is_told():
    told = traits(Document("Great post, very informative, thanks for sharing", context="Sorting lists in Python"))

    assert "praise 3 of likeness 0" in told


def test_links_to_encyclopaedias_are_told_from_others():
    told = traits(Document("see https://fr.wikipedia.org/wiki/Tri and http://pills.example/x"))

    assert "links known 1 of 2" in told


@pytest.mark.parametrize("word", ["ASP.NET", "socket.io", "node.js"])
def test_what_only_looks_like_a_host_is_no_link(word):
    assert not {trait for trait in traits(Document(f"I use {word} at work")) if trait.startswith("links")}


@pytest.mark.parametrize(
    ("host", "known"), [("en.wikipedia.org", True), ("cs.mit.edu", True), ("mit.edu.example", False)]
)
def test_a_reference_is_known_by_its_registered_domain(host, known):
    assert is_reference(host, ".".join(host.split(".")[-2:])) is known


def test_a_language_needs_twice_the_words_of_any_other():
    assert tongue_of(map(read_chunk, ["the", "and", "pour", "dans"]), 1) == ("latin", "")


def test_no_function_word_belongs_to_two_languages():
    lines = [line.split()[1:] for line in (LISTS / "tongues.txt").read_text(encoding="utf-8").splitlines()]
    words = [word for line in lines for word in line]

    assert len(words) == len(set(words))
