"""The moderators' queue: comments of one status in the order they are best judged in, page by page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from moderation.addresses import masked
from moderation.comments import Article, AuthorRecord, Comment, Status, normalised
from moderation.cursors import Place
from moderation.records import decoded
from moderation.store import lua, reaching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from moderation.addresses import Addresses
    from moderation.keyspace import Keyspace
    from moderation.opinions import Opinions
    from moderation.store import Store

ORDERS = ("oldest", "newest", "uncertain", "likely_ham", "likely_spam")
SCAN_MAX = 5_000  # comments that one search reads at most; its cursor goes on from there
SCAN_BATCH = 500
_WALKS = {"oldest": "asc", "newest": "desc", "uncertain": "out", "likely_ham": "asc", "likely_spam": "desc"}
_SEARCHED = ("content", "author")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_MARK = re.compile(r"[0-9a-f]{32}")
_RECORD = ("approved", "pending", "spam", "rejected", "trusted")
Step = tuple[str, Place]  # an id, and the place after it


@dataclass(frozen=True, slots=True)
class Query:
    """What to list. ``q`` is looked for in text and name; ``author``: part of a name, an address, or a mark."""

    status: Status = Status.PENDING
    order: str = "oldest"
    q: str | None = None
    article: str | None = None
    author: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Ranges:
    """The keys a query walks: ids in order, those that go first (None: none do), and sets that all must be in."""

    ordered: str
    appeals: str | None
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A comment with what is known around it. ``record`` is None where the author left no address."""

    comment: Comment
    article: Article
    record: AuthorRecord | None
    email: str | None  # masked

    def waiting_s(self, now: datetime) -> int:
        """Whole seconds since it came, by import too, or since its appeal; 0 where it no longer waits."""
        is_waiting = self.comment.status is Status.PENDING
        return max(0, int((now - self.comment.stands_since).total_seconds())) if is_waiting else 0


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some of the queue. A search counts what it read: ``total`` is then at least that many, where not exact."""

    items: tuple[Item, ...]
    next: str | None
    total: int
    is_total_exact: bool = True


class Queues:
    """Every method raises StoreUnavailableError when the server does not answer."""

    def __init__(self, store: Store, addresses: Addresses, opinions: Opinions, scan_max: int = SCAN_MAX) -> None:
        self._store = store
        self._addresses = addresses
        self._opinions = opinions
        self._scan_max = scan_max
        self._page = store.client.register_script(lua("page"))
        self._read = store.client.register_script(lua("read"))

    def page(self, site: str, query: Query, viewer: str | None = None) -> QueuePage:
        """Up to ``limit`` items after the cursor, open appeals before all others.

        Of a queue from which items leave meanwhile none is told twice or skipped. Of what waits, a ``viewer``'s first
        page has some that another moderator has ruled on, as if nobody had (`moderation.opinions`). A search reads at
        most ``scan_max`` comments: its page may be short, or empty, while ``next`` says that there is more. Raises
        InvalidSubmissionError (cursor).
        """
        place = Place.of(query.cursor)
        ranges = self._ranges(site, query)
        if query.q or (query.author and not self._mark(site, query.author)):
            return self._search(site, query, place, ranges)
        again = self._again(site, query, viewer) if viewer and place is None else []
        query = replace(query, limit=query.limit - len(again))
        steps = list(islice(self._walk(ranges, query, place, query.limit + 1), query.limit + 1))
        shown = steps[: query.limit]
        more = shown[-1][1].cursor() if len(steps) > query.limit else None
        items = self._items(site, [i for i, _ in shown])
        for comment in again:
            items.insert(int(comment.id[-4:], 16) % (len(items) + 1), self.item(site, comment))
        return QueuePage(tuple(items), more, self._total(ranges))

    def item(self, site: str, comment: Comment) -> Item:
        """One comment with what is known around it."""
        return self._around(site, [comment])[0]

    def items(self, site: str, comment_ids: Sequence[str]) -> list[Item]:
        """The comments of these ids with what is known around them; ids that are gone are left out."""
        return self._items(site, comment_ids)

    def counts(self, site: str) -> dict[str, int]:
        """How many comments stand in each status, and how many open appeals there are."""
        keys = self._store.keys(site)
        with reaching(), self._store.client.pipeline(transaction=False) as pipe:
            for status in Status:
                pipe.zcard(keys.queue(status))
            pipe.zcard(keys.appeals)
            return dict(zip([*Status, "appeals"], map(int, pipe.execute()), strict=True))

    def _again(self, site: str, query: Query, viewer: str) -> list[Comment]:
        """Up to a tenth of the page, of what another moderator ruled on and this one has not seen ruled."""
        if query.status is not Status.PENDING:
            return []
        ids = self._opinions.waiting_for(site, viewer, query.limit // 10)
        return self._opinions.shown_again(site, ids) if ids else []

    # -- walking

    def _ranges(self, site: str, query: Query) -> Ranges:
        """The query's sets: where its comments stand in order, and what they must also be in."""
        keys, mark = self._store.keys(site), self._mark(site, query.author)
        ordered = (keys.queue if query.order in ("oldest", "newest") else keys.score)(query.status)
        within = [keys.article_comments(query.article)] if query.article else []
        within += [keys.author_comments(mark)] if mark else []
        return Ranges(ordered, keys.appeals if query.status is Status.PENDING else None, tuple(within))

    def _mark(self, site: str, author: str | None) -> str | None:
        """The mark of an author who is given by it, or by address; None for a name."""
        if not author or _MARK.fullmatch(author):
            return author
        return self._addresses.fingerprint(site, author) if _ADDRESS.fullmatch(author) else None

    def _total(self, ranges: Ranges) -> int:
        client, sets = self._store.client, (ranges.ordered, *ranges.within)
        with reaching():  # ZINTERCARD of one set would count it through
            return int(client.zintercard(len(sets), sets) if ranges.within else client.zcard(ranges.ordered))

    def _walk(self, ranges: Ranges, query: Query, place: Place | None, batch: int) -> Iterator[Step]:
        """The ids in the query's order, open appeals first, each with the place after it."""
        if ranges.appeals and (place is None or place.in_appeals):
            start = place or Place(in_appeals=True)
            yield from self._steps([ranges.appeals, ranges.appeals, *ranges.within], "asc", start, batch)
            place = None
        keys = [ranges.ordered, ranges.appeals or ranges.ordered, *ranges.within]
        yield from self._steps(keys, _WALKS[query.order], place or Place(), batch)

    def _steps(self, keys: list[str], walk: str, place: Place, batch: int) -> Iterator[Step]:
        while True:
            seen = [*(place.high or ("", "")), *(place.low or ("", ""))]
            with reaching():
                found = [part.decode() for part in self._page(keys, [walk, batch, *seen])]
            for comment_id, score in zip(found[::2], found[1::2], strict=True):
                place = place.after(score, comment_id, outwards=walk == "out")
                yield comment_id, place
            if len(found) < 2 * batch:
                return

    # -- searching

    def _search(self, site: str, query: Query, place: Place | None, ranges: Ranges) -> QueuePage:
        """The first page counts what it reads, the others stop when full; the count travels in the cursor."""
        keys, belongs = self._store.keys(site), self._predicate(site, query)
        walked = islice(self._walk(ranges, query, place, SCAN_BATCH), self._scan_max)
        hits: list[Step] = []
        read, last = 0, place
        while batch := list(islice(walked, SCAN_BATCH)):
            hits += [step for step, fields in zip(batch, self._fields(keys, batch), strict=True) if belongs(fields)]
            read, last = read + len(batch), batch[-1][1]
            if read == self._scan_max or (place is not None and len(hits) > query.limit):
                break
        is_end = read < self._scan_max and len(hits) <= query.limit
        total = place.total if place is not None and place.total is not None else len(hits)
        more = hits[query.limit - 1][1] if len(hits) > query.limit else None if is_end else last
        following = replace(more, total=total).cursor() if more else None
        items = self._items(site, [i for i, _ in hits[: query.limit]])
        return QueuePage(tuple(items), following, total, is_total_exact=place is None and read < self._scan_max)

    def _predicate(self, site: str, query: Query) -> Callable[[dict[str, str]], bool]:
        """Whether a comment's words answer the query."""
        words = normalised(query.q or "")
        name = "" if self._mark(site, query.author) else normalised(query.author or "")

        def belongs(fields: dict[str, str]) -> bool:
            author = normalised(fields.get("author", ""))
            return name in author and (words in author or words in normalised(fields.get("content", "")))

        return belongs

    def _fields(self, keys: Keyspace, steps: Sequence[Step]) -> list[dict[str, str]]:
        with reaching():
            found = iter(self._read([keys.comment(comment_id) for comment_id, _ in steps], _SEARCHED))
        rows = zip(*[found] * len(_SEARCHED), strict=True)
        return [{k: v.decode() for k, v in zip(_SEARCHED, row, strict=True) if v is not None} for row in rows]

    # -- what is known around a comment

    def _items(self, site: str, comment_ids: Sequence[str]) -> list[Item]:
        return self._around(site, self._store.comments(site, comment_ids))

    def _around(self, site: str, comments: Sequence[Comment]) -> list[Item]:
        keys = self._store.keys(site)
        with reaching(), self._store.client.pipeline(transaction=False) as pipe:
            for comment in comments:
                pipe.hmget(keys.article(comment.article_id), "title", "url")
                pipe.hgetall(keys.author(comment.fingerprint or ""))
            found = iter(pipe.execute())
        return [
            Item(comment, _article(comment.article_id, about), _record(comment, counts), self._masked(comment))
            for comment, about, counts in zip(comments, found, found, strict=True)
        ]

    def _masked(self, comment: Comment) -> str | None:
        if not comment.sealed_email:
            return None
        try:
            return masked(self._addresses.open(comment.sealed_email, comment.id))
        except (InvalidTag, ValueError):  # sealed with another key: the comment can still be judged
            return None


def _article(article_id: str, about: list[bytes | None]) -> Article:
    title, url = (part.decode() if part else None for part in about)
    return Article(article_id, title=title, url=url)


def _record(comment: Comment, counts: dict[bytes, bytes]) -> AuthorRecord | None:
    if not comment.fingerprint:
        return None
    known = {name: max(0, int(value)) for name, value in decoded(counts).items() if name in _RECORD}
    return AuthorRecord(**known)
