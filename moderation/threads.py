"""What an article's page shows: approved comments, nested, and the rendered answers kept for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moderation.comments import Comment, Status
from moderation.cursors import rank_after, time_cursor
from moderation.records import milliseconds
from moderation.store import PAGE_LIFE_S, reaching

if TYPE_CHECKING:
    from collections.abc import Callable

    from moderation.store import Store

LATEST_ROOTS = 500  # roots whose replies are looked through for the latest comments


@dataclass(slots=True)
class Node:
    """A comment on the page and the replies under it. A root withdrawn under its replies has ``is_withdrawn``."""

    comment: Comment
    replies: list[Node] = field(default_factory=list)

    @property
    def is_withdrawn(self) -> bool:
        """Whether only the replies may be shown."""
        return self.comment.status is not Status.APPROVED


@dataclass(frozen=True, slots=True)
class Page:
    """Some roots of a thread; ``next`` is the cursor of the following ones, None at the end."""

    nodes: tuple[Node, ...]
    next: str | None


class Threads:
    """Reads threads, and keeps rendered answers until the move that changes them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(
        self, site: str, article_id: str, *, newest_first: bool, cursor: str | None, limit: int, depth: int
    ) -> Page:
        """Up to ``limit`` roots after the cursor, each with its replies, oldest reply first, nested to ``depth``."""
        keys, client = self._store.keys(site), self._store.client
        start = rank_after(client, keys.thread(article_id), cursor, newest_first=newest_first)
        with reaching():
            roots = client.zrange(keys.thread(article_id), start, start + limit, desc=newest_first)
            ids = [root.decode() for root in roots[:limit]]
            with client.pipeline(transaction=False) as pipe:
                for root in ids:
                    pipe.zrange(keys.replies(root), 0, -1)
                replies = [reply.decode() for found in pipe.execute() for reply in found]
        comments = {c.id: c for c in self._store.comments(site, [*ids, *replies])}
        shown = [i for i in ids if i in comments]
        last = comments[shown[-1]] if shown and len(roots) > limit else None
        more = time_cursor(milliseconds(last.created_at), last.id) if last else None
        return Page(tuple(_nest(comments, shown, replies, depth)), more)

    def cursor_of(self, site: str, article_id: str, root_id: str, limit: int) -> str | None:
        """The cursor of the page of ``limit`` roots, oldest first, that this root is on; None means the first page."""
        key, client = self._store.keys(site).thread(article_id), self._store.client
        with reaching():
            rank = client.zrank(key, root_id)
            if rank is None or rank < limit:
                return None
            before = rank - rank % limit - 1
            ((last, created),) = client.zrange(key, before, before, withscores=True)
        return time_cursor(created, last.decode())

    def ends_page(self, site: str, article_id: str, cursor: str, limit: int) -> bool:
        """Whether pages of ``limit`` roots, oldest first, are parted by this very cursor: there are few of those."""
        with reaching():
            rank = self._store.client.zrank(self._store.keys(site).thread(article_id), cursor.partition(".")[2])
        return rank is not None and (rank + 1) % limit == 0

    def latest(self, site: str, article_id: str, limit: int) -> list[Comment]:
        """The newest approved comments, newest first: of the last LATEST_ROOTS roots and the replies under them."""
        keys, client = self._store.keys(site), self._store.client
        with reaching():
            found = client.zrange(keys.thread(article_id), 0, LATEST_ROOTS - 1, desc=True, withscores=True)
            with client.pipeline(transaction=False) as pipe:
                for root, _ in found:
                    pipe.zrange(keys.replies(root.decode()), 0, limit - 1, desc=True, withscores=True)
                found += [reply for replies in pipe.execute() for reply in replies]
        newest = sorted(found, key=lambda pair: (pair[1], pair[0]), reverse=True)
        comments = self._store.comments(site, [i.decode() for i, _ in newest[: 2 * limit]])
        return [c for c in comments if c.status is Status.APPROVED][:limit]

    def answer(self, site: str, article_id: str, variant: str, make: Callable[[], bytes]) -> bytes:
        """The rendered answer kept for this revision of the thread, or a new one, which is kept.

        Nothing is kept for an article whose thread has never moved: addresses nobody wrote under cost no memory.
        """
        revision, answer = self.kept(site, article_id, variant)
        if answer is None:
            answer = make()
            if revision:
                self.keep(site, article_id, variant, revision, answer)
        return answer

    def kept(self, site: str, article_id: str, variant: str) -> tuple[int, bytes | None]:
        """The thread's revision and the answer rendered for it, None where there is none of that revision."""
        keys, client = self._store.keys(site), self._store.client
        with reaching(), client.pipeline(transaction=False) as pipe:
            pipe.hget(keys.article(article_id), "revision")
            pipe.hget(keys.page(article_id), variant)
            revision, found = pipe.execute()
        number = int(revision or 0)
        lead = f"{number}:".encode()
        return number, found[len(lead) :] if found and found.startswith(lead) else None

    def keep(self, site: str, article_id: str, variant: str, revision: int, answer: bytes) -> None:
        """The answer is served for this revision for an hour at most; a later revision never sees it."""
        key = self._store.keys(site).page(article_id)
        with reaching(), self._store.client.pipeline() as pipe:
            pipe.hset(key, variant, f"{revision}:".encode() + answer)
            pipe.expire(key, PAGE_LIFE_S)
            pipe.execute()


def _nest(comments: dict[str, Comment], roots: list[str], replies: list[str], depth: int) -> list[Node]:
    """Trees no deeper than ``depth``: a reply whose parent is gone or too deep hangs from the nearest place above."""
    nodes = {i: Node(comments[i]) for i in roots}
    levels = dict.fromkeys(roots, 0)
    places = dict(nodes)  # where a reply to this id is hung
    for i in replies:
        if i not in comments or comments[i].root_id not in nodes:
            continue
        root = nodes[comments[i].root_id or ""]
        above = places.get(comments[i].parent_id or "", root)
        node = Node(comments[i])
        above.replies.append(node)
        level = levels[above.comment.id] + 1
        levels[i] = level
        places[i] = node if level < depth else above
    return [nodes[i] for i in roots]
