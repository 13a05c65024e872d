"""The registry: every model a site has trained, immutable, and which of them is on duty."""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import zlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from classifiers.scorer import ModelError
from moderation.errors import ConflictError, NotFoundError
from moderation.records import decoded, milliseconds, moment
from moderation.store import lua, reaching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from moderation.store import Store

BASE = "base"  # in a role: the model that ships with the service
KEPT = 10  # newest versions of a site that stay when no role names them
LEASE_S = 300  # a training that died blocks the next one no longer than this
_ABOUT = ("card", "created", "sha256", "stale")


@dataclass(frozen=True, slots=True)
class Roles:
    """Which version does what on a site; ``BASE`` is the shipped model, None is nobody."""

    champion: str = BASE
    challenger: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A model as the registry lists it. ``stale`` says why it has to be trained again, None where it has not."""

    version: str
    created_at: datetime
    card: dict[str, Any]
    sha256: str
    size: int
    has_report: bool = False
    stale: str | None = None

    def as_dict(self, roles: Roles) -> dict[str, Any]:
        """What a program is told, JSON-ready; ids of what it learned from stay here."""
        return {
            "version": self.version,
            "created_at": self.created_at.isoformat(),
            "roles": [name for name, held in asdict(roles).items() if held == self.version],
            "sha256": self.sha256,
            "bytes": self.size,
            "has_report": self.has_report,
            "stale": self.stale,
            "card": {name: value for name, value in self.card.items() if name != "learned"},
        }


class TrainingHeldError(ConflictError):
    """Another training of this site is running."""

    key = "training-held"


class Registry:
    """One deployment's models. Every method raises StoreUnavailableError when the server does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._client = store.client
        self._promote = store.client.register_script(lua("promote"))
        self._prune = store.client.register_script(lua("prune"))
        self._lease = store.client.register_script(lua("lease"))

    def add(self, site: str, artifact: bytes, card: dict[str, Any], report: str, at: datetime) -> str:
        """The version named in the card is kept, and old ones in no role beyond `KEPT` are forgotten.

        A repeat changes nothing: a version is its bytes, so the same labels are the same version.
        """
        keys, version = self._store.keys(site), str(card["version"])
        fields: dict[str, str | bytes] = {
            "artifact": artifact,
            "sha256": hashlib.sha256(artifact).hexdigest(),
            "card": json.dumps(card, sort_keys=True, ensure_ascii=False),
            "report": zlib.compress(report.encode()),
            "created": str(milliseconds(at)),
        }
        with reaching():
            known, stale = self._client.hmget(keys.model(version), "created", "stale")
            if known is None or stale is not None:
                with self._client.pipeline() as pipe:
                    pipe.hset(keys.model(version), mapping=fields)
                    pipe.hdel(keys.model(version), "stale")
                    pipe.zadd(keys.models, {version: milliseconds(at)})
                    pipe.execute()
        self.prune(site)
        return version

    def roles(self, site: str) -> Roles:
        """Who is on duty."""
        with reaching():
            return Roles(**decoded(self._client.hgetall(self._store.keys(site).roles)))

    def artifact(self, site: str, version: str) -> bytes:
        """The bytes of a version as they were added.

        Raises NotFoundError, and ModelError where they are no longer what they were.
        """
        with reaching():
            blob, promised = self._client.hmget(self._store.keys(site).model(version), "artifact", "sha256")
        if blob is None or promised is None:
            raise NotFoundError(what="model", version=version)
        if hashlib.sha256(blob).hexdigest() != promised.decode():
            raise ModelError(f"{version} was tampered with or cut short: its SHA-256 is not the one it was added with")
        return bytes(blob)

    def version(self, site: str, version: str) -> Version:
        """What is known of a version; raises NotFoundError."""
        key = self._store.keys(site).model(version)
        with reaching(), self._client.pipeline(transaction=False) as pipe:
            pipe.hmget(key, _ABOUT)
            pipe.hstrlen(key, "artifact")
            pipe.hstrlen(key, "report")
            (card, created, sha256, stale), size, report = pipe.execute()
        if card is None:
            raise NotFoundError(what="model", version=version)
        return Version(
            version=version,
            created_at=moment(created),
            card=json.loads(card),
            sha256=sha256.decode(),
            size=size,
            has_report=bool(report),
            stale=stale.decode() if stale else None,
        )

    def versions(self, site: str) -> list[Version]:
        """Every version kept, the newest first."""
        with reaching():
            names = self._client.zrevrange(self._store.keys(site).models, 0, -1)
        return [self.version(site, name.decode()) for name in names]

    def report(self, site: str, version: str) -> str:
        """The HTML report of a version's training; raises NotFoundError where there is none (any more)."""
        with reaching():
            found = self._client.hget(self._store.keys(site).model(version), "report")
        if not found:
            raise NotFoundError(what="report", version=version)
        return zlib.decompress(found).decode()

    def promote(self, site: str, version: str, *, by: str, at: datetime, action: str = "promote") -> Roles:
        """The version is champion, on every worker within seconds; the one before it is the previous one.

        Raises NotFoundError, and ModelError where its bytes are not what they were.
        """
        if version != BASE:
            self.artifact(site, version)
        self._assign(site, "champion", version, (by, milliseconds(at), action))
        return self.roles(site)

    def challenge(self, site: str, version: str | None, *, by: str, at: datetime) -> None:
        """The version scores beside the champion, never deciding; None: nobody does."""
        if version is not None:
            self.artifact(site, version)
        role = "challenger" if version else "none"
        self._assign(site, role, version or BASE, (by, milliseconds(at), "shadow" if version else "end shadow"))

    def _assign(self, site: str, role: str, version: str, entry: tuple[str, int, str]) -> None:
        keys = self._store.keys(site)
        with reaching():
            script_keys = [keys.roles, keys.model(version), keys.models_log, keys.shadow]
            outcome = self._promote(script_keys, [role, version, *entry])
        if outcome == b"missing":
            raise NotFoundError(what="model", version=version)

    def rollback(self, site: str, *, by: str, at: datetime) -> Roles:
        """The previous champion is on duty again, and this one is the previous: a second rollback undoes the first.

        Raises ConflictError where there is no previous one.
        """
        previous = self.roles(site).previous
        if previous is None:
            raise ConflictError(what="no champion before this one")
        return self.promote(site, previous, by=by, at=at, action="rollback")

    def prune(self, site: str) -> list[str]:
        """Versions beyond the `KEPT` newest are forgotten, but never one that a role names."""
        keys = self._store.keys(site)
        with reaching():
            old = [name.decode() for name in self._client.zrange(keys.models, 0, -KEPT - 1)]
            if not old:
                return []
            gone = self._prune([keys.roles, keys.models, *map(keys.model, old)], old)
        return [name.decode() for name in gone]

    def log(self, site: str) -> list[dict[str, str]]:
        """Who was put on duty when and by whom, the newest first."""
        with reaching():
            entries = self._client.xrevrange(self._store.keys(site).models_log, count=100)
        return [decoded(fields) for _, fields in entries]

    def count_shadow(self, site: str, outcome: str) -> None:
        """One more verdict of the challenger is counted under ``outcome``."""
        with reaching():
            self._client.hincrby(self._store.keys(site).shadow, outcome, 1)

    def shadow(self, site: str) -> dict[str, int]:
        """How often the challenger came to which outcome beside the champion."""
        with reaching():
            found = decoded(self._client.hgetall(self._store.keys(site).shadow))
        return {outcome: int(count) for outcome, count in found.items()}

    def mark_stale(self, site: str, since: datetime, reason: str) -> list[str]:
        """Models trained since then are to be trained again, and their reports, which quote comments, are gone."""
        keys, low = self._store.keys(site), milliseconds(since)
        with reaching():
            versions = [name.decode() for name in self._client.zrangebyscore(keys.models, low, "+inf")]
            with self._client.pipeline() as pipe:
                for version in versions:
                    pipe.hset(keys.model(version), "stale", reason)
                    pipe.hdel(keys.model(version), "report")
                pipe.execute()
        return versions

    @contextlib.contextmanager
    def training(self, site: str) -> Iterator[Callable[[], None]]:
        """No other training of this site runs inside; call what is given to renew the lease of `LEASE_S`.

        Raises TrainingHeldError where one does.
        """
        key, token = self._store.keys(site).training, secrets.token_hex(16)
        with reaching():
            if not self._client.set(key, token, nx=True, ex=LEASE_S):
                raise TrainingHeldError
        try:
            yield lambda: self._hold(key, token, LEASE_S)
        finally:
            self._hold(key, token, 0)

    def _hold(self, key: str, token: str, seconds: int) -> None:
        with reaching():
            self._lease([key], [token, seconds])
