"""The store: sites, articles and comments as they are kept, and how it is asked. Keys: `moderation.keyspace`."""

from __future__ import annotations

import contextlib
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import redis
from redis.cluster import RedisCluster

from moderation.comments import Article, Comment, Status
from moderation.errors import NotFoundError, StoreUnavailableError
from moderation.keyspace import Keyspace
from moderation.records import compact, decoded, from_hash, milliseconds, moment
from moderation.sites import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

PAGE_LIFE_S = 3_600
_OUT_OF_REACH = (
    redis.ConnectionError,
    redis.TimeoutError,
    redis.ReadOnlyError,
    redis.OutOfMemoryError,
    redis.RedisClusterException,  # no RedisError: no node is left to ask which slots are whose
    redis.exceptions.ClusterError,
)
NO_LOG = "no append-only file: what came since the last snapshot may be lost"


class Store:
    """One deployment's comments. Every method raises StoreUnavailableError when the server does not answer or write."""

    def __init__(self, client: Any, prefix: str) -> None:
        self.client = client
        self.prefix = prefix
        self._swap = client.register_script(lua("swap"))

    def keys(self, site: str) -> Keyspace:
        """The names of a site's keys."""
        return Keyspace(self.prefix, site)

    def claim(self, mark: str) -> bool:
        """Whether this store belongs to the secret of this mark: it does when new, and ever after to the same one."""
        with reaching():
            return self.client.set(f"{self.prefix}secret", mark, nx=True, get=True) in (None, mark.encode())

    # -- sites and articles

    def site(self, name: str) -> Site | None:
        """The settings of a site, None where there is none of that name."""
        with reaching():
            found = self.client.get(self.keys(name).site)
        return Site.from_dict(json.loads(found)) if found else None

    def save_site(self, site: Site) -> None:
        """The site exists with exactly these settings; a repeat changes nothing."""
        with reaching():
            self.client.set(self.keys(site.name).site, compact(site.as_dict()))
            self.client.sadd(f"{self.prefix}sites", site.name)

    def change_site(self, name: str, change: Callable[[Site | None], Site]) -> Site:
        """The site has the settings that ``change`` makes of those on disk (None: there are none yet).

        It is asked again where somebody else changed them meanwhile: no change is lost. What it raises changes nothing.
        """
        while True:
            with reaching():
                before = self.client.get(self.keys(name).site)
            site = change(Site.from_dict(json.loads(before)) if before else None)
            with reaching():
                if self._swap([self.keys(name).site], [before or "", compact(site.as_dict())]):
                    self.client.sadd(f"{self.prefix}sites", name)
                    return site

    def sites(self) -> list[str]:
        """The names of all sites, sorted."""
        with reaching():
            return sorted(name.decode() for name in self.client.smembers(f"{self.prefix}sites"))

    def article(self, site: str, article_id: str) -> Article:
        """What is known of an article; ``exists`` is False where nothing is."""
        with reaching():
            return article_of(article_id, self.client.hgetall(self.keys(site).article(article_id)))

    def save_article(self, site: str, article_id: str, changes: Mapping[str, Any], at: datetime) -> Article:
        """The article with these particulars (title, url, text, is_open) changed, its others as they stand on disk.

        One that nobody has commented on yet is made; its thread is untouched, its rendered pages are dropped.
        """
        keys = self.keys(site)
        key = keys.article(article_id)
        fields = {name: value or "" for name, value in changes.items() if name != "is_open"}
        if "is_open" in changes:
            fields["open"] = "1" if changes["is_open"] else "0"
        with reaching(), self.client.pipeline() as pipe:
            for name, value in fields.items():
                pipe.hset(key, name, value)
            pipe.hsetnx(key, "open", "1")
            pipe.hsetnx(key, "created", milliseconds(at))
            pipe.hincrby(key, "revision", 1)
            pipe.zadd(keys.articles, {article_id: milliseconds(at)}, nx=True)
            pipe.delete(keys.page(article_id))
            pipe.hgetall(key)
            return article_of(article_id, pipe.execute()[-1])

    def counts(self, site: str, article_ids: Iterable[str]) -> dict[str, int]:
        """How many approved comments each of these articles has."""
        keys, ids = self.keys(site), list(article_ids)
        with reaching(), self.client.pipeline(transaction=False) as pipe:
            for article_id in ids:
                pipe.hget(keys.article(article_id), "approved")
            return {i: int(n or 0) for i, n in zip(ids, pipe.execute(), strict=True)}

    # -- reading

    def comment(self, site: str, comment_id: str) -> Comment:
        """One comment; raises NotFoundError."""
        with reaching():
            fields = decoded(self.client.hgetall(self.keys(site).comment(comment_id)))
        if not fields:
            raise NotFoundError(what="comment")
        return from_hash(site, comment_id, fields)

    def comments(self, site: str, comment_ids: Iterable[str]) -> list[Comment]:
        """The comments of these ids, in order; ids that are gone are left out."""
        keys, ids = self.keys(site), list(comment_ids)
        with reaching(), self.client.pipeline(transaction=False) as pipe:
            for comment_id in ids:
                pipe.hgetall(keys.comment(comment_id))
            found = pipe.execute()
        return [from_hash(site, i, decoded(fields)) for i, fields in zip(ids, found, strict=True) if fields]

    def queue(self, site: str, status: Status, start: int = 0, limit: int = 50) -> list[Comment]:
        """Comments of a status, oldest first."""
        with reaching():
            ids = self.client.zrange(self.keys(site).queue(status), start, start + limit - 1)
        return self.comments(site, [i.decode() for i in ids])

    def history(self, site: str, comment_id: str) -> list[dict[str, Any]]:
        """The comment's audit entries, oldest first."""
        keys = self.keys(site)
        with reaching():
            entries = self.client.lrange(keys.history(comment_id), 0, -1)
            with self.client.pipeline(transaction=False) as pipe:
                for entry in entries:
                    pipe.xrange(keys.audit, entry, entry)
                found = pipe.execute()
        return [_audit_line(rows[0][1]) for rows in found if rows]

    def promise(self) -> dict[str, str]:
        """What the server promises of a comment it acknowledged: its own persistence settings."""
        with reaching():
            about = self.client.info("persistence")
            try:
                fsync = self.client.config_get("appendfsync").get("appendfsync", "unknown")
            except redis.ResponseError:  # managed services forbid CONFIG
                fsync = "unknown"
        kept = "every acknowledged comment is on disk" if fsync == "always" else "the last second may be lost"
        is_log = bool(about.get("aof_enabled"))
        return {
            "appendonly": "yes" if is_log else "no",
            "appendfsync": str(fsync),
            "promise": kept if is_log else NO_LOG,
        }

    def rewrite_log(self) -> None:
        """The server begins to rewrite its append-only file, which still holds what was erased.

        A server that forbids to ask, or is at it already, is left alone.
        """
        options: dict[str, Any] = {}
        if isinstance(self.client, RedisCluster):  # which has no node of its own for what names no key
            options["target_nodes"] = self.client.get_nodes()  # type: ignore[no-untyped-call]
        with reaching(), contextlib.suppress(redis.ResponseError):
            self.client.execute_command("BGREWRITEAOF", **options)


@contextlib.contextmanager
def reaching() -> Iterator[None]:
    """What the server refuses or fails to answer becomes StoreUnavailableError; our own mistakes stay themselves."""
    try:
        yield
    except _OUT_OF_REACH as cause:
        raise StoreUnavailableError from cause
    except redis.ResponseError as cause:
        if str(cause).startswith(("MISCONF", "CLUSTERDOWN", "MASTERDOWN", "NOREPLICAS", "LOADING", "OOM", "READONLY")):
            raise StoreUnavailableError from cause
        raise


def run_all(client: Any, script: Any, calls: Iterable[tuple[list[str], list[Any]]]) -> list[Any]:
    """What the script answers to each (keys, arguments), in one round trip; on a cluster one after the other.

    A cluster's pipelines carry no scripts (redis-py's ``PIPELINE_BLOCKED_COMMANDS``).
    """
    if isinstance(client, RedisCluster):
        return [script(*call) for call in calls]
    with client.pipeline(transaction=False) as pipe:
        for keys, arguments in calls:
            script(keys, arguments, client=pipe)
        return list(pipe.execute())


def lua(name: str) -> str:
    """The text of one of our scripts."""
    return resources.files("moderation").joinpath("lua", f"{name}.lua").read_text(encoding="utf-8")


def article_of(article_id: str, raw: dict[bytes, bytes]) -> Article:
    """The article of a hash as the store gave it."""
    fields = decoded(raw)
    return Article(
        id=article_id,
        title=fields.get("title") or None,
        url=fields.get("url") or None,
        text=fields.get("text") or None,
        is_open=fields.get("open", "1") == "1",
        exists=bool(fields),
        revision=int(fields.get("revision", 0)),
        approved=int(fields.get("approved", 0)),
    )


def _audit_line(raw: dict[bytes, bytes]) -> dict[str, Any]:
    fields = decoded(raw)
    return fields | {
        "action": fields.get("action"),
        "by": fields["by"] or None,
        "from": fields["from"] or None,
        "at": moment(fields["at"]),
        "version": int(fields["version"]),
        "reasons": json.loads(fields["reasons"]),
    }
