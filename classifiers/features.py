"""The one reading of a comment: training and serving both see a document through this module.

A document's log-odds are a sum over *groups*: its words, its letters (character n-grams), the listed phrases
it holds, and what is known of author, website, e-mail domain and article. A missing field gives no group,
so it is never evidence. A group of n features weighs ``(n + 2) ** -0.5`` of their sum: a long text
says more than a short one, but not in proportion. Each block has its own region of the table, so that
blocks can be fitted apart (`classifiers.founding` says why) and added up.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Protocol

from classifiers.documents import Document
from classifiers.lexicon import lexicon
from classifiers.links import is_shortener, read_link
from classifiers.normalisation import fold
from classifiers.reading import NAME_WORD, TABLE_SIZE, Piece, link_places, pair_place, read_chunk, trait_place

__all__ = [
    "BLOCKS",
    "FORMAT",
    "TABLE_SIZE",
    "Group",
    "Piece",
    "field_groups",
    "groups",
    "listed_group",
    "parts",
    "plain_chunks",
    "read_chunk",
    "read_pair",
    "scale_of",
    "unveiled",
    "word_pairs",
]  # fmt: skip

FORMAT = 2
BLOCKS = ("words", "letters", "listed", "author", "site", "site traits", "mail", "likeness")
TRAIT_SCALE = 0.25
LONGEST_NAME = 120
LONG_WORD = 4
LISTS = Path(__file__).parent / "lists"

Read = Callable[[str], Piece]


@dataclass(frozen=True, slots=True)
class Group:
    """Features of one block that are weighed together: each weight counts ``scale`` times.

    ``names`` tell the features one by one where they are traits; words and letters have none.
    """

    block: str
    field: str
    places: tuple[int, ...]
    scale: float
    names: tuple[str, ...] = ()


def scale_of(features: int) -> float:
    """How much each of so many features weighs."""
    return float((features + 2) ** -0.5)


def groups(document: Document, text: str | None = None, read: Read = read_chunk) -> Iterator[Group]:
    """All that weighs in a document, or in one part of its text."""
    text = document.text if text is None else text
    chunks = plain_chunks(text)
    pieces = {chunk: read(chunk) for chunk in chunks}
    yield from _text_groups(chunks, pieces)
    yield from field_groups(document, text, len(chunks), (piece.topic for piece in pieces.values()))


def _text_groups(chunks: list[str], pieces: dict[str, Piece]) -> Iterator[Group]:
    every = pieces.values()
    words = [number for piece in every for number in piece.words]
    letters = [number for piece in every for number in piece.letters]
    listed = sum(piece.listed for piece in every)
    for first, second in word_pairs(chunks):
        number, across = read_pair(pieces[first], pieces[second])
        words.append(number)
        listed += across
    yield Group("words", "text", tuple(words), scale_of(len(words)))
    yield Group("letters", "text", tuple(letters), scale_of(len(letters)))
    yield listed_group(listed)


class _Neighbour(Protocol):
    """What a chunk's neighbours need to know of it."""

    @property
    def head(self) -> int: ...
    @property
    def tail(self) -> int: ...
    @property
    def folded(self) -> str: ...


def read_pair(first: _Neighbour, second: _Neighbour) -> tuple[int, int]:
    """The place of two pieces in sequence, and how many listed phrases run across them."""
    return pair_place(first.tail, second.head), lexicon().across(first.folded, second.folded)


def field_groups(document: Document, text: str, words: int, topics: Iterable[str]) -> Iterator[Group]:
    """What weighs beside the text; a field that is missing gives nothing."""
    if document.author:
        yield author_group(document.author)
    if document.url:
        yield site_group(document.url)
        yield _traits("site traits", "url", site_traits(document, text, words))
    if document.email_domain:
        yield mail_group(document.email_domain, document.url)
    if document.context:
        yield _traits("likeness", "context", likeness_traits(document.context, topics))


def word_pairs(chunks: list[str]) -> set[tuple[str, str]]:
    """The chunks that follow one another, each pair once."""
    return set(itertools.pairwise(chunks))


_MOST_LISTED = 6


@lru_cache(maxsize=64)
def listed_group(listed: int) -> Group:
    """The trait that so many listed phrases are."""
    return _traits("listed", "text", [f"listed phrases {min(listed, _MOST_LISTED)}"])


_SPACED = re.compile(r"(?<!\S)(?:\w[ \t.*_-]{1,2}){3,40}\w(?!\w)")
_SEPARATORS = re.compile(r"[\W_]+")
_HIDDEN = re.compile(
    r"(<[^<>]{0,80}(?:display:\s?none|visibility:\s?hidden|font-size:\s?0)[^<>]{0,80}>)[^<]{1,1000}", re.IGNORECASE
)
FEW_SINGLES = 4


def plain_chunks(text: str) -> list[str]:
    """The chunks of a text once its disguises of more than a chunk are taken off."""
    chunks = text.split()
    if len([chunk for chunk in chunks if len(chunk) == 1]) >= FEW_SINGLES or "style" in text:
        return unveiled(text).split()
    return chunks


def unveiled(text: str) -> str:
    """The text without what a browser would not show, and with ``v i a g r a`` written as one word.

    It has the same length, and every word begins where it began.
    """
    shown = _HIDDEN.sub(lambda match: match.group(1).ljust(len(match.group())), text)
    return _SPACED.sub(lambda match: _SEPARATORS.sub("", match.group()).ljust(len(match.group())), shown)


@lru_cache(maxsize=16_384)
def _trait_place(name: str) -> int:
    return trait_place(name)


def _traits(block: str, field: str, names: Iterable[str]) -> Group:
    told = tuple(names)
    return Group(block, field, tuple(map(_trait_place, told)), TRAIT_SCALE, told)


@lru_cache(maxsize=4096)
def author_group(author: str) -> Group:
    """The features of an author's name: its words, its letters, its shape, and listed phrases in it."""
    author = author[:LONGEST_NAME]
    folded, _ = fold(author)
    words = NAME_WORD.findall(folded)[:12]
    wide = f"<{''.join(words)[:24]}>"
    names = [f"author {word}" for word in words]
    names += [f"author {first} {second}" for first, second in itertools.pairwise(words)]
    names += [f"author ~{wide[start : start + 4]}" for start in range(len(wide) - 3)]
    names.append(f"author of {min(5, len(words))} words")
    if lexicon().inside(folded) or any(lexicon().across(a, b) for a, b in itertools.pairwise(words)):
        names.append("author listed")
    if re.search(r"https?:|www\.|\.(?:com|net|org|info)\b", folded):
        names.append("author with address")
    return Group("author", "author", tuple(map(trait_place, names)), scale_of(len(names)))


@lru_cache(maxsize=4096)
def site_group(url: str) -> Group:
    """The features of the author's website: its host, the words of its address, listed phrases in it."""
    link = read_link(url)
    places = link_places(link, lambda name: trait_place("site " + name))
    places += [trait_place("site word " + word) for word in link.words]
    return Group("site", "url", tuple(places), scale_of(len(places)))


_ANY_LINK = re.compile(r"https?:|www\.")


def site_traits(document: Document, text: str, words: int) -> list[str]:
    """How the website goes with the author's name and with the text."""
    url = document.url or ""
    links = min(2, text.count("http") + text.count("www."))
    traits = [*_address_traits(url), f"site beside {links} links in {_size(words)} words"]
    return [*traits, _named_trait(url, document.author)] if document.author else traits


@lru_cache(maxsize=4096)
def _address_traits(url: str) -> tuple[str, ...]:
    link = read_link(url)
    traits = [f"site depth {link.depth}", f"site query {link.has_query:d}"]
    traits.append(f"site hyphens {min(3, link.domain.count('-'))}")
    if is_shortener(link):
        traits.append("site shortener")
    if lexicon().inside(fold(url[:200])[0]):
        traits.append("site listed")
    return tuple(traits)


@lru_cache(maxsize=4096)
def _named_trait(url: str, author: str) -> str:
    words = [word for word in NAME_WORD.findall(fold(author[:LONGEST_NAME])[0]) if len(word) >= LONG_WORD - 1]
    return f"site named by {sum(word in url.lower() for word in words)} of {min(3, len(words))} words"


_SIZES = (1, 3, 8, 21, 55, 144)


def _size(words: int) -> int:
    return sum(words > size for size in _SIZES)


@lru_cache(maxsize=1)
def _free_mail() -> frozenset[str]:
    return frozenset((LISTS / "free_mail_domains.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=4096)
def mail_group(domain: str, url: str | None) -> Group:
    """The features of the e-mail's domain: its ending, its kind, and whether it is the website's."""
    domain = domain.strip().lower()[:100]
    is_free = domain in _free_mail()
    traits = ["mail of a provider" if is_free else "mail of its own", f"mail ending {domain.rsplit('.', 1)[-1]}"]
    if url and not is_free:
        traits.append(f"mail {'of' if domain in url.lower() else 'not of'} the site")
    return _traits("mail", "email_domain", traits)


@lru_cache(maxsize=256)
def context_words(context: str) -> frozenset[str]:
    """The words of an article that a comment about it would take up."""
    return frozenset(word for word in NAME_WORD.findall(fold(context[:20_000])[0]) if len(word) >= LONG_WORD)


def likeness_traits(context: str, topics: Iterable[str]) -> list[str]:
    """How many of the article's words the comment takes up."""
    mine = {topic for topic in topics if len(topic) >= LONG_WORD}
    shared = len(context_words(context) & mine)
    return [f"likeness {min(3, shared)}", f"likeness {min(3, shared)} in {_size(len(mine))} words"]


_LINK_SIGNS = ("http", "www.", "[url", "<a ")
_PHONE = re.compile(r"(?<![\d().-])\d[\d ().-]{9}")
LONG_TEXT = 2_500
PART = 700
NEAR = 300
MOST_WEIGHED = 3_000
_STRETCH = 12


def parts(text: str, weigh: Callable[[str], int] | None = None) -> list[str]:
    """The parts of a text that are judged, the worst of which counts: all of it unless it is long.

    Of a long one: its head, its tail, what surrounds the first link or telephone number between
    them and, where ``weigh`` tells how much a word speaks for spam, what surrounds the worst words.
    """
    if len(text) <= LONG_TEXT:
        return [text]
    middle = text[PART:-PART]
    suspect = _first_suspect(middle)
    starts = [] if suspect is None else [suspect]
    if weigh:
        starts.append(_worst_place(middle, weigh))
    return [text[:PART], text[-PART:], *(middle[max(0, start - NEAR // 3) :][:NEAR] for start in starts)]


def _first_suspect(text: str) -> int | None:
    """Where the first link begins, else the first telephone number."""
    links = [place for sign in _LINK_SIGNS if (place := text.find(sign)) >= 0]
    if links:
        return min(links)
    phone = _PHONE.search(text)
    return phone.start() if phone else None


def _worst_place(text: str, weigh: Callable[[str], int]) -> int:
    """Where in the text the stretch of ``_STRETCH`` words that weighs most begins."""
    chunks = text.split()
    chunks = chunks[:: 1 + max(len(set(chunks)) // MOST_WEIGHED, len(chunks) // (5 * MOST_WEIGHED))]
    known = {chunk: weigh(chunk) for chunk in set(chunks)}
    sums = list(accumulate(map(known.__getitem__, chunks), initial=0))
    gains = [after - before for before, after in zip(sums, sums[_STRETCH:], strict=False)]
    if not gains:
        return 0
    worst = gains.index(max(gains))
    return len(text) * worst // max(1, len(chunks)) if max(gains) > 0 else 0
