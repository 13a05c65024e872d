"""XML of hundreds of megabytes as a stream of events: memory stays flat, a broken item costs that item only."""

from __future__ import annotations

import codecs
import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from moderation.errors import ConfigurationError
from moderation.importers.report import CutShort, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from moderation.importers.items import Item

CHUNK = 65_536
LONGEST_TAG = 20  # bytes of an opening that BOUNDARY finds
LONGEST_TEXT = 400_000  # characters of one element that are kept: more than any comment may have
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
# what XML 1.0 section 2.2 forbids, written out or as a reference; exports have both
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2\\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));",
    re.IGNORECASE,
)
_REFERENCE_TAIL = re.compile("&[#0-9a-zA-Z]{0,12}$")


class UnreadableExportError(ConfigurationError):
    """The file is no export of the kind it was said to be, or one that may not be read."""


class Target(ABC):
    """What hears of tags and text, and hands out the items it has read so far. ``is_known``: it saw what it reads."""

    needs = "export"  # "Disqus export: <disqus>": what it is to be, and by what it is known
    root = ""  # the name of the tag around everything

    def __init__(self) -> None:
        self.is_known = False
        self.path: list[str] = []  # the names of the tags that are open
        self.text: list[str] | None = None  # what is heard, None where nobody listens
        self.found: list[Item | Refused] = []
        self._length = 0

    @abstractmethod
    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """A tag opens; names carry their namespace as ``{address}name``."""

    @abstractmethod
    def end(self, tag: str) -> None:
        """It closes."""

    @abstractmethod
    def resume(self, tag: str) -> str:
        """Forget the broken item; the opening tags that belong before the next one, which starts with ``tag``."""

    def listen(self) -> None:
        """The text from here to the next closing tag is heard."""
        self.text, self._length = [], 0

    def data(self, text: str) -> None:
        """Text inside; of one element no more than `LONGEST_TEXT` is kept."""
        if self.text is not None and self._length < LONGEST_TEXT:
            self.text.append(text)
            self._length += len(text)

    def heard(self) -> str | None:
        """The text since `listen`, which ends with it; None where nobody listened."""
        text, self.text = self.text, None
        return None if text is None else "".join(text).strip()

    def take(self) -> list[Item | Refused]:
        """The items read since last asked."""
        found, self.found = self.found, []
        return found


def read(file: BinaryIO, target: Target, boundary: str, advance: Callable[[int], object]) -> Iterator[Item | Refused]:
    """The items the target makes of the file; after broken markup reading goes on at the next tag of ``boundary``.

    ``boundary`` is a regular expression for the opening of an item; ``advance`` is told of every so many bytes read.
    Raises UnreadableExportError for a file in which the target found nothing it knows, and for a DTD or an entity:
    nothing needs them, and they are how XML attacks its readers.
    """
    stream = _Stream(_cleaned(file, advance), target, re.compile(boundary))
    try:
        yield from stream.items()
    except DefusedXmlException as cause:
        raise UnreadableExportError("the file declares a DTD or entities, which are refused: remove them") from cause
    if not target.is_known:
        raise UnreadableExportError(f"the file is no {target.needs} is needed")


class _Stream:
    """Feeds one parser after another, a new one after each break."""

    def __init__(self, chunks: Iterable[bytes], target: Target, boundary: re.Pattern[str]) -> None:
        self._chunks = iter(chunks)
        self._target = target
        self._boundary = re.compile(boundary.pattern.encode())
        self._parser = self._new_parser()
        self._fed = 0
        self._read = 0
        self._rest: bytes | None = None  # how the file ends after a break that nothing readable follows

    def items(self) -> Iterator[Item | Refused]:
        for chunk in self._chunks:
            self._read += len(chunk)
            rest = chunk
            while rest:
                rest, refused = self._feed(rest)
                yield from self._target.take()
                if refused:
                    yield refused
        if self._is_cut_short():
            yield CutShort(f"byte {self._read}")
        yield from self._target.take()

    def _is_cut_short(self) -> bool:
        """Whether the file ends before its root does."""
        if self._rest is not None:  # a break was the last that the parser saw
            return bool(self._target.path) and not self._rest.rstrip().endswith(f"</{self._target.root}>".encode())
        try:
            self._parser.close()
        except ParseError:
            return True
        return False

    def _feed(self, chunk: bytes) -> tuple[bytes, Refused | None]:
        """What is left to feed after a break, b'' where there was none."""
        try:
            self._parser.feed(chunk)
        except ParseError as error:
            offset = max(0, self._parser.parser.ErrorByteIndex - self._fed)
            refused = Refused(f"byte {self._read - len(chunk) + offset}", f"broken XML ({_why(error)})")
            return self._next_item(chunk[offset:]), refused
        self._fed += len(chunk)
        return b"", None

    def _next_item(self, rest: bytes) -> bytes:
        """A new parser, and what follows the next opening of an item; b'' where the file ends before."""
        rest = rest[1:]  # the broken place itself may be such an opening
        while not (found := self._boundary.search(rest)):
            more = next(self._chunks, None)
            if more is None:
                self._rest = rest
                return b""
            self._read += len(more)
            rest = rest[-LONGEST_TAG:] + more
        self._parser = self._new_parser()
        self._restart(found[0].decode())
        return rest[found.start() :]

    def _restart(self, tag: str) -> None:
        opening = self._target.resume(tag).encode()
        self._parser.feed(opening)
        self._fed = len(opening)

    def _new_parser(self) -> Any:
        return DefusedXMLParser(target=self._target, encoding="utf-8", forbid_dtd=True)  # type: ignore[no-untyped-call]


def _why(error: ParseError) -> str:
    """Expat's own words, without the place."""
    return str(error).partition(":")[0]


def _cleaned(file: BinaryIO, advance: Callable[[int], object]) -> Iterator[bytes]:
    """The file as UTF-8 without what XML forbids; bytes that are no text become U+FFFD."""
    chunk = file.read(CHUNK)
    declared = _DECLARED.match(chunk.removeprefix(codecs.BOM_UTF8))
    try:
        decoder = codecs.getincrementaldecoder(_codec(chunk, declared))(errors="replace")
    except LookupError as cause:
        raise UnreadableExportError(f"the file is in an unknown encoding: {cause}") from cause
    held = ""
    while chunk:
        advance(len(chunk))
        text = held + decoder.decode(chunk)
        tail = _REFERENCE_TAIL.search(text)
        held, text = (tail[0], text[: tail.start()]) if tail else ("", text)
        yield _FORBIDDEN.sub("", text).encode()
        chunk = file.read(CHUNK)
    yield _FORBIDDEN.sub("", held + decoder.decode(b"", final=True)).encode()


def _codec(start: bytes, declared: re.Match[bytes] | None) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    name = declared[1].decode().lower() if declared else "utf-8"
    return "utf-8-sig" if name in {"utf-8", "utf8"} else name
