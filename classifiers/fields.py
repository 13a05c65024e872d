"""What weighs beside the text: the author's name, the website, the e-mail's domain, the article.

Each gives a group of features, and none where the field is missing, so that missing is never evidence.
Much spam is polite text whose only signal is here: "Nice listing!" by *Cheap Essay Writing*.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from classifiers.documents import Document
from classifiers.group import Group, hashed, size_of, traits
from classifiers.lexicon import lexicon
from classifiers.links import is_shortener, link_names, read_link
from classifiers.normalisation import fold
from classifiers.reading import NAME_WORD, read_chunk
from classifiers.vocabulary import free_mail, given_names, praise, tongue_of, trades

__all__ = ["Text", "field_groups"]

LONGEST_NAME = 120
LONGEST_ADDRESS = 300
LONG_WORD = 4
TITLE = 600  # characters of an article whose language is looked at


class _Telling(Protocol):
    """What a chunk of the text tells of the whole."""

    @property
    def folded(self) -> str: ...
    @property
    def topic(self) -> str: ...


class Text(NamedTuple):
    """What the fields are compared with: the text, its number of words, and what each different word tells."""

    text: str
    words: int
    told: Collection[_Telling]


def field_groups(document: Document, text: Text) -> Iterator[Group]:
    """What weighs beside the text; a field that is missing gives nothing."""
    if document.author:
        yield author_group(document.author)
        yield name_group(document.author)
    if document.url or document.context:
        topics = [telling.topic for telling in text.told]
        praised, size = _praise(topics), size_of(text.words)
    if document.url:
        yield site_group(document.url)
        yield site_traits(document.url, praised, size, links_written(text.text))
    if document.url and document.author:
        yield named_group(document.url, document.author)
    if document.email_domain:
        yield mail_group(document.email_domain, document.url)
    if document.context:
        shared, mine = _likeness(document.context, topics)
        yield likeness_group(shared, mine)
        yield praise_group(praised, shared, size)
        yield tongue_group(*_tongue_of_article(document.context), *tongue_of(text.told, 2))


@lru_cache(maxsize=4096)
def _folded_name(author: str) -> tuple[str, list[str]]:
    """A name as names are compared, and its words."""
    folded, _ = fold(author[:LONGEST_NAME])
    return folded, NAME_WORD.findall(folded)


@lru_cache(maxsize=4096)
def author_group(author: str) -> Group:
    """The features of an author's name: its words, its letters, its shape, and listed phrases in it."""
    folded, every = _folded_name(author)
    words = every[:12]
    wide = f"<{''.join(words)[:24]}>"
    names = [f"author {word}" for word in words]
    names += [f"author {first} {second}" for first, second in itertools.pairwise(words)]
    names += [f"author ~{wide[start : start + 4]}" for start in range(len(wide) - 3)]
    names.append(f"author of {min(5, len(words))} words")
    if lexicon().inside(folded) or any(lexicon().across(a, b) for a, b in itertools.pairwise(words)):
        names.append("author listed")
    if re.search(r"https?:|www\.|\.(?:com|net|org|info)\b", folded):
        names.append("author with address")
    return hashed("author", "author", names)


@dataclass(frozen=True, slots=True)
class _Name:
    kind: str
    words: int
    trades: int


_CAMEL = re.compile(r"[a-z][A-Z]")


@lru_cache(maxsize=4096)
def read_name(author: str) -> _Name:
    """Whether a name is a person's, and how many words of trade it holds.

    A program that posts makes names of a given one and random letters: *SharonDruri*, *Isaacrer*.
    """
    words = _folded_name(author)[1][:8]
    known = given_names()
    sold = sum(word in trades() and word not in known for word in words)
    if not words:
        return _Name("none", 0, sold)
    first = words[0]
    if first in known:
        kind = "given" if len(words) == 1 else "given and more"
    else:
        starts = (first[:end] for end in range(LONG_WORD, len(first) - 1))
        kind = "given glued" if any(start in known for start in starts) else "other"
    return _Name(kind, min(3, len(words)), sold)


@lru_cache(maxsize=4096)
def name_group(author: str) -> Group:
    """What kind of name it is and how it is written."""
    name, plain = read_name(author), author[:LONGEST_NAME].strip()
    names = [f"name {name.kind} {name.words}", f"name trades {min(2, name.trades)}", f"name {_case(plain)}"]
    if any(map(str.isdigit, plain)):
        names.append("name digits")
    return traits("name", "author", names)


def _case(name: str) -> str:
    if name.islower():
        return "lower"
    if name.isupper():
        return "upper"
    if " " not in name and _CAMEL.search(name):
        return "camel"
    return "title" if name.istitle() else "mixed"


@lru_cache(maxsize=4096)
def site_group(url: str) -> Group:
    """The features of the author's website: its host, the words of its address, listed phrases in it."""
    link = read_link(url)
    return hashed("site", "url", [f"site {name}" for name in (*link_names(link), *(f"word {w}" for w in link.words))])


def links_written(text: str) -> int:
    """How many links a text holds by the looks of it, at most 2."""
    return min(2, text.count("http") + text.count("www."))


@lru_cache(maxsize=4096)
def site_traits(url: str, praised: int, size: int, links: int) -> Group:
    """What the website's address is like, and how it goes with the text: its praise, its size and its links."""
    named = [
        *_address_traits(url),
        f"site beside {links} links in {size} words",
        f"site beside praise {praised} in {size} words",
    ]
    return traits("site traits", "url", named)


@lru_cache(maxsize=4096)
def _address_traits(url: str) -> tuple[str, ...]:
    link = read_link(url)
    found = [f"site depth {link.depth}", f"site query {link.has_query:d}"]
    found.append(f"site hyphens {min(3, link.domain.count('-'))}")
    found.append(f"site trades {min(2, sum(trade in link.domain for trade in _long_trades()))}")
    if is_shortener(link):
        found.append("site shortener")
    if lexicon().inside(fold(url[:200])[0]):
        found.append("site listed")
    return tuple(found)


@lru_cache(maxsize=1)
def _long_trades() -> tuple[str, ...]:
    return tuple(sorted(trade for trade in trades() if len(trade) >= LONG_WORD))


@lru_cache(maxsize=4096)
def named_group(url: str, author: str) -> Group:
    """Where in the website's address the author's name stands: people own a host, what is advertised has a page."""
    words = [word for word in _folded_name(author)[1] if len(word) >= LONG_WORD - 1]
    name, address, link = read_name(author), url[:LONGEST_ADDRESS].lower(), read_link(url)
    path = address.replace(link.host, "", 1)
    of = f"of {min(3, len(words))} words"
    found = [
        f"site named by {sum(word in address for word in words)} {of}",
        f"site host named by {min(2, sum(word in link.host for word in words))} {of}",
        f"site path named by {min(2, sum(word in path for word in words))} {of}",
        f"site of name {name.kind} {min(1, name.trades)}",
    ]
    if link.domain.partition(".")[0].replace("-", "") == "".join(words):
        found.append("site is the name")
    return traits("named", "url", found)


@lru_cache(maxsize=4096)
def mail_group(domain: str, url: str | None) -> Group:
    """The features of the e-mail's domain: its ending, its kind, and whether it is the website's."""
    domain = domain.strip().lower()[:100]
    is_free = domain in free_mail()
    found = ["mail of a provider" if is_free else "mail of its own", f"mail ending {domain.rsplit('.', 1)[-1]}"]
    if url and not is_free:
        found.append(f"mail {'of' if domain in url.lower() else 'not of'} the site")
    return traits("mail", "email_domain", found)


def _likeness(context: str, topics: list[str]) -> tuple[int, int]:
    """How many of the article's words the text takes up, at most 3, and the order of magnitude of its own."""
    mine = {topic for topic in topics if len(topic) >= LONG_WORD}
    return min(3, len(context_words(context) & mine)), size_of(len(mine))


@lru_cache(maxsize=256)
def likeness_group(shared: int, size: int) -> Group:
    """How many words a text of so many takes up from the article."""
    return traits("likeness", "context", [f"likeness {shared}", f"likeness {shared} in {size} words"])


@lru_cache(maxsize=256)
def praise_group(praised: int, shared: int, size: int) -> Group:
    """How much a text praises that takes up so many words from the article."""
    empty = f"praise {praised} of likeness {min(2, shared)}"
    return traits("praise", "context", [empty, f"{empty} in {size} words"])


@lru_cache(maxsize=256)
def context_words(context: str) -> frozenset[str]:
    """The words of an article that a comment about it would take up."""
    return frozenset(word for word in NAME_WORD.findall(fold(context[:20_000])[0]) if len(word) >= LONG_WORD)


def _praise(topics: list[str]) -> int:
    """How much of the text is praise that fits anywhere: 0 none, 3 a quarter of its different words or more."""
    words = sum(map(praise().__contains__, topics))
    if not words:
        return 0
    share = words / len(topics)
    return 1 + (share >= 0.12) + (share >= 0.25)  # noqa: PLR2004


@lru_cache(maxsize=256)
def _tongue_of_article(context: str) -> tuple[str, str]:
    return tongue_of(map(read_chunk, context[:TITLE].split()), 1)


@lru_cache(maxsize=256)
def tongue_group(script: str, tongue: str, mine: str, spoken: str) -> Group:
    """Whether the text is in the article's script and language, where both are known."""
    told = []
    if script and mine and script != mine:
        told = ["script other"]
    elif script and mine and tongue and spoken:
        told = ["tongue same" if tongue == spoken else "tongue other"]
    return traits("tongue", "context", told)
