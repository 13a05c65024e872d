"""Readers' text as safe HTML: a little Markdown, then a sanitiser that trusts nothing before it."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "a", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "del"}
LINK_REL = "nofollow ugc noopener"

_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    .enable(["linkify", "strikethrough"])
    .disable(["image", "heading", "lheading", "hr", "html_block", "html_inline", "reference"])
)
if _markdown.linkify:
    _markdown.linkify.set({"fuzzy_email": False})  # type: ignore[no-untyped-call] # an address somebody wrote is no invitation to harvest it


def rendered(content: str) -> str:
    """The content as HTML of nothing but TAGS; links carry LINK_REL and lead to http or https only."""
    return nh3.clean(
        _markdown.render(content),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        link_rel=LINK_REL,
    )
