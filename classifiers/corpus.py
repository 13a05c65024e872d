"""Labelled comments as training needs them: read, cleaned of what betrays a source, each text once."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifiers.documents import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = ["Example", "read_directory", "read_labels", "surrounded", "swapped", "unique"]

SYNTHETIC = "synthetic"  # so begin the sources of the project's own lines
_MASKS = re.compile(r"@user\b|https?://t\.co/x\b|@url\b")


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled document; ``source`` is the site it was posted on, the unit that is held out."""

    document: Document
    is_spam: bool
    source: str
    genre: str | None = None
    quality: str = ""
    date: str = ""

    @property
    def is_synthetic(self) -> bool:
        """Whether nobody posted it: it was written for this project."""
        return self.source.startswith(SYNTHETIC)

    @property
    def stratum(self) -> str:
        """What it is balanced within: its source or, of the synthetic lines, its genre: these differ as sites do."""
        return f"{self.source} {self.genre}" if self.is_synthetic else self.source


def source_of(row: dict[str, str]) -> str:
    """The group a row is held out with: its site, else its source; one group per YouTube video."""
    if row.get("source") == "youtube-spam-collection":
        return "youtube " + row.get("context", "")[-20:].split("(")[-1].strip(" )")
    if row.get("source", "").startswith("sms-spam-collection"):
        return "sms"
    return row.get("site") or row.get("source") or "unknown"


def example_of(row: dict[str, str]) -> Example:
    """The example a row describes, without the masks a collection put into its texts."""
    document = Document.from_row(row)
    if row.get("source") == "mlma-fr-tweets":
        document = replace(document, text=_MASKS.sub("", document.text).strip())
    if row.get("source") == "youtube-spam-collection" or row.get("source", "").startswith("splorp"):
        document = replace(document, context=None)
    return Example(
        document,
        row["label"] == "spam",
        source_of(row),
        row.get("genre"),
        row.get("label_quality", ""),
        row.get("date", ""),
    )


def read_labels(path: Path) -> Iterator[Example]:
    """The examples of a JSONL file, in order."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield example_of(json.loads(line))


def unique(examples: Iterable[Example]) -> list[Example]:
    """The examples without exact repeats of a text within a source, the first of each kept."""
    seen: dict[tuple[str, str], Example] = {}
    for example in examples:
        seen.setdefault((example.source, " ".join(example.document.text.split()).lower()), example)
    return list(seen.values())


def read_directory(directory: Path) -> list[Example]:
    """All examples of a directory's JSONL files, in the order of their names, each text once."""
    return unique(example for path in sorted(directory.glob("*.jsonl")) for example in read_labels(path))


_HOST = re.compile(r"(https?://|www\.)[^\s<>\"'\])]+")
_OTHER_LINKS = ("https://bit.ly/3xYzAb", "http://xn--80ak6aa92e.com/", "https://tinyurl.com/y7abc123")


def swapped(examples: Iterable[Example], every: int = 6) -> Iterator[Example]:
    """Copies of some of the spam with links, which now hide where they lead behind a shortener or punycode."""
    linked = (example for example in examples if example.is_spam and _HOST.search(example.document.text))
    for number, example in enumerate(linked):
        if number % every == 0:
            text = _HOST.sub(_OTHER_LINKS[number // every % len(_OTHER_LINKS)], example.document.text)
            yield replace(example, document=replace(example.document, text=text))


_LONGEST_SURROUNDED = 1_200
_SURROUNDING = 150


def surrounded(examples: Sequence[Example], every: int = 6) -> Iterator[Example]:
    """Copies of some of the spam between two pieces of honest prose, in French if it is French, in English if not.

    Without them a model learns that a text which is mostly harmless is harmless. The prose is the project's own,
    so that no copy carries a word of a source that is held out.
    """
    prose: dict[bool, list[str]] = {True: [], False: []}
    for example in examples:
        if not example.is_spam and example.is_synthetic:
            prose[example.document.lang == "fr"].append(example.document.text[:_SURROUNDING])
    fitting = (e for e in examples if e.is_spam and len(e.document.text) <= _LONGEST_SURROUNDED)
    for number, example in enumerate(itertools.islice(fitting, 0, None, every)):
        own = prose[example.document.lang == "fr"]
        if own:
            before, after = own[number * 7 % len(own)], own[number * 11 % len(own)]
            text = f"{before} {example.document.text} {after}"
            yield replace(example, document=replace(example.document, text=text))
