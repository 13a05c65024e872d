"""How spammers disguise a comment, and how readers mangle theirs: functions from text to text."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

__all__ = ["BENIGN", "EVASIONS", "PROSE"]

Edit = Callable[[str], str]

_LEET = str.maketrans("aeios", "43105")
_HOMOGLYPHS = str.maketrans("aeiopcxyAEOPC", "аеіорсхуАЕОРС")
_LINK = re.compile(r"(https?://|www\.)[^\s<>\"'\])]+")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]{4,}")
PROSE = (
    "We spent the weekend at my sister's place near the lake and the children would not come out of the water. "
    "My neighbour says the tomatoes are late this year because of the cold nights in May, and he may be right. "
    "I had planned to repaint the kitchen but the weather was too good to stay inside, so it will wait. "
    "The train home was late again, which gave me time to finish the book you all talked about last winter. "
)


def _in_words(text: str, change: Edit, share: float = 1.0) -> str:
    """The text with every so many of its longer words changed; links stay as they are."""
    chance = random.Random(7)
    links = [match.span() for match in _LINK.finditer(text)]

    def edit(match: re.Match[str]) -> str:
        inside = any(start <= match.start() < end for start, end in links)
        return match.group() if inside or chance.random() >= share else change(match.group())

    return _WORD.sub(edit, text)


def leet(text: str) -> str:
    """Digits for vowels."""
    return _in_words(text, lambda word: word[0] + word[1:].translate(_LEET))


def homoglyphs(text: str) -> str:
    """Cyrillic letters that look Latin."""
    return _in_words(text, lambda word: word.translate(_HOMOGLYPHS))


def zero_width(text: str) -> str:
    """Invisible spaces between letters."""
    return _in_words(text, "\u200b".join)


def spaced_letters(text: str) -> str:
    """Three words in ten with their letters set apart."""
    return _in_words(text, " ".join, share=0.3)


def stretched(text: str) -> str:
    """Third letters repeated."""
    return _in_words(text, lambda word: word[:2] + word[2] * 4 + word[3:])


def full_width(text: str) -> str:
    """Letters of full width."""
    return _in_words(text, lambda word: "".join(chr(ord(c) + 0xFEE0) if c.isascii() else c for c in word))


def entities(text: str) -> str:
    """Every other letter an HTML entity."""
    return _in_words(text, lambda word: "".join(f"&#{ord(c)};" if i % 2 else c for i, c in enumerate(word)))


def bbcode(text: str) -> str:
    """Links in BBCode."""
    return _LINK.sub(lambda match: f"[url={match.group()}]{match.group()}[/url]", text)


def empty_tags(text: str) -> str:
    """Empty tags within words."""
    return _in_words(text, lambda word: word[:2] + "<b></b>" + word[2:])


def shorteners(text: str) -> str:
    """Links behind a shortener."""
    return _LINK.sub("https://bit.ly/3xYzAb", text)


def punycode(text: str) -> str:
    """Links to an internationalised host."""
    return _LINK.sub("http://xn--80ak6aa92e.com/", text)


def image_alt(text: str) -> str:
    """All of it the alternative text of an image."""
    return f'<img src="https://i.imgur.com/a8d9.png" alt="{text}">'


def invisible_text(text: str) -> str:
    """Honest prose after it that a browser hides."""
    return f'{text} <span style="display:none">{PROSE[:200]}</span>'


def padding(text: str) -> str:
    """60 KB of honest prose around it."""
    return PROSE * 80 + text + " " + PROSE * 80


def prose_around(text: str) -> str:
    """A sentence or two of honest prose before and after it."""
    return f"{PROSE[:107]}{text} {PROSE[107:213]}"


EVASIONS = (
    leet, homoglyphs, zero_width, spaced_letters, stretched, full_width, entities, bbcode, empty_tags,
    shorteners, punycode, image_alt, invisible_text, padding, prose_around,
)  # fmt: skip


def typos(text: str) -> str:
    """Letters swapped in some words."""
    return _in_words(text, lambda word: word[:1] + word[2] + word[1] + word[3:], share=0.15)


def upper_case(text: str) -> str:
    """All in capitals."""
    return text.upper()


def lower_case(text: str) -> str:
    """No capitals."""
    return text.lower()


def accents_dropped(text: str) -> str:
    """French without its accents."""
    return text.translate(str.maketrans("àâäéèêëîïôöùûüçÀÂÉÈÊÎÔÙÇ", "aaaeeeeiioouuucAAEEEIOUC"))


def emoji(text: str) -> str:
    """Emoji before and after."""
    return f"😀 {text} 👍🎉"


BENIGN = (typos, upper_case, lower_case, accents_dropped, emoji)
