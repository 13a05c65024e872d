"""Sessions of signed-in moderators: kept in the store, so that signing out is real, here and everywhere."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.accounts import Account, digest
from moderation.errors import NotFoundError, UnauthorisedError
from moderation.keyspace import PEOPLE
from moderation.records import decoded, milliseconds
from moderation.store import reaching

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from moderation.accounts import Accounts, Person
    from moderation.limits import Limits
    from moderation.rates import Allowance
    from moderation.store import Store

IDLE_LIFE_S = 12 * 3600
LIFE_S = 14 * 86_400
SEEN_PRECISION_MS = 60_000  # saves a write a request
PER_NETWORK: Allowance = (50, 900)
PER_ACCOUNT_AND_NETWORK: Allowance = (10, 600)
PER_ACCOUNT: Allowance = (200, 3600)
PER_KNOWN_BROWSER: Allowance = (10, 300)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody trying to sign in. ``network`` and ``browser`` are keyed marks; browser '' = one not seen before."""

    name: str
    password: str
    network: str
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person and the token that their forms carry."""

    person: Person
    csrf: str


class Sessions:
    """Signs people in and out. A session ends 12 hours after its last request and 14 days after its first."""

    def __init__(self, store: Store, accounts: Accounts, limits: Limits, clock: Callable[[], datetime]) -> None:
        self._client = store.client
        self._keys = store.keys(PEOPLE)
        self._accounts = accounts
        self._limits = limits
        self._clock = clock

    def sign_in(self, attempt: Attempt) -> str:
        """The secret of a new session; raises WrongPasswordError, and TooManyError when throttled.

        Tries are counted per network and per account from one network; over all networks an account takes 200 an hour.
        A browser that has signed in to this account before counts by itself: nobody else can lock its owner out.
        """
        self._limits.take(PEOPLE, _rates(attempt), self._clock())
        return self.start(self._accounts.verified(attempt.name, attempt.password))

    def start(self, account: Account) -> str:
        """The secret of a new session of this account."""
        secret = secrets.token_urlsafe(32)
        key, now = self._keys.session(digest(secret)), milliseconds(self._clock())
        fields = {
            "account": account.person.name,
            "epoch": account.epoch,
            "csrf": secrets.token_urlsafe(32),
            "started": str(now),
            "seen": str(now),
        }
        with reaching(), self._client.pipeline() as pipe:
            pipe.hset(key, mapping=fields)
            pipe.expire(key, IDLE_LIFE_S)
            pipe.execute()
        return secret

    def find(self, secret: str) -> Session:
        """The session of this secret, seen just now; raises UnauthorisedError where it has ended or never was."""
        key, now = self._keys.session(digest(secret)), milliseconds(self._clock())
        with reaching():
            fields = decoded(self._client.hgetall(key))
        if "csrf" not in fields or _has_ended(fields, now):
            raise UnauthorisedError
        try:
            account = self._accounts.find(fields["account"])
        except NotFoundError as cause:
            raise UnauthorisedError from cause
        if account.epoch != fields["epoch"]:
            raise UnauthorisedError
        if now - int(fields["seen"]) > SEEN_PRECISION_MS:
            self._touch(key, now)
        return Session(account.person, fields["csrf"])

    def end(self, secret: str) -> None:
        """The session has ended; a repeat changes nothing."""
        with reaching():
            self._client.delete(self._keys.session(digest(secret)))

    def _touch(self, key: str, now: int) -> None:
        """Seen now. Where `end` came in between, what is left has no token, opens nothing and expires."""
        with reaching(), self._client.pipeline() as pipe:
            pipe.hset(key, "seen", now)
            pipe.expire(key, IDLE_LIFE_S)
            pipe.execute()


def _has_ended(fields: dict[str, str], now: int) -> bool:
    return now - int(fields["seen"]) > IDLE_LIFE_S * 1000 or now - int(fields["started"]) > LIFE_S * 1000


def _rates(attempt: Attempt) -> dict[tuple[str, str], Allowance]:
    if attempt.browser:
        return {("sign-in-browser", digest(f"{attempt.name} {attempt.browser}")): PER_KNOWN_BROWSER}
    account = digest(attempt.name)
    return {
        ("sign-in-network", attempt.network): PER_NETWORK,
        ("sign-in-account-network", f"{account}-{attempt.network}"): PER_ACCOUNT_AND_NETWORK,
        ("sign-in-account", account): PER_ACCOUNT,
    }
