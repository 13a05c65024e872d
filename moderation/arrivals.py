"""What arrives: the situation it arrives in, and the one move that puts it on disk (`lua/add.lua`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moderation.comments import AuthorRecord
from moderation.records import as_hash, decoded, from_hash, milliseconds, reasons_json
from moderation.store import article_of, lua, reaching

if TYPE_CHECKING:
    from datetime import datetime

    from moderation.comments import Article, Comment
    from moderation.keyspace import Keyspace
    from moderation.rates import Rate
    from moderation.store import Store

SAID_LIFE_S = 30 * 86_400
IDEMPOTENCY_LIFE_S = 86_400


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known where a submission arrives."""

    article: Article
    author: AuthorRecord
    parent: Comment | None
    wait_ms: int = 0  # until every rate has a unit again


@dataclass(frozen=True, slots=True)
class Whom:
    """Who writes, in answer to what, and how fast they may; '' means none."""

    author: str = ""
    acquaintance: str = ""
    parent: str = ""
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A comment to write and the marks that go with it; digests are keyed hashes, '' = none."""

    comment: Comment
    said: str
    idempotency: str = ""
    network: str = ""
    network_life_s: int = 86_400
    may_open_article: bool = True
    title: str | None = None
    url: str | None = None
    rates: tuple[Rate, ...] = ()  # one unit of each is taken


class Arrivals:
    """Every method raises StoreUnavailableError when the server does not answer or write."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._add = store.client.register_script(lua("placement") + lua("rates") + lua("add"))

    def situation(self, site: str, article_id: str, whom: Whom, now: datetime) -> Situation:
        """The article, the author's record, the parent and the rates, in one round trip that writes nothing."""
        keys = self._store.keys(site)
        with reaching(), self._store.client.pipeline(transaction=False) as pipe:
            pipe.hgetall(keys.article(article_id))
            pipe.hgetall(keys.author(whom.author))
            pipe.hget(keys.author(whom.acquaintance), "trusted")
            pipe.hgetall(keys.comment(whom.parent))
            for rate in whom.rates:
                pipe.get(rate.key)
            article, counts, trusted, above, *arrivals = pipe.execute()
        record = {k: max(0, int(v)) for k, v in decoded(counts).items()} | {"trusted": max(0, int(trusted or 0))}
        return Situation(
            article_of(article_id, article),
            AuthorRecord(**record) if whom.author else AuthorRecord(),
            from_hash(site, whom.parent, decoded(above)) if whom.parent and above else None,
            max((r.wait_ms(a, milliseconds(now)) for r, a in zip(whom.rates, arrivals, strict=True)), default=0),
        )

    def add(self, arrival: Arrival) -> tuple[str, str]:
        """The comment is on disk; or (outcome, id) says why not: `lua/add.lua`. A repeat writes nothing."""
        keys = _keys(self._store.keys(arrival.comment.site), arrival)
        with reaching():
            outcome, comment_id = self._add(keys, _arguments(arrival))
        return outcome.decode(), comment_id.decode()

    def repeated(self, site: str, mark: str) -> Comment | None:
        """The comment stored under this idempotency mark, None where there is none."""
        with reaching():
            found = self._store.client.get(self._store.keys(site).idempotency(mark))
        return self._store.comment(site, found.decode()) if found else None


def _keys(keys: Keyspace, arrival: Arrival) -> list[str]:
    """The script's KEYS, in its order; the key of what was said stands for an author nobody knows."""
    c, said = arrival.comment, keys.said(arrival.said)
    return [
        keys.comment(c.id),
        keys.queue(c.status),
        keys.score(c.status),
        keys.thread(c.article_id),
        keys.replies(c.root_id or c.id),
        keys.article(c.article_id),
        keys.author(c.fingerprint) if c.fingerprint else said,
        keys.author(c.acquaintance) if c.acquaintance else said,
        said,
        keys.idempotency(arrival.idempotency),
        keys.audit,
        keys.history(c.id),
        keys.page(c.article_id),
        keys.network(c.id),
        keys.comment(c.root_id or c.id),
        keys.comment(c.parent_id or c.id),
        keys.articles,
        keys.author_comments(c.fingerprint) if c.fingerprint else said,
        keys.day(c.created_at),
        keys.notices_due,
        keys.article_comments(c.article_id),
        *(rate.key for rate in arrival.rates),
    ]


def _arguments(arrival: Arrival) -> list[Any]:
    """The script's ARGV, in its order."""
    c = arrival.comment
    return [
        c.id,
        c.status,
        "" if c.score is None else f"{c.score:.6f}",
        milliseconds(c.created_at),
        reasons_json(c.reasons),
        IDEMPOTENCY_LIFE_S if arrival.idempotency else 0,
        SAID_LIFE_S,
        arrival.network,
        arrival.network_life_s,
        int(arrival.may_open_article),
        arrival.title or "",
        arrival.url or "",
        len(arrival.rates),
        *(figure for rate in arrival.rates for figure in rate.figures),
        *(part for pair in as_hash(c).items() for part in pair),
    ]
