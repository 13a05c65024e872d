"""WordPress exports (WXR 1.0 to 1.2): RSS 2.0 whose items carry their comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.comments import AUTHOR_MAX, CONTENT_MAX, Status
from moderation.importers import xml
from moderation.importers.dates import moment_of
from moderation.importers.items import Item, Piece, address_or_none, website_or_none
from moderation.importers.markup import as_markdown
from moderation.importers.report import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import BinaryIO

NAMESPACE = "{http://wordpress.org/export/"
STATUSES = {
    "1": Status.APPROVED,
    "approved": Status.APPROVED,
    "0": Status.PENDING,
    "hold": Status.PENDING,
    "spam": Status.SPAM,
    "trash": Status.REJECTED,
    "post-trashed": Status.REJECTED,
}
BOUNDARY = r"<item[\s>]|<wp:post_id>|<wp:comment>"
_OPENING = (
    '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:wfw="http://wellformedweb.org/CommentAPI/"><channel>'
)
_OF_ITEM = {"title", "link", "wp:post_id", "wp:comment_status", "wp:post_date_gmt"}
_FIELDS = "id author author_email author_url date date_gmt content approved type parent"
_OF_COMMENT = {f"wp:comment_{name}" for name in _FIELDS.split()}


def read(file: BinaryIO, advance: Callable[[int], object]) -> Iterator[Item | Refused]:
    """Every comment of the export, and every one left out with the reason.

    Raises UnreadableExportError for a file that is no WXR, or that declares a DTD or an entity.
    """
    return xml.read(file, _Target(), BOUNDARY, advance)


class _Target(xml.Target):
    """Holds the item and the comment at hand, nothing else; comments that come before the item's id wait for it."""

    needs = "WordPress export: <rss> with wp:post_id"
    root = "rss"

    def __init__(self) -> None:
        super().__init__()
        self._origin = ""
        self._item: dict[str, str] = {}
        self._comment: dict[str, str] | None = None
        self._early: list[dict[str, str]] = []
        self._keeps_item = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:  # noqa: ARG002 (the parser's signature)
        name = _short(tag)
        if not self.path and name != self.root:
            raise xml.UnreadableExportError(f"the file is no WordPress export: it starts with <{name or tag}>")
        if name == "item" and not self._keeps_item:
            self._item, self._early = {}, []
        elif name == "wp:comment":
            self._comment = {}
        self.path.append(name)
        if name in self._wanted():
            self.listen()

    def _wanted(self) -> set[str]:
        """The names whose text is kept where the parser stands."""
        match self.path[-2:-1]:
            case ["wp:comment"]:
                return _OF_COMMENT
            case ["item"]:
                return _OF_ITEM
            case ["channel"]:
                return {"wp:base_blog_url"}
        return set()

    def end(self, tag: str) -> None:  # noqa: ARG002 (the parser's signature)
        name = self.path.pop()
        if (text := self.heard()) is not None:
            self._keep(name, text)
        elif name == "wp:comment" and self._comment is not None:
            self._early.append(self._comment)
            self._comment = None
        if name == "item" or (self._early and "post_id" in self._item):
            self.found += [self._read(comment) for comment in self._early]
            self._early = []

    def _keep(self, name: str, text: str) -> None:
        if name == "wp:base_blog_url":
            self._origin = text
        elif self._comment is not None:
            self._comment[name.removeprefix("wp:comment_")] = text
        else:
            self._item[name.removeprefix("wp:")] = text
            self.is_known = self.is_known or name == "wp:post_id"
            self._keeps_item = False

    def resume(self, tag: str) -> str:
        """The broken comment is forgotten; the article it stood under is not."""
        self.path, self.text, self._comment = [], None, None
        self._keeps_item = tag.startswith("<wp:")
        return _OPENING + ("<item>" if self._keeps_item else "")

    def _read(self, fields: dict[str, str]) -> Item | Refused:
        where = f"comment {fields.get('id') or '?'}"
        if reason := _refusal(fields, self._item):
            return Refused(where, reason)
        typed = fields["content"]
        status = STATUSES[fields.get("approved", "").lower()]
        content = typed if status is Status.SPAM else as_markdown(typed) or typed
        parent = fields.get("parent", "0")
        return Item(
            where=where,
            origin=f"wordpress {self._origin}",
            native=fields["id"],
            piece=_piece(self._item),
            content=content,
            original=typed if typed != content else None,
            status=status,
            created_at=_created(fields, self._item),
            author=fields.get("author", "")[:AUTHOR_MAX] or None,
            email=address_or_none(fields.get("author_email")),
            website=website_or_none(fields.get("author_url")),
            parent=None if parent in {"", "0"} else parent,
        )


def _short(tag: str) -> str:
    """``wp:name``, a plain RSS name, or '' for what other namespaces hold."""
    if tag.startswith(NAMESPACE):
        return "wp:" + tag.partition("}")[2]
    return "" if tag.startswith("{") else tag


def _refusal(fields: dict[str, str], item: dict[str, str]) -> str | None:
    """Why this is no comment to keep, None where it is one."""
    kind = fields.get("type", "")
    if kind not in {"", "comment"}:
        return f"a {kind[:30]} is no comment"
    if not item.get("post_id"):
        return "its article has no wp:post_id"
    if not fields.get("id"):
        return "no wp:comment_id"
    if fields.get("approved", "").lower() not in STATUSES:
        return f"wp:comment_approved is none of {', '.join(STATUSES)}"
    if not fields.get("content"):
        return "no text"
    return "the text is too long" if len(fields["content"]) > CONTENT_MAX else None


def _piece(item: dict[str, str]) -> Piece:
    return Piece(
        id=item["post_id"],
        title=item.get("title") or None,
        url=website_or_none(item.get("link")),
        is_open=item.get("comment_status", "open") != "closed",
        published_at=moment_of(item.get("post_date_gmt")),
    )


def _created(fields: dict[str, str], item: dict[str, str]) -> datetime | None:
    """When it was written, GMT; what waits has no comment_date_gmt in old versions: then the blog's own, as if GMT."""
    dates = (fields.get("date_gmt"), fields.get("date"), item.get("post_date_gmt"))
    return next((found for found in map(moment_of, dates) if found), None)
