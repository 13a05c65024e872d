"""Keys of clients that speak Akismet's protocol: 12 characters, kept as a hash, each bound to one site."""

from __future__ import annotations

import hashlib
import secrets
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.errors import NotFoundError
from moderation.records import milliseconds, moment
from moderation.store import reaching

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from moderation.store import Store

LENGTH = 12  # WordPress's plugin refuses keys of any other length
ALPHABET = string.ascii_lowercase + string.digits  # 36^12 = 2^62 keys, and no case to be lost in a host name
TRUST = 0.5  # a label from a client weighs half of a moderator's, unless its key says otherwise
KEYLESS = "keyless"  # the id under which calls without a key are counted


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key as far as it is kept. ``trust`` in [0, 1] is the weight of the labels that arrive by it."""

    id: str  # the first 16 hex digits of the key's SHA-256
    site: str
    name: str
    trust: float
    is_trusted: bool  # its user_role=administrator is believed
    monthly_limit: int | None
    created_at: datetime
    is_revoked: bool = False


class ApiKeys:
    """Makes, finds and revokes keys. A key has 62 random bits, so a plain hash keeps it as well as a slow one."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def add(
        self, site: str, name: str, *, trust: float = TRUST, is_trusted: bool = False, monthly_limit: int | None = None
    ) -> str:
        """A new key of this site, told this once; a repeat makes another."""
        text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        fields = {
            "site": site,
            "name": name,
            "trust": str(trust),
            "trusted": str(int(is_trusted)),
            "limit": str(monthly_limit or ""),
            "created": str(milliseconds(self._clock())),
        }
        key_id = _id(text)
        with reaching():
            self._store.client.hset(self._key(key_id), mapping=fields)
            self._store.client.sadd(self._store.keys(site).apikeys, key_id)
        return text

    def found(self, text: str) -> ApiKey | None:
        """The key of these characters, None where there is none or it is revoked.

        Looked up by hash: the time it takes tells nothing of how much of a guess was right.
        """
        key = self._read(_id(text)) if text else None
        return key if key and not key.is_revoked else None

    def of_site(self, site: str) -> list[ApiKey]:
        """All keys of a site, revoked ones too, oldest first."""
        with reaching():
            ids = self._store.client.smembers(self._store.keys(site).apikeys)
        found = [key for i in ids if (key := self._read(i.decode()))]
        return sorted(found, key=lambda key: key.created_at)

    def revoke(self, site: str, key_id: str) -> None:
        """The key opens nothing any more; a repeat changes nothing. Raises NotFoundError."""
        key = self._read(key_id)
        if key is None or key.site != site:
            raise NotFoundError(what="key")
        with reaching():
            self._store.client.hset(self._key(key_id), "revoked", "1")

    def _key(self, key_id: str) -> str:
        return f"{self._store.prefix}apikey:{key_id}"

    def _read(self, key_id: str) -> ApiKey | None:
        with reaching():
            raw = self._store.client.hgetall(self._key(key_id))
        if not raw:
            return None
        fields = {k.decode(): v.decode() for k, v in raw.items()}
        return ApiKey(
            id=key_id,
            site=fields["site"],
            name=fields["name"],
            trust=float(fields["trust"]),
            is_trusted=fields["trusted"] == "1",
            monthly_limit=int(fields["limit"]) if fields["limit"] else None,
            created_at=moment(fields["created"]),
            is_revoked=fields.get("revoked") == "1",
        )


def _id(text: str) -> str:
    return hashlib.sha256(text.strip().lower().encode()).hexdigest()[:16]
