"""What a chunk of text says once its disguise is taken off.

Spammers write v1agra, ｖｉａｇｒａ, vіagra and v&#105;agra; readers write naïve and coool. Both are
brought to one spelling here: entities decoded, compatibility forms composed (NFKC, Unicode UAX 15),
invisible characters dropped, accents folded, look-alike letters of mixed-script words made Latin
(a selection of Unicode UTS 39, confusables.txt), digits that stand for letters read as letters.
Every function is linear in its input.
"""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from functools import lru_cache
from operator import itemgetter

__all__ = ["MASK_CHARACTERS", "fold", "is_stretched", "squeeze", "squeeze_to_two", "unleet"]

_LOOKALIKES: dict[str, str] = {
    pair[0]: pair[1]
    for pair in [
        "аa",
        "вb",
        "еe",
        "ёe",
        "кk",
        "мm",
        "нh",
        "оo",
        "рp",
        "сc",
        "тt",
        "уy",
        "хx",
        "іi",
        "їi",
        "јj",
        "ѕs",
        "ԁd",
        "ԛq",
        "ԝw",
        "һh",
        "ӏl",
        "ԍg",
        "пn",
        "гr",
        "зe",
        "бb",
        "иu",
        "лn",
        "ӧo",
        "αa",
        "βb",
        "εe",
        "ζz",
        "ηn",
        "ιi",
        "κk",
        "μu",
        "νv",
        "οo",
        "ρp",
        "τt",
        "υu",
        "χx",
        "γy",
        "ωw",
        "σo",
        "օo",
        "սu",
        "ոn",
        "հh",
        "ցg",
        "զq",
        "ɑa",
        "ɡg",
        "ɩi",
        "ıi",
        "ȷj",
        "ℓl",
        "ʟl",
        "ɪi",
        "ɴn",
        "ʀr",
        "ʏy",
        "ʙb",
        "ʜh",
        "ɢg",
        "ᴀa",
        "ᴄc",
        "ᴅd",
        "ᴇe",
        "ᴊj",
        "ᴋk",
        "ᴍm",
        "ᴏo",
        "ᴘp",
        "ᴛt",
        "ᴜu",
        "ᴠv",
        "ᴡw",
        "ᴢz",
        "ꮪs",
        "ꭰd",
        "ꭺa",
        "ꮯc",
        "ꭼe",
        "ꮋh",
        "ꭻj",
        "ꮶk",
        "ꮮl",
        "ꮇm",
        "ꮲp",
        "ꭱr",
        "ꭲi",
        "ꭹy",
        "ꮃw",
        "øo",
        "łl",
        "đd",
        "ħh",
        "ŧt",
        "ƙk",
        "ƒf",
        "ƅb",
        "ɓb",
        "ɗd",
    ]
}
_LOOKALIKE_TABLE = str.maketrans(_LOOKALIKES)
_LEET = str.maketrans("0134578@$!|€£", "oieastbasilel")
_LEET_INSIDE = re.compile(r"[^\W\d_][0134578@$!|€£]+[^\W\d_]|^[@$0134578|!€£][^\W\d_]{2}|[^\W\d_]{2}[@$|€£]+$")
_ENTITY_INSIDE = re.compile(
    r"&#(?:x(?:4[1-f]|5[0-9a]|6[1-f]|7[0-9a])|6[5-9]|[78]\d|9[07-9]|1[01]\d|12[0-2]);", re.IGNORECASE
)
_STRETCH = re.compile(r"(.)\1\1+")
_LATIN = re.compile(r"[a-z]")

MASK_CHARACTERS = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0"
_BLANK = dict.fromkeys(map(ord, MASK_CHARACTERS))


_ACCENTED = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ"
_ACCENTS = str.maketrans({letter: unicodedata.normalize("NFD", letter)[0] for letter in _ACCENTED})
_STYLED = re.compile("[\uff21-\uff5a\U0001d400-\U0001d7ff\u24b6-\u24e9]")  # full-width, mathematical or enclosed
_BETWEEN = re.compile("(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z])")
MOST_GROWN = 400  # characters: one may stand for eighteen


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """The character without accents, "" if it is invisible or only an accent."""
    if unicodedata.category(character) in {"Cf", "Mn", "Me", "Cc", "Cs", "Co"} or character in MASK_CHARACTERS:
        return ""
    decomposed = unicodedata.normalize("NFD", character)
    if decomposed == character:
        return character
    return "".join([part for part in decomposed if unicodedata.category(part) != "Mn"])


def fold(chunk: str) -> tuple[str, bool]:
    """The chunk in lower case and plain letters, and whether it was written in disguise.

    Entities, invisible characters between visible ones, styled letters and words of mixed scripts
    are disguise; accents, ligatures, emoji and whole words in any script are not.
    """
    masked = False
    if "&" in chunk and ";" in chunk:
        masked = _ENTITY_INSIDE.search(chunk) is not None
        chunk = html.unescape(chunk)
    if chunk.isascii():
        return chunk.lower(), masked
    text = chunk.translate(_ACCENTS)
    if text.isascii() and text.isprintable():
        return text.lower(), masked
    text = unicodedata.normalize("NFKC", chunk)[: len(chunk) + MOST_GROWN]
    masked = masked or _STYLED.search(chunk) is not None or _has_inner_invisible(chunk)
    text = "".join(map(_plain, text)).lower()
    if not text.isascii() and _LATIN.search(text):
        latin = text.translate(_LOOKALIKE_TABLE)
        masked = masked or _mixes_scripts(text)
        text = latin
    return text, masked


def _has_inner_invisible(chunk: str) -> bool:
    """Whether an invisible character stands between two ASCII letters."""
    found = _BETWEEN.findall(chunk)
    return any(not _plain(character) and unicodedata.category(character) != "Mn" for character in found)


def _mixes_scripts(text: str) -> bool:
    """Whether Latin and look-alike letters stand side by side in one word."""
    return any(
        (a in _LOOKALIKES and a > "\u0370" and "a" <= b <= "z")
        or (b in _LOOKALIKES and b > "\u0370" and "a" <= a <= "z")
        for a, b in itertools.pairwise(text)
    )


def unleet(word: str) -> str:
    """The word with digits and signs read as the letters they stand for; unchanged if none stands inside.

    ``v1agra`` is read as ``viagra``; ``h264``, ``2020`` and ``mp3`` stay what they are.
    """
    if not _LEET_INSIDE.search(word):
        return word
    return word.translate(_LEET)


_once = itemgetter(1)
is_stretched = _STRETCH.search  # whether a word has a letter three times in sequence


def squeeze(word: str) -> str:
    """The word with letters repeated three times or more written once: ``caaaasino`` becomes ``casino``."""
    return _STRETCH.sub(_once, word) if is_stretched(word) else word


def squeeze_to_two(word: str) -> str:
    """The word with letters repeated three times or more written twice: ``offffer`` may have been ``offer``."""
    return _STRETCH.sub(lambda match: match[1] * 2, word)
