"""Forms off the wire: a reader's words arrive as written, in whichever charset the page that holds the form has."""

from __future__ import annotations

import codecs
import re
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from flask import Flask, Request
from werkzeug.formparser import FormDataParser, MultiPartParser

if TYPE_CHECKING:
    from collections.abc import Iterable

URLENCODED = "application/x-www-form-urlencoded"
# fields that name the form's charset: a browser's own (HTML, "constructing entry list"), and Akismet's
NAMING = ("_charset_", "blog_charset")
FALLBACK = "cp1252"  # what a page that says nothing is written in (WHATWG Encoding; 5 of its 256 bytes have no letter)
# what the standard's labels look like: Python knows more, of which some take time that grows with the square of a
# text (idna, punycode), and remembers every name it did not know
_LABELS = re.compile(
    r"utf-?8|(us-)?ascii|latin-?1|(windows-|cp-?)(874|125\d)|iso-?8859-1?\d|koi8-[ru]"
    r"|big5|gbk|gb2312|gb18030|euc-(jp|kr)|shift[_-]jis|iso-2022-jp",
    re.ASCII,
)
_MEANT = {"ascii": FALLBACK, "iso8859-1": FALLBACK}  # the same standard: a page that names these is in windows-1252


class FormParser(FormDataParser):
    """Werkzeug's parser, which since 3.0 reads nothing but UTF-8, for forms of any page."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], Any, Any]:
        """As the base class: stream, form, files; what cannot be taken apart is an empty form."""
        charset = (options or {}).get("charset")
        if mimetype == URLENCODED:
            return stream, self.cls(fields(stream.read(), charset)), self.cls()
        if mimetype != "multipart/form-data":
            return stream, self.cls(), self.cls()
        parts = _Bytewise(self.stream_factory, self.max_form_memory_size, max_form_parts=self.max_form_parts)
        try:
            form, files = parts.parse(stream, (options or {})["boundary"].encode("ascii"), content_length)
        except (KeyError, ValueError):
            return stream, self.cls(), self.cls()
        return stream, self.cls(_decoded(form.items(multi=True), charset)), self.cls(files)


class _Bytewise(MultiPartParser):
    """Parts in which each character stands for one byte."""

    def get_part_charset(self, headers: object) -> str:  # noqa: ARG002 (the base class's signature)
        return "latin-1"


def fields(raw: bytes, charset: str | None = None) -> list[tuple[str, str]]:
    """Names and values of a percent-encoded form, in the charset it names, else in the one it fits."""
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    return _decoded(pairs, charset)


def _decoded(pairs: Iterable[tuple[str, str]], charset: str | None) -> list[tuple[str, str]]:
    """The pairs, in which each character stands for one byte, as the text that was meant."""
    pairs = list(pairs)
    sent = dict(pairs)
    named = next((codec for name in (*map(sent.get, NAMING), charset) if (codec := _codec(name))), "utf-8")
    return [(_text(name, named), _text(value, named)) for name, value in pairs]


def _text(byte_by_byte: str, named: str) -> str:
    if byte_by_byte.isascii():
        return byte_by_byte
    raw = byte_by_byte.encode("latin-1")
    try:
        return raw.decode(named)
    except UnicodeDecodeError:
        return _guessed(raw)


def _guessed(raw: bytes) -> str:
    """UTF-8 where it is that, even if cut off within its last letter; else windows-1252."""
    try:
        text, read = codecs.utf_8_decode(raw)
    except UnicodeDecodeError:
        text, read = "", 0
    return raw.decode(FALLBACK, "replace") if text.isascii() else text + "\ufffd" * (read < len(raw))


def _codec(name: str | None) -> str | None:
    """Python's name of this charset, None for one that no page is written in."""
    label = (name or "").strip().lower()
    try:
        found = codecs.lookup(label).name if _LABELS.fullmatch(label) else None
    except LookupError:
        return None
    return _MEANT.get(found, found) if found else None


class FormRequest(Request):
    """A request whose forms are read by `FormParser`."""

    form_data_parser_class = FormParser


def register(app: Flask) -> None:
    """Every form sent to the application is read so."""
    app.request_class = FormRequest
