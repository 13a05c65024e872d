"""Words whose kind is known before any training: names, trades, praise, function words, known hosts.

Written for this project (``lists/README.md``). A kind weighs where a word alone could not: a trade in the
author's name means the same on a site whose spam sells something no training saw.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

__all__ = ["LISTS", "free_mail", "given_names", "is_reference", "praise", "tongue_of", "trades"]

LISTS = Path(__file__).parent / "lists"
_SCRIPTS = (
    ("greek", 0x370, 0x400),
    ("cyrillic", 0x400, 0x530),
    ("hebrew", 0x590, 0x600),
    ("arabic", 0x600, 0x780),
    ("devanagari", 0x900, 0x980),
    ("thai", 0xE00, 0xE80),
    ("kana", 0x3040, 0x3100),
    ("han", 0x4E00, 0xA000),
    ("hangul", 0xAC00, 0xD7B0),
)
_LETTERS_A_WORD = 4  # scripts without spaces: so many letters count as a word
_SCHOLARLY = ("edu", "gov", "mil")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset((LISTS / f"{name}.txt").read_text(encoding="utf-8").split())


def free_mail() -> frozenset[str]:
    """Domains that give an e-mail address to anyone."""
    return _words("free_mail_domains")


def given_names() -> frozenset[str]:
    """Given names, folded."""
    return _words("given_names")


def trades() -> frozenset[str]:
    """What businesses that advertise in comments call their goods and themselves, in English and French."""
    return _words("trades")


def praise() -> frozenset[str]:
    """Words of thanks and praise that would fit under any article, in English and French."""
    return _words("praise")


def _reference_hosts() -> frozenset[str]:
    return _words("reference_hosts")


def is_reference(host: str, domain: str) -> bool:
    """Whether readers link there to show something: encyclopaedias, newspapers, documentation, universities."""
    return domain in _reference_hosts() or host in _reference_hosts() or domain.rsplit(".", 1)[-1] in _SCHOLARLY


@lru_cache(maxsize=1)
def _function_words() -> dict[str, str]:
    lines = (LISTS / "tongues.txt").read_text(encoding="utf-8").splitlines()
    return {word: tongue for tongue, *words in map(str.split, lines) for word in words}


def _script(word: str) -> str:
    """The script a folded word is written in, by its first letter."""
    letter = ord(word[0])
    return next((script for script, start, end in _SCRIPTS if start <= letter < end), "latin")


class _Spoken(Protocol):
    @property
    def folded(self) -> str: ...
    @property
    def topic(self) -> str: ...


def tongue_of(pieces: Iterable[_Spoken], least: int) -> tuple[str, str]:
    """The script most of the pieces are in and, of Latin ones, the language; each empty where unknown.

    A language needs ``least`` of the words that are function words of it alone, and twice as many as any other.
    """
    told = list(pieces)
    topics = [piece.topic for piece in told]
    tongues = list(filter(None, map(_function_words().get, topics)))
    spoken = {tongue: tongues.count(tongue) for tongue in set(tongues)}
    scripts = {"latin": len(topics) - topics.count("")}
    for piece in told if not "".join(topics).isascii() else ():
        if piece.topic and (script := _script(piece.topic)) != "latin":
            scripts["latin"] -= 1
            scripts[script] = scripts.get(script, 0) + 1 + len(piece.folded) // _LETTERS_A_WORD
    script = max(scripts, key=lambda name: (scripts[name], name))
    if not scripts[script]:
        return "", ""
    return script, _most(spoken, least) if script == "latin" else ""


def _most(tongues: dict[str, int], least: int) -> str:
    ranked = sorted(tongues.items(), key=lambda item: (-item[1], item[0]))[:2]
    if not ranked or ranked[0][1] < least:
        return ""
    return ranked[0][0] if ranked[1:] == [] or ranked[0][1] >= 2 * ranked[1][1] else ""
