"""Readers' text as safe HTML: a little Markdown, then a sanitiser that trusts nothing before it."""

from __future__ import annotations

import re
import zlib
from html import escape

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "a", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "s"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
LINK_REL = "nofollow ugc noopener"
MARKDOWN_MAX = 10_000  # characters: whoever writes more is shown as they wrote; 65,525 of "- a" took a second to read
HUES = 8  # colours of monograms, as many as static/public.css has
# what turns the reading direction of the text around it (Unicode 16, UAX 9), and what XML 1.0 has no place for
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    .enable(["linkify", "strikethrough"])
    .disable(["image", "heading", "lheading", "hr", "html_block", "html_inline", "reference"])
)
if _markdown.linkify:
    _markdown.linkify.set({"fuzzy_email": False})  # type: ignore[no-untyped-call] # an address somebody wrote is no invitation to harvest it


def rendered(content: str) -> str:
    """The content as HTML of nothing but TAGS; links carry LINK_REL and lead to http or https only."""
    return _cleaned(content, TAGS)


def inert(content: str) -> str:
    """The same without links: what is not approved leads nowhere."""
    return _cleaned(content, TAGS - {"a"})


def level(text: str) -> str:
    """A name or title without the marks that turn direction: for places where nothing can be isolated, as <title>."""
    return _DIRECTIONS.sub("", text)


def isolated(text: str) -> str:
    """A name within a sentence that is plain text: it cannot turn the words around it (FSI … PDI, UAX 9)."""
    return f"\u2068{level(text)}\u2069"


def xml_safe(text: str) -> str:
    """The text without what XML 1.0 cannot hold (section 2.2), escaped or not."""
    return _NOT_XML.sub("", text)


def monogram(name: str) -> str:
    """The first letter or digit of a name, upper case, '·' where it has none."""
    return next((letter.upper() for letter in name if letter.isalnum()), "·")[:1]


def hue(name: str) -> int:
    """A colour's number, the same for the same name, in [0, HUES)."""
    return zlib.crc32(name.casefold().encode()) % HUES


def _cleaned(content: str, tags: set[str]) -> str:
    return nh3.clean(
        _markdown.render(content) if len(content) <= MARKDOWN_MAX else _plain(content),
        tags=tags,
        attributes={"*": set()} | {tag: names for tag, names in ATTRIBUTES.items() if tag in tags},
        url_schemes={"http", "https"},
        link_rel=LINK_REL,
    )


def _plain(content: str) -> str:
    """The text in its paragraphs and lines."""
    paragraphs = (part.strip("\n") for part in _BLANK_LINE.split(content.replace("\r\n", "\n")))
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())
