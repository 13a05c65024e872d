"""Tokens for programs: per role and site, random, shown once, kept hashed, revocable."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.accounts import Person, digest
from moderation.errors import NotFoundError, UnauthorisedError
from moderation.keyspace import PEOPLE
from moderation.records import decoded, milliseconds, moment
from moderation.store import reaching

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from moderation.store import Store

LEAD = "mod_"  # so that a scanner of leaked secrets knows one
ID_DIGITS = 8


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What is known of a token; the token itself is not. ``id`` is the start of its hash."""

    id: str
    person: Person
    created_at: datetime


class ApiTokens:
    """Every method raises StoreUnavailableError when the server does not answer."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._client = store.client
        self._keys = store.keys(PEOPLE)
        self._clock = clock

    def add(self, role: str, site: str | None = None, name: str | None = None) -> str:
        """A new token; its person is called ``name``, or by the token's id. Without a site it serves every site."""
        token = LEAD + secrets.token_urlsafe(32)
        hashed, now = digest(token), milliseconds(self._clock())
        fields = {"role": role, "site": site or "", "name": name or f"token-{hashed[:ID_DIGITS]}", "created": str(now)}
        with reaching(), self._client.pipeline() as pipe:
            pipe.hset(self._keys.token(hashed), mapping=fields)
            pipe.zadd(self._keys.tokens, {hashed: now})
            pipe.execute()
        return token

    def person(self, token: str) -> Person:
        """Who this token acts for; raises UnauthorisedError where it is unknown or revoked."""
        with reaching():
            fields = decoded(self._client.hgetall(self._keys.token(digest(token))))
        if not fields:
            raise UnauthorisedError
        return _person(fields)

    def all(self) -> list[ApiToken]:
        """Every token that is good, oldest first."""
        with reaching():
            hashes = [found.decode() for found in self._client.zrange(self._keys.tokens, 0, -1)]
            with self._client.pipeline(transaction=False) as pipe:
                for hashed in hashes:
                    pipe.hgetall(self._keys.token(hashed))
                found = [decoded(fields) for fields in pipe.execute()]
        return [
            ApiToken(hashed[:ID_DIGITS], _person(fields), moment(fields["created"]))
            for hashed, fields in zip(hashes, found, strict=True)
            if fields
        ]

    def revoke(self, token_id: str) -> None:
        """The token of this id opens nothing any more; raises NotFoundError."""
        with reaching():
            hashes = [found.decode() for found in self._client.zrange(self._keys.tokens, 0, -1)]
        meant = [hashed for hashed in hashes if len(token_id) >= ID_DIGITS and hashed.startswith(token_id)]
        if not meant:
            raise NotFoundError(what="token")
        with reaching(), self._client.pipeline() as pipe:
            for hashed in meant:
                pipe.delete(self._keys.token(hashed))
                pipe.zrem(self._keys.tokens, hashed)
            pipe.execute()


def _person(fields: dict[str, str]) -> Person:
    return Person(fields["name"], fields["role"], (fields["site"],) if fields["site"] else ())
