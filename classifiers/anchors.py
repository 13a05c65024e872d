"""The words that links are shown by: an advertiser pays for them, a reader hardly thinks of them.

"Great post, see <a href=...>cheap essay writing</a>": polite but for its anchor. Read in HTML, BBCode and Markdown.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from classifiers.grams import GRAM
from classifiers.group import Group, hashed
from classifiers.normalisation import fold
from classifiers.reading import NAME_WORD

__all__ = ["anchor_groups"]

MOST_ANCHORS = 2
MOST_WORDS = 12
_ANCHOR = re.compile(
    r"<a\s[^<>]{0,400}>([^<>]{1,120})</a"
    r"|\[(?:url|link)=[^\[\]]{1,400}\]([^\[\]]{1,120})\[/(?:url|link)"
    r"|(?<!!)\[([^\[\]]{1,120})\]\(\s?https?:",
    re.IGNORECASE,
)


def anchor_groups(text: str) -> list[Group]:
    """The features of the first different anchors of a text, each weighed by itself."""
    if "<" not in text and "[" not in text:
        return []
    found = dict.fromkeys(match.group(match.lastindex or 0) for match in _ANCHOR.finditer(text))
    return [_anchor_group(anchor) for anchor in itertools.islice(found, MOST_ANCHORS)]


@lru_cache(maxsize=4096)
def _anchor_group(anchor: str) -> Group:
    words = NAME_WORD.findall(fold(anchor)[0])[:MOST_WORDS]
    names = [f"anchor {word}" for word in words]
    names += [f"anchor {first} {second}" for first, second in itertools.pairwise(words)]
    wide = [f" {word} " for word in words]
    names += [f"anchor ~{word[start : start + GRAM]}" for word in wide for start in range(len(word) - GRAM + 1)]
    return hashed("anchors", "text", names, said=anchor)
