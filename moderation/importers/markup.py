"""Exports hold HTML, we keep a little Markdown: this turns the one into the other."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = {"p", "div", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "code": "`", "del": "~~", "s": "~~", "strike": "~~"}
_UNSEEN = {"script", "style"}
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLANK_LINES = re.compile(r"\n{3,}")


def as_markdown(html: str) -> str:
    """The text with its links, emphasis, lists and quotes as Markdown; text without tags loses only its entities."""
    if not _TAG.search(html) and "&" not in html:
        return html.strip()
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return writer.text()


class _Writer(HTMLParser):
    """Collects the Markdown of what it is fed; tags it does not know leave their text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._links: list[tuple[str, int]] = []  # address, where its text starts
        self._quotes: list[int] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self._out.append("\n")
        elif tag == "li":
            self._out.append("\n- ")
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._out)))
        elif tag in _MARKS:
            self._out.append(_MARKS[tag])
        elif tag in _BLOCKS:
            self._out.append("\n\n")
            if tag == "blockquote":
                self._quotes.append(len(self._out))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "a" and self._links:
            self._close_link(*self._links.pop())
        elif tag in _MARKS:
            self._out.append(_MARKS[tag])
        elif tag in _BLOCKS:
            if tag == "blockquote" and self._quotes:
                self._close_quote(self._quotes.pop())
            self._out.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._out.append(data)

    def _close_link(self, address: str, start: int) -> None:
        words = "".join(self._out[start:]).strip()
        del self._out[start:]
        self._out.append(words if not address or words == address else f"[{words or address}]({address})")

    def _close_quote(self, start: int) -> None:
        words = _BLANK_LINES.sub("\n\n", "".join(self._out[start:])).strip()
        del self._out[start:]
        self._out.append("\n".join(f"> {line}".rstrip() for line in words.split("\n")))

    def text(self) -> str:
        return _BLANK_LINES.sub("\n\n", "".join(self._out)).strip()
