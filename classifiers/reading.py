"""What a chunk of text holds: the hashed features of its words, links and letters.

A text is cut at white space into *chunks*; each is read once into a `Piece`. The same chunk always
gives the same piece, so what it adds to a score can be remembered, and training and serving agree.

A feature's place in the table is the CRC-32 (RFC 1952) of its name, seeded by its kind, within the
region of its block. Hashing keeps readers' words out of the model.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from zlib import crc32

from classifiers.grams import GRAM_REGION
from classifiers.lexicon import lexicon
from classifiers.links import link_names, read_link
from classifiers.normalisation import fold, is_stretched, squeeze, squeeze_to_two, unleet
from classifiers.vocabulary import is_reference

__all__ = ["NAME_WORD", "Piece", "pair_place", "read_chunk", "trait_place", "word_place"]

WORD_REGION = 1 << 20
TRAIT_REGION = 1 << 18
_WORDS, _TRAITS = WORD_REGION - 1, TRAIT_REGION - 1
GRAMS_AT = WORD_REGION
TRAITS_AT = WORD_REGION + GRAM_REGION
TABLE_SIZE = TRAITS_AT + TRAIT_REGION

LONGEST_CHUNK = 400
LONGEST_WORD = 24
LONGEST_GRAMMED = 40
NAME_WORD = re.compile(r"[^\W\d_]+")


class Piece(NamedTuple):
    """What a chunk holds: places of words, words as they are spelled, listed phrases, links, its outer words.

    ``spelled`` are the words whose letters weigh, a space between any two. ``known`` of its ``links`` lead where
    readers point to. ``head`` and ``tail`` are hashes of its first and last word, 0 without one; ``folded`` are its
    letters as they are compared, ``topic`` its longest word.
    """

    words: tuple[int, ...]
    spelled: str
    listed: int
    links: int
    known: int
    head: int
    tail: int
    folded: str
    topic: str


def word_place(name: str) -> int:
    """The place of a word, or of what stands for one."""
    return crc32(name.encode("utf-8", "surrogatepass")) & _WORDS


def pair_place(tail: int, head: int) -> int:
    """The place of two words in sequence, from their hashes."""
    return (tail * 0x9E3779B1 ^ head * 0x85EBCA6B) >> 7 & _WORDS


def trait_place(name: str) -> int:
    """The place of a trait, or of a feature of the author, the website or the e-mail's domain."""
    return TRAITS_AT + (crc32(name.encode("utf-8", "surrogatepass")) & _TRAITS)


_ADDRESSES = (
    r"(?P<tag>\[/?(?:url|link|b|i|u|img|quote|color|size|center)[^\]\s]{0,300}\]?)"
    r"|(?P<mail>[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})"
    r"|(?P<link>(?:https?|ftp|hxxps?)[:;]/{0,3}[^\s<>\"'\[\]]{3,400}|www\.[^\s<>\"'\[\]]{3,300}"
    r"|[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:com|net|org|info|biz|ru|fr|de|co|io|me|ly|xyz|top"
    r"|site|online|shop|store|club|us|uk|eu|in|cc|tv|pro|su|ua|pl|ch|be|it|es|nl|cn|br|pt|ca|au|tk|ml|ga|cf|gd"
    r"|gl|link|click|live|space|website|life|bet|vip|win|app|dev|blog)"
    r"(?![a-z0-9-])(?:[:/?#][^\s<>\"'\[\]]{0,300})?)"
)
_OTHERS = (
    r"(?P<phone>\+?\(?\d[\d().-]{6,18}\d)"
    r"|(?P<money>[$€£¥]\d[\d.,]{0,12}[km]?|\d[\d.,]{0,12}(?:[$€£¥]|usd|eur|euros?|gbp|btc|cfa|fcfa)(?![a-z]))"
    r"|(?P<percent>\d{1,4}%)"
    r"|(?P<number>\d{1,20})"
    r"|(?P<word>[^\W\d_](?:[^\W_]{0,63}+(?![@$!|€£][^\W_])|(?:[^\W_]|[@$!|€£](?=[^\W_])){0,63}))"
    r"|(?P<marks>[!?]{1,40})"
)
_PARTS = re.compile(f"{_ADDRESSES}|{_OTHERS}")
_PARTS_BUT_ADDRESSES = re.compile(_OTHERS)
_ADDRESS_SIGNS = frozenset("[@:;.")  # no tag, mail or link is without any of them
_ELISION = re.compile(r"(?<=[^\W\d_])['\u2019](?=(?:t|s|re|ve|ll|m|d)\b)")
# HTML tells which site a comment was posted on, not what it is: ham of blogs that allow links is full of it
_MARKUP = re.compile(
    r"<[^<>\s]{0,80}>?|/?>|\b(?:href|src|rel|target|class|style|title|alt|width|height|border)=[\"']?"
    r"|(?:no(?:follow|opener|referrer)|ugc)[\"']"
)
_MARKUP_SIGNS = frozenset("<>=\"'")
_WRITTEN_OUT = ("http", "hxxp", "ftp", "www.")  # what is only like a host may be ASP.NET or socket.io
_QUOTES = re.compile(r"[\"\[\]]")
_PHONE_DIGITS = 8
_SINGLES = 3
_MOST_POINTS = 3  # behind a plain word: from four on, ``www....`` is like an address


def read_chunk(chunk: str) -> Piece:
    """The piece a chunk is: some microseconds a word; at most ``LONGEST_CHUNK`` characters are looked at."""
    folded, masked = fold(chunk[:LONGEST_CHUNK])
    word = folded.rstrip(".,;:)")
    # most chunks are a word and perhaps a comma; what follows from the general reading is told here at once
    is_plain = word.isalpha() and len(folded) <= LONGEST_WORD and len(folded) - len(word) <= _MOST_POINTS
    if masked or not is_plain or is_stretched(folded):
        return _Reader(masked=masked).read(folded[:LONGEST_CHUNK])
    hashed = crc32(word.encode())
    return Piece((hashed & _WORDS,), folded, lexicon().inside(folded), 0, 0, hashed, hashed, folded, word)


class _Reader:
    """Reads one chunk that is more than a plain word; a new one for every chunk."""

    __slots__ = ("clear", "head", "known", "links", "run", "tail", "topic", "words")

    def __init__(self, *, masked: bool) -> None:
        self.words: list[int] = [word_place("(masked)")] if masked else []
        self.clear: list[str] = []
        self.run: list[str] = []
        self.links = 0
        self.known = 0
        self.head = 0
        self.tail = 0
        self.topic = ""

    def read(self, folded: str) -> Piece:
        if not _MARKUP_SIGNS.isdisjoint(folded):
            folded = _MARKUP.sub("", folded)
        parts = _PARTS_BUT_ADDRESSES if _ADDRESS_SIGNS.isdisjoint(folded) else _PARTS
        for match in parts.finditer(_ELISION.sub("", folded) if "'" in folded or "\u2019" in folded else folded):
            getattr(self, match.lastgroup or "")(match.group())
        self.join_run()
        spelled = [*squeeze(_QUOTES.sub(" ", folded)).split(), *self.clear]
        return Piece(
            tuple(self.words),
            " ".join([word[:LONGEST_GRAMMED] for word in spelled]),
            sum(map(lexicon().inside, spelled)),
            self.links,
            self.known,
            self.head,
            self.tail,
            " ".join(spelled)[:LONGEST_GRAMMED],
            self.topic,
        )

    def name(self, name: str) -> None:
        """A word, or what stands for one, is next in the sequence."""
        hashed = crc32(name.encode("utf-8", "surrogatepass"))
        self.words.append(hashed & _WORDS)
        if self.tail:
            self.words.append(pair_place(self.tail, hashed))
        else:
            self.head = hashed
        self.tail = hashed

    def word(self, word: str) -> None:
        self.run.append(word)
        short = word[:LONGEST_WORD]
        plain = squeeze(short)
        clear = plain if plain.isalpha() else squeeze(unleet(plain))
        if clear != plain:
            self.words += (word_place("(masked)"), word_place(plain))
            self.clear.append(clear)
        if plain != short and (twice := squeeze_to_two(short)) != word:
            self.words.append(word_place(twice))
            self.clear.append(twice)
        self.name(clear)
        if len(clear) > len(self.topic):
            self.topic = clear

    def join_run(self) -> None:
        """Words side by side are read as one word too: ``via-gra``, ``v.i.a.g.r.a``, ``via<b></b>gra``."""
        run, self.run = self.run, []
        if len(run) <= 1 or len(joined := squeeze(unleet("".join(run)))) > LONGEST_WORD:
            return
        singles = sum([len(word) == 1 for word in run])
        if singles > _SINGLES and singles * 3 > len(run) * 2:
            self.words.append(word_place("(masked)"))
        self.words.append(word_place(joined))
        self.clear.append(joined)

    def link(self, address: str) -> None:
        self.join_run()
        link = read_link(address)
        if address.startswith(_WRITTEN_OUT):
            self.links += 1
            self.known += is_reference(link.host, link.domain)
        self.name("(link)")
        self.words += (word_place(name) for name in link_names(link))
        if "xn--" in link.host:
            self.words.append(word_place("(masked)"))
        self.words += (word_place("(path) " + word[:LONGEST_WORD]) for word in link.words)

    def mail(self, address: str) -> None:
        self.name("(mail)")
        self.words.append(word_place("(mail) " + address.rsplit("@", 1)[-1]))

    def tag(self, tag: str) -> None:
        name = tag.strip("<>[]/").split("=", 1)[0][:20]
        if name:
            self.words.append(word_place("(tag) " + name))
        for match in _PARTS.finditer(tag.split("=", 1)[1].strip("\"'>]")) if "=" in tag else ():
            if match.lastgroup == "link":
                self.link(match.group())

    def phone(self, digits: str) -> None:
        if sum(map(str.isdigit, digits)) >= _PHONE_DIGITS:
            self.name("(phone)")
        else:
            self.number(digits)

    def money(self, amount: str) -> None:
        self.name("(money)")
        self.words.append(word_place(f"(money) {sum(map(str.isdigit, amount))}"))

    def percent(self, amount: str) -> None:
        self.name("(percent)")
        self.words.append(word_place("(percent) " + amount))

    def number(self, digits: str) -> None:
        is_year = len(digits) == len("1999") and digits[:2] in {"19", "20"}
        self.name("(year)" if is_year else f"(number) {min(len(digits), 8)}")

    def marks(self, marks: str) -> None:
        self.words.append(word_place(f"(marks) {marks[:3]}"))
