"""What a moderator reads: strangers' text as it would look, nothing in it hidden or live, its clues marked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby, pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from moderation import i18n
from moderation.web.rendering import TAGS, rendered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifiers.documents import Clue
    from moderation.comments import Comment

# short names of the usual ones, as the Unicode standard abbreviates them (chapter 23); others show their code point
_SHORT = {
    "\u00ad": "SHY",
    "\u034f": "CGJ",
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2028\u2029\u2800\u3164\uffa0")  # letters and spaces without ink
_PLAIN_SPACE = frozenset("\t\n\r")
_WITHOUT_LINES = dict.fromkeys(map(ord, _PLAIN_SPACE), " ")
_JOINER = "\u200d"
_SCRIPTS_THAT_JOIN = ("ARABIC", "DEVANAGARI", "BENGALI", "SINHALA", "MALAYALAM")  # ZWNJ and ZWJ are spelling there
_STEPS = (0.25, 0.6, 1.2)  # log-odds: from here on a mark is a shade stronger
FAINTEST = 0.05  # log-odds: what would be told as 0.0 is not marked
LONG = 1_500  # characters: a longer text scrolls in a box of its own


@dataclass(frozen=True, slots=True)
class Link:
    """A way out of a comment: where it leads in full, its host, and the words it hides behind."""

    url: str
    host: str
    text: str


def is_hidden(text: str, at: int) -> bool:
    """Whether the character at this place is unseen though it changes what is seen; spelling and emoji are not."""
    character = text[at]
    if character < "\x7f":
        return character < " " and character not in _PLAIN_SPACE
    if character not in _BLANKS and unicodedata.category(character) not in ("Cf", "Cc", "Cs"):
        return False
    return not (character in "\u200c\u200d" and _joins(text[at - 1 : at], text[at + 1 : at + 2], character))


def _joins(before: str, after: str, character: str) -> bool:
    if not before or not after:
        return False
    if character == _JOINER and unicodedata.category(after) == "So":
        return True
    return all(unicodedata.name(c, "").startswith(_SCRIPTS_THAT_JOIN) for c in (before, after))


def visible(text: str | None) -> Markup:
    """The text as HTML in which what was hidden is a small label: ``RLO``, ``ZWSP×12``."""
    if not text or _hides_nothing(text):
        return escape(text or "")
    return Markup().join(_ghost(run) if hidden else escape(run) for hidden, run in _runs(text or ""))


def plain(text: str | None) -> str:
    """The same without HTML, for titles and attributes: ⟦RLO⟧."""
    return "".join(f"⟦{_label(run)}⟧" if hidden else run for hidden, run in _runs(text or ""))


def _runs(text: str) -> Iterable[tuple[bool, str]]:
    """Stretches of seen text, and of one and the same hidden character."""
    if _hides_nothing(text):
        return [(False, text)]
    kinds = groupby(range(len(text)), lambda at: text[at] if is_hidden(text, at) else "")
    return [(bool(kind), "".join(text[at] for at in places)) for kind, places in kinds]


def _hides_nothing(text: str) -> bool:
    """Whether nothing in the text can be hidden: found without looking at each character by itself."""
    return text.translate(_WITHOUT_LINES).isprintable() and _BLANKS.isdisjoint(text)


def _label(run: str) -> str:
    short = _SHORT.get(run[0], f"U+{ord(run[0]):04X}")
    return short if len(run) == 1 else f"{short}×{len(run)}"


def _ghost(run: str) -> Markup:
    name = unicodedata.name(run[0], "CONTROL CHARACTER").lower()
    return Markup('<abbr class="ghost" title="{name} (U+{code})">{label}</abbr>').format(
        name=name, code=f"{ord(run[0]):04X}", label=_label(run)
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A comment to read: as it would look, and the ways out of it, the author's website first, each once."""

    body: Markup
    links: tuple[Link, ...]


def read(comment: Comment, locale: str) -> Reading:
    """The comment as readers would see it, its clues marked, its links nothing but underlined words.

    Weights are written in the ``locale``, that of the page.
    """
    reader = _Reader(comment.content, comment.clues, locale)
    reader.feed(rendered(comment.content))
    reader.close()
    website = [Link(comment.website, host(comment.website), "")] if comment.website else []
    links = {link.url: link for link in (*website, *reader.links)}
    return Reading(Markup("").join(reader.parts), tuple(links.values()))


def host(url: str | None) -> str:
    """The host an address leads to, in the letters it really has (xn--…), '' where it has none."""
    try:
        name = urlsplit(url or "").hostname or ""
        return name if name.isascii() else name.encode("idna").decode()
    except (UnicodeError, ValueError):
        return ""


def is_web(url: str) -> bool:
    """Whether an address may be offered for opening at all."""
    return url.lower().startswith(("http://", "https://")) and bool(host(url))


def shade(weight: float) -> str:
    """The classes of a mark: which way it weighs, and how much, in four steps."""
    strength = 1 + sum(abs(weight) >= step for step in _STEPS)
    return f"{'spam' if weight > 0 else 'ham'} w{strength}"


class _Reader(HTMLParser):
    """Writes sanitised HTML anew: known tags without attributes, text escaped and marked, links as words."""

    def __init__(self, content: str, clues: Iterable[Clue], locale: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Markup] = []
        self.links: list[Link] = []
        self._surfaces = _surfaces(content, clues)
        self._locale = locale
        self._address: str | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._address = dict(attrs).get("href") or ""
            self._words = []
            self.parts.append(Markup('<span class="link">'))
        elif tag in TAGS:
            self.parts.append(Markup(f"<{tag}>"))  # noqa: S704 (one of TAGS)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._close_link()
        elif tag in TAGS and tag != "br":
            self.parts.append(Markup(f"</{tag}>"))  # noqa: S704 (one of TAGS)

    def _close_link(self) -> None:
        self.parts.append(Markup("</span>"))
        if self._address:
            words, name = "".join(self._words), host(self._address)
            if name and name != host(words if "://" in words else f"//{words}"):
                self.parts.append(Markup('<span class="host">{}</span>').format(plain(name)))
            self.links.append(Link(self._address, name, words))
        self._address = None

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        for weight, words in _weighed(data, self._surfaces):
            self.parts.append(self._mark(words, weight) if abs(weight) >= FAINTEST else visible(words))

    def _mark(self, words: str, weight: float) -> Markup:
        opening = f'<mark class="{shade(weight)}" data-weight="{i18n.number(self._locale, weight, "+0.0;-0.0")}">'
        return Markup(f"{opening}{visible(words)}</mark>")  # noqa: S704 (our own words, a number and escaped text)


def _surfaces(content: str, clues: Iterable[Clue]) -> list[tuple[re.Pattern[str], float]]:
    """The stretches of the text that weighed, as they stand there, and what each adds to the log-odds of spam."""
    found = []
    for clue in clues:
        words = content[clue.start : clue.end] if clue.field == "text" and clue.start is not None else ""
        if words.strip():
            before, after = (r"(?<!\w)" if words[0].isalnum() else ""), (r"(?!\w)" if words[-1].isalnum() else "")
            found.append((re.compile(before + re.escape(words) + after), clue.weight))
    return found


def _weighed(text: str, surfaces: list[tuple[re.Pattern[str], float]]) -> Iterable[tuple[float, str]]:
    """The text in stretches of equal weight; where a word and a pair of words overlap, their weights add up."""
    turns: dict[int, set[int]] = {0: set(), len(text): set()}  # at each place the surfaces that begin or end there
    for number, (pattern, _) in enumerate(surfaces):
        for found in pattern.finditer(text):
            for at in found.span():
                turns.setdefault(at, set()).symmetric_difference_update({number})
    here: set[int] = set()
    for start, end in pairwise(sorted(turns)):
        here ^= turns[start]
        yield sum(surfaces[number][1] for number in here), text[start:end]


WORDS = {"LONG": LONG, "is_web": is_web, "plain": plain, "read": read, "visible": visible}
