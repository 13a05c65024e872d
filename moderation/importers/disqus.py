"""Disqus exports: threads first, then posts that name their thread and parent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moderation.comments import AUTHOR_MAX, CONTENT_MAX, Status
from moderation.importers import xml
from moderation.importers.dates import moment_of
from moderation.importers.items import Item, Piece, address_or_none, website_or_none
from moderation.importers.markup import as_markdown
from moderation.importers.report import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

NAMESPACE = "{http://disqus.com}"
ID = "{http://disqus.com/disqus-internals}id"
BOUNDARY = r"<(?:thread|post)[\s>]"
_OPENING = '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'
_ARTICLE_ID = re.compile(r"[^\s\x00-\x1f/\\]{1,200}")
_OF_THREAD = {"id", "link", "title", "createdAt", "isClosed"}
_OF_POST = {"message", "createdAt", "isDeleted", "isSpam", "isApproved"}
_OF_AUTHOR = {"email", "name", "username"}
_TRUE = "true"


def read(file: BinaryIO, advance: Callable[[int], object]) -> Iterator[Item | Refused]:
    """Every post of the export, and every one left out with the reason.

    Threads are held while the file is read (some hundred bytes each); posts are not. Raises UnreadableExportError for
    a file that is no Disqus export, or that declares a DTD or an entity.
    """
    return xml.read(file, _Target(), BOUNDARY, advance)


class _Target(xml.Target):
    """Holds the threads and the post at hand."""

    needs = "Disqus export: <disqus> with <thread> and <post>"
    root = "disqus"

    def __init__(self) -> None:
        super().__init__()
        self._threads: dict[str, Piece] = {}
        self._fields: dict[str, str] = {}

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = tag.removeprefix(NAMESPACE)
        if not self.path and name != self.root:
            raise xml.UnreadableExportError(f"the file is no Disqus export: it starts with <{tag}>")
        self.path.append(name)
        match self.path[1:]:
            case ["thread" | "post"]:
                self._fields = {"dsq": attrs.get(ID, "")}
            case ["post", "thread" | "parent"]:
                self._fields[name] = attrs.get(ID, "")
            case ["thread", leaf] if leaf in _OF_THREAD:
                self.listen()
            case ["post", leaf] if leaf in _OF_POST:
                self.listen()
            case ["post", "author", leaf] if leaf in _OF_AUTHOR:
                self.listen()

    def end(self, tag: str) -> None:  # noqa: ARG002 (the parser's signature)
        place = self.path[1:]
        name = self.path.pop()
        if (text := self.heard()) is not None:
            self._fields[name] = text
        elif place == ["thread"]:
            self.is_known = True
            self._threads[self._fields["dsq"]] = _piece(self._fields)
        elif place == ["post"]:
            self.is_known = True
            self.found.append(self._read(self._fields))

    def resume(self, tag: str) -> str:  # noqa: ARG002 (threads and posts stand side by side)
        """The broken thread or post is forgotten."""
        self.path, self.text = [], None
        return _OPENING

    def _read(self, fields: dict[str, str]) -> Item | Refused:
        where = f"post {fields['dsq'] or '?'}"
        content = as_markdown(fields.get("message", ""))
        piece = self._threads.get(fields.get("thread", ""))
        if reason := _refusal(fields, content, piece):
            return Refused(where, reason)
        return Item(
            where=where,
            origin="disqus",
            native=fields["dsq"],
            piece=piece or Piece(""),
            content=content,
            status=_status(fields),
            created_at=moment_of(fields.get("createdAt")),
            author=(fields.get("name") or fields.get("username") or "")[:AUTHOR_MAX] or None,
            email=address_or_none(fields.get("email")),
            parent=fields.get("parent") or None,
        )


def _status(fields: dict[str, str]) -> Status:
    """Spam is spam also when it was deleted afterwards; what was deleted otherwise says nothing of spam."""
    if fields.get("isSpam", "").lower() == _TRUE:
        return Status.SPAM
    if fields.get("isDeleted", "").lower() == _TRUE:
        return Status.REJECTED
    return Status.PENDING if fields.get("isApproved", "").lower() == "false" else Status.APPROVED


def _refusal(fields: dict[str, str], content: str, piece: Piece | None) -> str | None:
    """Why this is no comment to keep, None where it is one."""
    if not fields["dsq"]:
        return "no dsq:id"
    if piece is None:
        return "its thread is not in the file"
    if not content:
        return "no text"
    return "the text is too long" if len(content) > CONTENT_MAX else None


def _piece(fields: dict[str, str]) -> Piece:
    """The article: under the id the site gave Disqus, where that can be an id here; else under Disqus's own."""
    own = fields.get("id", "")
    return Piece(
        id=own if _ARTICLE_ID.fullmatch(own) else fields["dsq"],
        title=fields.get("title") or None,
        url=website_or_none(fields.get("link")),
        is_open=fields.get("isClosed", "").lower() != _TRUE,
        published_at=moment_of(fields.get("createdAt")),
    )
