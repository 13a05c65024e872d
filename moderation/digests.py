"""The digest: how many comments wait, since when, and the first words of those to judge first."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from moderation.comments import Status
from moderation.queues import Query

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from moderation.desk import Desk
    from moderation.queues import Item
    from moderation.sites import Site

SHOWN = 5
EXCERPT_MAX = 160  # characters
NAME_MAX = 60
_LINE_ENDS = {"Cc", "Zl", "Zp"}  # control characters, and Unicode's own ends of line and paragraph
_INVISIBLE = {"Cf", "Cs", "Cn"}  # what turns the reading direction, has no width or is no character at all
# what mail clients make links of: dots before letters, schemes before anything, Windows' \\server
_DOT = re.compile(r"(?<=[^\W_])([.。．｡])(?=[^\W\d_])")
_COLON = re.compile(r"(?<=[A-Za-z]):(?=\S)")
_SHARE = re.compile(r"\\(?=\\)")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A waiting comment in one line; texts are a stranger's, shortened, without a control character."""

    comment_id: str
    article_id: str
    article: str
    author: str
    text: str
    written_at: datetime
    is_appeal: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """What waits on a site at a time."""

    site: Site
    at: datetime
    waiting: int
    appeals: int
    oldest_at: datetime
    excerpts: tuple[Excerpt, ...]
    url: str

    @property
    def waits(self) -> timedelta:
        """How long the oldest has waited."""
        return self.at - self.oldest_at

    @property
    def unshown(self) -> int:
        """How many more wait than there are excerpts."""
        return max(0, self.waiting - len(self.excerpts))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready; what a webhook is told."""
        return {
            "type": "digest",
            "site": self.site.name,
            "at": self.at.isoformat(),
            "waiting": self.waiting,
            "appeals": self.appeals,
            "oldest_at": self.oldest_at.isoformat(),
            "url": self.url,
            "comments": [
                {
                    "id": excerpt.comment_id,
                    "article": {"id": excerpt.article_id, "title": excerpt.article or None},
                    "author": excerpt.author or None,
                    "excerpt": excerpt.text,
                    "created_at": excerpt.written_at.isoformat(),
                    "appeal": excerpt.is_appeal,
                }
                for excerpt in self.excerpts
            ],
        }


def digest(desk: Desk, site: Site) -> Digest | None:
    """What waits on the site now, appeals first, then the oldest; None where nothing does."""
    page = desk.queues.page(site.name, Query(Status.PENDING, limit=SHOWN))
    oldest = desk.store.queue(site.name, Status.PENDING, limit=1)
    if not page.items or not oldest:
        return None
    return Digest(
        site=site,
        at=desk.clock(),
        waiting=page.total,
        appeals=desk.queues.counts(site.name)["appeals"],
        oldest_at=oldest[0].stands_since,
        excerpts=tuple(_excerpt(item) for item in page.items),
        url=f"{desk.settings.home}/moderation?site={quote(site.name)}",
    )


def one_line(text: str, limit: int) -> str:
    """The text in one line of at most so many characters, without what is invisible or turns the words around it."""
    seen = (" " if (kind := unicodedata.category(c)) in _LINE_ENDS else "" if kind in _INVISIBLE else c for c in text)
    line = " ".join("".join(seen).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def inert(text: str) -> str:
    """The text with brackets where a mail client would see a link, as in ``https[:]//evil[.]example``."""
    return _SHARE.sub(r"\\ ", _COLON.sub("[:]", _DOT.sub(r"[\1]", text)))


def _excerpt(item: Item) -> Excerpt:
    comment = item.comment
    return Excerpt(
        comment_id=comment.id,
        article_id=comment.article_id,
        article=one_line(item.article.title or "", EXCERPT_MAX),
        author=one_line(comment.author or "", NAME_MAX),
        text=one_line(comment.content, EXCERPT_MAX),
        written_at=comment.created_at,
        is_appeal=comment.appeals > 0,
    )
