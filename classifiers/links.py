"""What a web address gives away: its host, registered domain, ending, and the words it is made of."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Link", "is_shortener", "link_names", "read_link"]

_SECOND_LEVEL = frozenset(
    {
        "ac",
        "asso",
        "co",
        "com",
        "edu",
        "gen",
        "gob",
        "gouv",
        "gov",
        "govt",
        "in",
        "ltd",
        "me",
        "mil",
        "ne",
        "net",
        "nom",
        "or",
        "org",
        "plc",
        "sch",
    }
)
_COUNTRY_CODE_LENGTH = 2
LONGEST_NAME = 24
_SPLIT = re.compile(r"[^\W\d_]{2,}")
_HOST_END = re.compile(r"[/?#\\,;!()]")
_POINTS = ".,;:!?()*'\""  # of the sentence an address stands in


class Link(NamedTuple):
    """A web address taken apart; all in lower case."""

    host: str
    domain: str
    ending: str
    words: tuple[str, ...]
    depth: int
    has_query: bool


def read_link(address: str) -> Link:
    """The parts of a web address, with or without a scheme; never raises.

    The registered domain is the last two labels, three below the usual second-level names
    (co.uk, com.br), which is what the Public Suffix List says for nearly all comment links.
    """
    rest = address.lower().split("://", 1)[-1][:300].rstrip(_POINTS)
    split = _HOST_END.split(rest, maxsplit=1)
    host = split[0].rsplit("@", 1)[-1].split(":", 1)[0].strip(".")
    path = split[1] if len(split) > 1 else ""
    host = host.removeprefix("www.")
    labels = host.split(".")
    keep = 3 if labels[2:] and len(labels[-1]) == _COUNTRY_CODE_LENGTH and labels[-2] in _SECOND_LEVEL else 2
    domain = ".".join(labels[-keep:])
    words = [*_SPLIT.findall(" ".join(labels[: 1 - keep])), *_SPLIT.findall(path)[:12]]
    steps = path.split("?", 1)[0]
    return Link(
        host,
        domain,
        labels[-1],
        tuple(words),
        min(4, len(steps.strip("/").split("/")) if steps.strip("/") else 0),
        "?" in rest,
    )


@lru_cache(maxsize=1)
def _shorteners() -> frozenset[str]:
    lines = (Path(__file__).parent / "lists" / "url_shorteners.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip("/ ").lower() for line in lines if line.strip() and not line.startswith("#"))


def is_shortener(link: Link) -> bool:
    """Whether the link's host only forwards to another address."""
    return link.domain in _shorteners() or link.host in _shorteners()


def link_names(link: Link) -> list[str]:
    """What there is to know of a link's host: its domain, its ending, the n-grams and shape of its name."""
    name = link.domain.removesuffix("." + link.ending)[:LONGEST_NAME]
    digits = sum(map(str.isdigit, name))
    wide = f"<{name}>"
    names = [f"(domain) {link.domain}", f"(ending) {link.ending}"]
    names += [f"(host) {wide[start : start + 4]}" for start in range(len(wide) - 3)]
    names.append(f"(host) {min(3, name.count('-'))} {min(2, digits)} {min(4, len(name) // 6)}")
    return [*names, "(shortener)"] if is_shortener(link) else names
