"""The one reading of a comment: training and serving both see a document through this module.

A text is cut at white space into *chunks*. Each chunk is read once into a `Piece`: the hashed
features of its words (the word and the character n-grams of each), of its links, and its counts.
Everything else is a sum over pieces, which is what makes scoring fast (a piece's whole contribution
can be remembered), explainable (contributions add up), and identical in training and in serving.

Features live in one table of `TABLE_SIZE` weights; a feature's place is a CRC-32 (RFC 1952) of its
name seeded by its kind. Hashing keeps readers' words out of the model.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from classifiers.links import is_shortener, read_link
from classifiers.normalisation import fold, squeeze, unleet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from classifiers.documents import Document

__all__ = [
    "FORMAT",
    "TABLE_SIZE",
    "Group",
    "Piece",
    "groups",
    "pair_place",
    "place",
    "read_chunk",
]

FORMAT = 1
TABLE_SIZE = 1 << 20
_MASK = TABLE_SIZE - 1

_GRAM, _WORD, _LINK, _AUTHOR, _DENSE, _SITE, _MAIL, _LIST = range(0x5EED01, 0x5EED01 + 8 * 0x10001, 0x10001)

# Counts ride in one integer, 20 bits each, so that adding two pieces is one addition.
COUNTERS = (
    "features",
    "words",
    "letters",
    "capitals",
    "digits",
    "links",
    "mails",
    "phones",
    "money",
    "exclaims",
    "shouts",
    "tags",
    "masks",
    "singles",
    "foreign",
    "symbols",
    "shorteners",
    "hidden",
)
_BITS = 20
_SHIFT = {name: _BITS * number for number, name in enumerate(COUNTERS)}
_FIELD = (1 << _BITS) - 1
_ONE = {name: 1 << shift for name, shift in _SHIFT.items()}

LONGEST_CHUNK = 2_000
LONGEST_WORD = 24
WINDOW = 3_000
_SHORT_WORD = 3


class Piece(NamedTuple):
    """What a chunk holds: places in the weight table, packed counts, and its outer words for pairs."""

    places: tuple[int, ...]
    counts: int
    head: int
    tail: int


@dataclass(frozen=True, slots=True)
class Group:
    """Places that are weighed together: each weight counts ``scale`` times; ``names`` tell one by one."""

    field: str
    places: tuple[int, ...]
    scale: float
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """What one word, link or trait adds to its group, and where it stands in the text."""

    name: str
    field: str
    start: int | None
    end: int | None
    places: tuple[int, ...]
    scale: float


def place(kind: int, name: str) -> int:
    """The place in [0, TABLE_SIZE) of a feature of this kind and name."""
    return crc32(name.encode("utf-8", "surrogatepass"), kind) & _MASK


def pair_place(tail: int, head: int) -> int:
    """The place of two words in sequence, from their hashes."""
    return (tail * 0x9E3779B1 ^ head * 0x85EBCA6B) >> 7 & _MASK


_PARTS = re.compile(
    r"(?P<tag><[^<>\s]{0,80}>?|\[/?(?:url|link|b|i|u|img|quote|color|size|center)[^\]\s]{0,300}\]?|/?>)"
    r"|(?P<mail>[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})"
    r"|(?P<link>(?:https?|ftp|hxxps?)[:;]/{0,3}[^\s<>\"'\[\]]{3,400}|www\.[^\s<>\"'\[\]]{3,300}"
    r"|[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:com|net|org|info|biz|ru|fr|de|co|io|me|ly|xyz|top|site|online|shop|store"
    r"|club|us|uk|eu|in|cc|tv|pro|su|ua|pl|ch|be|it|es|nl|cn|br|pt|ca|au|tk|ml|ga|cf|gd|gl|link|click|live|space|website|life|bet|vip|win|app|dev|blog)"
    r"(?![a-z0-9-])(?:[:/?#][^\s<>\"'\[\]]{0,300})?)"
    r"|(?P<phone>\+?\(?\d[\d().-]{6,18}\d)"
    r"|(?P<money>[$€£¥]\d[\d.,]{0,12}[km]?|\d[\d.,]{0,12}(?:[$€£¥]|usd|eur|euros?|gbp|btc|cfa|fcfa)(?![a-z]))"
    r"|(?P<percent>\d{1,4}%)"
    r"|(?P<number>\d{1,20})"
    r"|(?P<word>[^\W\d_](?:[^\W_]|[@$!|€£](?=[^\W_])){0,63})"
    r"|(?P<exclaim>!{1,40})"
    r"|(?P<question>\?{1,40})"
)
_ELISION = re.compile(r"(?<=[^\W\d_])['\u2019](?=(?:t|s|re|ve|ll|m|d)\b)")
_PLAIN = re.compile(r"[a-z]{1,24}[.,:;?)]?\Z")


def read_chunk(chunk: str) -> Piece:
    """The piece a chunk of text is: the same chunk always gives the same piece.

    Costs a few microseconds a word; at most ``LONGEST_CHUNK`` characters are looked at.
    """
    reader = _Reader()
    reader.read(chunk[:LONGEST_CHUNK])
    return reader.piece()


class _Reader:
    """Reads one chunk; a new one for every chunk."""

    __slots__ = ("counts", "head", "places", "run", "tail")

    def __init__(self) -> None:
        self.places: list[int] = []
        self.counts = 0
        self.head = 0
        self.tail = 0
        self.run: list[str] = []

    def piece(self) -> Piece:
        self.counts += len(self.places)
        return Piece(tuple(self.places), self.counts, self.head, self.tail)

    def read(self, chunk: str) -> None:
        if _PLAIN.match(chunk):
            self.counts += len(chunk) * _ONE["letters"]
            self.word(chunk if chunk[-1].isalpha() else chunk[:-1])
            return
        self.count_shape(chunk)
        text, masked = fold(chunk)
        if masked:
            self.counts += _ONE["masks"]
            self.places.append(place(_DENSE, "masked"))
        if "'" in text or "\u2019" in text:
            text = _ELISION.sub("", text)
        for match in _PARTS.finditer(text):
            kind = match.lastgroup or ""
            _READERS[kind](self, match.group())
        self.join_run()

    def count_shape(self, chunk: str) -> None:
        letters = sum(map(str.isalpha, chunk))
        capitals = sum(map(str.isupper, chunk))
        self.counts += letters * _ONE["letters"] + capitals * _ONE["capitals"]
        self.counts += sum(map(str.isdigit, chunk)) * _ONE["digits"]
        if letters > 2 and capitals == letters:  # noqa: PLR2004
            self.counts += _ONE["shouts"]
        if letters == 1 and len(chunk) == 1:
            self.counts += _ONE["singles"]
        if not chunk.isascii():
            self.counts += sum(character > "\u036f" and character.isalpha() for character in chunk) * _ONE["foreign"]
            self.counts += (
                sum(character > "\u2190" and not character.isalnum() for character in chunk) * _ONE["symbols"]
            )

    def word(self, word: str) -> None:
        self.run.append(word)
        self.words_of(word)

    def words_of(self, word: str) -> None:
        plain = squeeze(word[:LONGEST_WORD])
        clear = unleet(plain) if not plain.isalpha() else plain
        if clear != plain:
            self.counts += _ONE["masks"]
            self.places.append(place(_WORD, plain))
            clear = squeeze(clear)
        self.counts += _ONE["words"]
        self.name(crc32(clear.encode("utf-8", "surrogatepass"), _WORD))
        self.grams(clear)
        if len(word) > LONGEST_WORD:
            self.grams(word[LONGEST_WORD:])

    def name(self, hashed: int) -> None:
        self.places.append(hashed & _MASK)
        if self.tail:
            self.places.append(pair_place(self.tail, hashed))
        else:
            self.head = hashed
        self.tail = hashed

    def grams(self, word: str) -> None:
        """Character n-grams of the word between its boundaries; short words have none of their own."""
        if word.isascii():
            if len(word) <= _SHORT_WORD:
                return
            text = b"<%b>" % word.encode()
            self.places += [crc32(text[start : start + 3], _GRAM) & _MASK for start in range(len(text) - 2)]
            self.places += [crc32(text[start : start + 4], _GRAM) & _MASK for start in range(len(text) - 3)]
            self.places += [crc32(text[start : start + 5], _GRAM) & _MASK for start in range(len(text) - 4)]
            return
        wide = f"<{word}>"
        sizes = (2, 3) if max(word) > "\u2e80" else (3, 4, 5)
        for size in sizes:
            self.places += [place(_GRAM, wide[start : start + size]) for start in range(len(wide) - size + 1)]

    def join_run(self) -> None:
        """Words of one chunk are read as one word too: ``via-gra``, ``v.i.a.g.r.a``, ``via<b></b>gra``."""
        if len(self.run) > 1:
            joined = "".join(self.run)
            if len(joined) <= LONGEST_WORD:
                singles = sum(len(word) == 1 for word in self.run)
                if singles > 3 and singles * 3 > len(self.run) * 2:  # noqa: PLR2004
                    self.counts += _ONE["masks"]
                clear = squeeze(unleet(joined))
                self.places.append(place(_WORD, clear))
                self.grams(clear)
        self.run = []

    def link(self, address: str) -> None:
        self.join_run()
        link = read_link(address)
        self.counts += _ONE["links"]
        if is_shortener(link):
            self.counts += _ONE["shorteners"]
            self.places.append(place(_LINK, "shortener"))
        self.name(crc32(b"link", _LINK))
        self.places += _link_places(link.domain, link.ending, _LINK)
        for word in link.words:
            self.places.append(place(_LINK, "word " + word[:LONGEST_WORD]))
            self.grams(word[:LONGEST_WORD])
        self.run = []

    def mail(self, address: str) -> None:
        self.counts += _ONE["mails"]
        self.name(crc32(b"mail", _LINK))
        self.places.append(place(_LINK, "mail " + address.rsplit("@", 1)[-1]))

    def tag(self, tag: str) -> None:
        name = tag.strip("<>[]/").split("=", 1)[0][:20]
        if name:
            self.counts += _ONE["tags"]
            self.places.append(place(_LINK, "tag " + name))
        if "=" in tag:
            for match in _PARTS.finditer(tag.split("=", 1)[1].strip("\"'>]")):
                if match.lastgroup == "link":
                    self.link(match.group())

    def phone(self, digits: str) -> None:
        count = sum(map(str.isdigit, digits))
        if count >= 8:  # noqa: PLR2004
            self.counts += _ONE["phones"]
            self.name(crc32(b"phone", _LINK))
        else:
            self.number(digits)

    def money(self, amount: str) -> None:
        self.counts += _ONE["money"]
        self.name(crc32(b"money", _LINK))
        self.places.append(place(_LINK, "money " + str(sum(map(str.isdigit, amount)))))

    def percent(self, amount: str) -> None:
        self.name(crc32(b"percent", _LINK))
        self.places.append(place(_LINK, "percent " + amount))

    def number(self, digits: str) -> None:
        name = "year" if len(digits) == 4 and digits[:2] in {"19", "20"} else f"number {min(len(digits), 8)}"  # noqa: PLR2004
        self.name(crc32(name.encode(), _LINK))

    def exclaim(self, marks: str) -> None:
        self.counts += len(marks) * _ONE["exclaims"]
        self.places.append(place(_LINK, "!" * min(3, len(marks))))

    def question(self, marks: str) -> None:
        self.places.append(place(_LINK, "?" * min(3, len(marks))))


_READERS: dict[str, Callable[[_Reader, str], None]] = {
    name: getattr(_Reader, name)
    for name in ("tag", "mail", "link", "phone", "money", "percent", "number", "word", "exclaim", "question")
}


def _link_places(domain: str, ending: str, kind: int) -> list[int]:
    """Places of a host: its domain, its ending, and the n-grams of the name it was registered under."""
    name = domain.removesuffix("." + ending)[:LONGEST_WORD]
    places = [place(kind, "domain " + domain), place(kind, "ending " + ending)]
    wide = f"<{name}>"
    places += [place(kind, wide[start : start + 4]) for start in range(len(wide) - 3)]
    digits = sum(map(str.isdigit, name))
    places.append(
        place(
            kind,
            f"shape {name.count('-') and min(3, name.count('-'))} {min(2, digits)} {min(4, len(name) // 6)}",
        )
    )
    return places


# --- text ------------------------------------------------------------------------------------------

_SPACED = re.compile(r"(?<!\S)(?:\w[ \t.*_-]{1,2}){3,40}\w(?!\w)")
_MANY_SINGLES = 4


def spaced_words(text: str) -> list[str]:
    """Words written letter by letter, put together: ``v i a g r a`` gives ``viagra``."""
    return [re.sub(r"[\W_]+", "", match.group()) for match in _SPACED.finditer(text)]


def count(counts: int, name: str) -> int:
    """One of the packed counters."""
    return counts >> _SHIFT[name] & _FIELD


_STEPS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610)


def _step(number: int) -> int:
    """The number of Fibonacci steps below: equal steps of size, finer for small numbers."""
    for index, bound in enumerate(_STEPS):
        if number <= bound:
            return index
    return len(_STEPS)


def _share(part: int, whole: int, steps: tuple[float, ...] = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7)) -> int:
    if not part or not whole:
        return 0
    ratio = part / whole
    return sum(ratio > step for step in steps)


def text_traits(counts: int, chunks: int, distinct: int) -> list[str]:
    """The names of the dense features of a text, from its counts."""
    words, letters, links = count(counts, "words"), count(counts, "letters"), count(counts, "links")
    length = _step(words) // 2
    few_links = min(links, 3)
    traits = [
        f"length {length}",
        f"links {_step(links)}",
        f"links {few_links} length {length}",
        f"link share {_share(links, words + links)}",
        f"capitals {_share(count(counts, 'capitals'), letters)}",
        f"shouts {_share(count(counts, 'shouts'), words)}",
        f"digits {_share(count(counts, 'digits'), letters)}",
        f"exclaims {_step(count(counts, 'exclaims'))}",
        f"tags {_step(count(counts, 'tags'))}",
        f"masks {min(3, count(counts, 'masks'))}",
        f"foreign {_share(count(counts, 'foreign'), letters)}",
    ]
    traits += [
        f"{name} {min(3, number)}"
        for name in ("mails", "phones", "money", "shorteners", "symbols")
        if (number := count(counts, name))
    ]
    if chunks >= 20:  # noqa: PLR2004
        traits.append(f"distinct {int(10 * distinct / chunks)}")
    return traits


def text_group(chunks: list[str], extra: list[str], read: Callable[[str], Piece]) -> tuple[Group, list[str]]:
    """The features of a text's words and links, and the names of its dense features."""
    pieces = {chunk: read(chunk) for chunk in dict.fromkeys(chunks)}
    places = [number for piece in pieces.values() for number in piece.places]
    counts = sum(piece.counts for piece in pieces.values())
    for word in extra:
        places += read(word).places
        counts += read(word).counts + _ONE["masks"]
    places += [pair_place(pieces[a].tail, pieces[b].head) for a, b in dict.fromkeys(itertools.pairwise(chunks))]
    group = Group("text", tuple(places), scale_of(len(places)))
    return group, text_traits(counts, len(chunks), len(pieces))


def scale_of(features: int) -> float:
    """How much each of so many features weighs: a long text says more, but not in proportion."""
    return float((features + 8.0) ** -0.5)


DENSE_SCALE = 0.25

_FREEMAIL = frozenset(
    [
        "gmail.com",
        "yahoo.com",
        "hotmail.com",
        "outlook.com",
        "aol.com",
        "live.com",
        "msn.com",
        "icloud.com",
        "mail.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "yahoo.fr",
        "hotmail.fr",
        "live.fr",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "laposte.net",
        "sfr.fr",
        "outlook.fr",
        "yahoo.co.uk",
        "hotmail.co.uk",
        "me.com",
        "googlemail.com",
        "protonmail.com",
        "proton.me",
        "ymail.com",
        "rocketmail.com",
        "bluewin.ch",
        "hotmail.it",
        "libero.it",
        "mail.ru",
        "yandex.ru",
        "inbox.ru",
        "bk.ru",
        "list.ru",
        "rambler.ru",
        "bol.com.br",
        "uol.com.br",
        "terra.com.br",
        "ig.com.br",
        "hotmail.de",
        "t-online.de",
        "hotmail.es",
    ]
)
_NAME_WORD = re.compile(r"[^\W\d_]+")


def author_groups(author: str, text: str, read: Callable[[str], Piece]) -> list[Group]:
    """The features of the author's name: as words of text, as words of a name, and its shape."""
    author = author[:120]
    pieces = [read(chunk) for chunk in author.split()]
    shared = [number for piece in pieces for number in piece.places]
    folded, _ = fold(author)
    words = _NAME_WORD.findall(folded)[:12]
    own = [place(_AUTHOR, word) for word in words]
    own += [place(_AUTHOR, f"{a} {b}") for a, b in itertools.pairwise(words)]
    wide = f"<{''.join(words)[:LONGEST_WORD]}>"
    own += [place(_AUTHOR, wide[start : start + 4]) for start in range(len(wide) - 3)]
    digits = sum(map(str.isdigit, author))
    inner_capitals = len(re.findall(r"[a-z][A-Z]", author))
    traits = [
        f"author words {min(5, len(words))}",
        f"author case {author.islower():d}{author.isupper():d}{min(2, inner_capitals)}",
        f"author digits {min(3, digits)}",
        f"author length {min(6, len(author) // 5)}",
    ]
    if re.search(r"https?:|www\.|\.(?:com|net|org|info)\b", folded):
        traits.append("author link")
    if len(author) > 3 and author.lower() in text[:WINDOW].lower():  # noqa: PLR2004
        traits.append("author in text")
    groups = [
        Group("author", tuple(shared), scale_of(len(shared))),
        Group("author", tuple(own), scale_of(len(own))),
    ]
    return [*groups, _dense("author", traits)]


def site_groups(url: str, author: str | None, text: str) -> list[Group]:
    """The features of the author's website, and whether their name is made of its words."""
    link = read_link(url)
    places = _link_places(link.domain, link.ending, _SITE)
    name = link.domain.removesuffix("." + link.ending)
    reader = _Reader()
    for word in (name, *link.words):
        places.append(place(_SITE, "word " + word[:LONGEST_WORD]))
        reader.grams(word[:LONGEST_WORD])
    traits = [
        f"site depth {link.depth}",
        f"site query {link.has_query:d}",
        f"site hyphens {min(3, link.domain.count('-'))}",
    ]
    links = min(2, text.count("http") + text.count("www."))
    traits.append(f"site links {links} length {_step(text.count(' ') + 1) // 2}")
    if is_shortener(link):
        traits.append("site shortener")
    if author:
        words = [word for word in _NAME_WORD.findall(fold(author)[0]) if len(word) > 2]  # noqa: PLR2004
        traits.append(f"site named {sum(word in url.lower() for word in words):d} of {min(3, len(words))}")
    places += reader.places
    return [Group("url", tuple(places), scale_of(len(places))), _dense("url", traits)]


def mail_groups(domain: str, url: str | None) -> list[Group]:
    """The features of the e-mail's domain: its name, its kind, and whether it is the website's."""
    domain = domain.strip().lower()[:100]
    ending = domain.rsplit(".", 1)[-1]
    kind = "free" if domain in _FREEMAIL else "own"
    traits = [f"mail {kind}"]
    if kind == "own" and url:
        traits.append(f"mail of site {domain in url.lower():d}")
    return [
        Group("email_domain", (place(_MAIL, domain), place(_MAIL, "ending " + ending)), 0.5),
        _dense("email_domain", traits),
    ]


@lru_cache(maxsize=256)
def context_words(context: str) -> frozenset[str]:
    """The words of an article that a comment about it would share."""
    folded, _ = fold(context[:20_000])
    return frozenset(word for word in _NAME_WORD.findall(folded) if len(word) > 3)  # noqa: PLR2004


def context_groups(context: str, text: str) -> list[Group]:
    """How many of the article's words the comment takes up."""
    theirs = context_words(context)
    folded, _ = fold(text[:WINDOW])
    mine = {word for word in _NAME_WORD.findall(folded) if len(word) > 3}  # noqa: PLR2004
    shared = len(theirs & mine)
    traits = [f"likeness {min(3, shared)}", f"likeness {min(3, shared)} length {_step(len(mine)) // 2}"]
    return [_dense("context", traits)]


def _dense(field: str, traits: Iterable[str]) -> Group:
    names = tuple(traits)
    return Group(field, tuple(place(_DENSE, name) for name in names), DENSE_SCALE, names)


# --- documents -------------------------------------------------------------------------------------

_SUSPECT = re.compile(r"https?:|www\.|\[url|<a |\d[\d ().-]{8,}\d")
LONG = 4_000
PART = 1_500
MOST_PARTS = 5


def parts(text: str) -> list[str]:
    """The parts of a text that are judged, the worst of which counts: all of it unless it is long.

    Of a long one: its head, its tail, and what surrounds links and telephone numbers between.
    """
    text = text.strip("\ufeff")
    if len(text) <= LONG:
        return [text]
    middle = text[PART:-PART]
    found = [text[:PART], text[-PART:]]
    position = 0
    while len(found) < MOST_PARTS and (match := _SUSPECT.search(middle, position)):
        start = max(0, match.start() - PART // 2)
        found.append(middle[start : start + PART])
        position = start + PART
    return found


def groups(document: Document, text: str | None = None, read: Callable[[str], Piece] = read_chunk) -> Iterator[Group]:
    """All that weighs in a document, or in one part of its text."""
    text = document.text if text is None else text
    chunks = text.split()
    group, traits = text_group(chunks, spaced_words(text), read)
    yield group
    yield _dense("text", traits)
    if document.author:
        yield from author_groups(document.author, text, read)
    if document.url:
        yield from site_groups(document.url, document.author, text)
    if document.email_domain:
        yield from mail_groups(document.email_domain, document.url)
    if document.context:
        yield from context_groups(document.context, text)


# --- explanation -----------------------------------------------------------------------------------


def tokens(document: Document, text: str | None = None) -> Iterator[Token]:
    """The same features as `groups`, word by word: places and scales add up to the same sums."""
    text = document.text if text is None else text
    everything = groups(document, text)
    yield from _text_tokens(text, next(everything).scale)
    for group in everything:
        if group.names:
            for name, number in zip(group.names, group.places, strict=True):
                yield Token(name, group.field, None, None, (number,), group.scale)
        else:
            value = getattr(document, group.field) or ""
            yield Token(value[:80], group.field, 0, len(value), group.places, group.scale)


_OUTER = re.compile(r"^[^\w$€£@]+|[^\w$€£]+$")


def _text_tokens(text: str, scale: float) -> Iterator[Token]:
    spans: dict[str, tuple[int, int]] = {}
    ordered = []
    for match in re.finditer(r"\S+", text):
        spans.setdefault(match.group(), match.span())
        ordered.append(match.group())
    pieces = {chunk: read_chunk(chunk) for chunk in spans}
    for chunk, (start, end) in spans.items():
        name = _OUTER.sub("", chunk) or chunk
        first = start + chunk.find(name)
        yield Token(name[:80], "text", first, min(end, first + len(name)), pieces[chunk].places, scale)
    for match in _SPACED.finditer(text):
        word = re.sub(r"[\W_]+", "", match.group())
        yield Token(word, "text", match.start(), match.end(), read_chunk(word).places, scale)
    for a, b in dict.fromkeys(itertools.pairwise(ordered)):
        numbers = (pair_place(pieces[a].tail, pieces[b].head),)
        yield Token(f"{a} {b}"[:80], "text", spans[a][0], spans[a][1], numbers, scale)
