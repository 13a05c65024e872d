"""Moderators' accounts: who may sit at the desk, in which role, on which sites. Keys: `moderation.keyspace`."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from redis import WatchError

from moderation.errors import AccountExistsError, FieldError, InvalidSubmissionError, NotFoundError, WrongPasswordError
from moderation.keyspace import PEOPLE
from moderation.records import compact, decoded, milliseconds
from moderation.store import reaching

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from moderation.store import Store

ROLES = ("moderator", "admin")  # each may do what those before it may
NAME = re.compile(r"[^\s\x00-\x1f\x7f]{1,64}")
PASSWORD_MIN, PASSWORD_MAX = 8, 1024  # characters; NIST SP 800-63B section 5.1.1.2 asks for at least 8
WELCOME_LIFE_S = 86_400
# the hash of nothing anybody knows: verified for an unknown name, which then takes as long as a wrong password
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$V19roo9hm8pzdWju2vjKPA$dWLtxbN8ESc/uxSgUZ+qmS3VFlUhFm3jL5drlCNwbuo"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the desk, or a program acting for them. ``sites`` of () means every site."""

    name: str
    role: str
    sites: tuple[str, ...] = ()

    def sees(self, site: str) -> bool:
        """Whether this site is theirs."""
        return not self.sites or site in self.sites

    def may(self, role: str) -> bool:
        """Whether their role covers this one."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True)
class Account:
    """A person, and the mark that every session of theirs must carry; a new mark signs them out everywhere."""

    person: Person
    epoch: str


class Accounts:
    """Every method raises StoreUnavailableError when the server does not answer. Passwords are kept as argon2id."""

    def __init__(self, store: Store, clock: Callable[[], datetime], hasher: PasswordHasher | None = None) -> None:
        self._client = store.client
        self._keys = store.keys(PEOPLE)
        self._clock = clock
        self._hasher = hasher or PasswordHasher()  # argon2id with RFC 9106's second recommendation

    def add(self, person: Person, password: str) -> None:
        """The account exists; raises InvalidSubmissionError (name, role, password) and AccountExistsError."""
        self._check(person, password)
        hashed, key = self._hasher.hash(password), self._keys.account(person.name)
        with reaching(), self._client.pipeline(transaction=True) as pipe:
            pipe.watch(key)  # all of the account is written, or, by whoever comes second, nothing
            if pipe.exists(key):
                raise AccountExistsError(name=person.name)
            pipe.multi()
            self._write(pipe, person, hashed)
            try:
                pipe.execute()
            except WatchError as cause:
                raise AccountExistsError(name=person.name) from cause

    def change_password(self, name: str, password: str) -> None:
        """The account has this password and is signed out everywhere; raises NotFoundError, InvalidSubmissionError."""
        account = self.find(name)
        self._check(account.person, password)
        hashed = self._hasher.hash(password)
        with reaching(), self._client.pipeline() as pipe:
            self._write(pipe, account.person, hashed)
            pipe.execute()

    def sign_out_everywhere(self, name: str) -> None:
        """No session of this account is valid any more; raises NotFoundError."""
        self.find(name)
        with reaching():
            self._client.hset(self._keys.account(name), "epoch", secrets.token_hex(16))

    def remove(self, name: str) -> None:
        """There is no such account any more, and none of its sessions is valid; raises NotFoundError."""
        with reaching(), self._client.pipeline() as pipe:
            pipe.delete(self._keys.account(name))
            pipe.srem(self._keys.accounts, name)
            deleted, _ = pipe.execute()
        if not deleted:
            raise NotFoundError(what="account")

    def find(self, name: str) -> Account:
        """The account of this name; raises NotFoundError."""
        with reaching():
            fields = decoded(self._client.hgetall(self._keys.account(name)))
        if "epoch" not in fields:
            raise NotFoundError(what="account")
        person = Person(fields["name"], fields["role"], tuple(json.loads(fields["sites"])))
        return Account(person, fields["epoch"])

    def people(self) -> list[Person]:
        """Everybody who has an account, by name."""
        with reaching():
            names = sorted(name.decode() for name in self._client.smembers(self._keys.accounts))
        return [self.find(name).person for name in names]

    def verified(self, name: str, password: str) -> Account:
        """The account whose password this is; raises WrongPasswordError alike for a wrong name and a wrong password."""
        with reaching():
            found = self._client.hget(self._keys.account(name), "password") if NAME.fullmatch(name) else None
        hashed = found.decode() if found else NOBODY
        try:
            self._hasher.verify(hashed, password[:PASSWORD_MAX])
        except (VerificationError, InvalidHashError) as cause:
            raise WrongPasswordError from cause
        if not found:
            raise WrongPasswordError
        if self._hasher.check_needs_rehash(hashed):
            with reaching():
                self._client.hset(self._keys.account(name), "password", self._hasher.hash(password))
        return self.find(name)

    # -- the first account

    def is_empty(self) -> bool:
        """Whether nobody has an account yet."""
        with reaching():
            return not self._client.exists(self._keys.accounts)

    def new_welcome(self) -> str:
        """A one-time token, good for a day, with which the first account is made; kept hashed."""
        token = secrets.token_urlsafe(32)
        with reaching():
            self._client.set(self._keys.welcome(digest(token)), "1", ex=WELCOME_LIFE_S)
        return token

    def is_welcome(self, token: str) -> bool:
        """Whether this token may still make the first account."""
        with reaching():
            return bool(self._client.exists(self._keys.welcome(digest(token)))) and self.is_empty()

    def settle(self, token: str, name: str, password: str) -> Person:
        """The first account, an admin's on every site, exists and the token is spent.

        Raises NotFoundError for a token that is wrong, spent or expired or where an account exists, and
        InvalidSubmissionError (name, password), which leaves the token good.
        """
        person = Person(name, "admin")
        self._check(person, password)
        if not self.is_empty():
            raise NotFoundError(what="welcome")
        with reaching():
            is_first = self._client.delete(self._keys.welcome(digest(token)))
        if not is_first:
            raise NotFoundError(what="welcome")
        self.add(person, password)
        return person

    def _write(self, pipe: Any, person: Person, hashed: str) -> None:
        fields = {
            "name": person.name,
            "role": person.role,
            "sites": compact(person.sites),
            "password": hashed,
            "epoch": secrets.token_hex(16),
            "changed": str(milliseconds(self._clock())),
        }
        pipe.hset(self._keys.account(person.name), mapping=fields)
        pipe.sadd(self._keys.accounts, person.name)

    @staticmethod
    def _check(person: Person, password: str) -> None:
        wrong: dict[str, list[FieldError]] = {}
        if not NAME.fullmatch(person.name):
            wrong["name"] = [FieldError("field-account-name")]
        if person.role not in ROLES:
            wrong["role"] = [FieldError("field-choice", {"choices": ", ".join(ROLES)})]
        if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX or password == person.name:
            wrong["password"] = [FieldError("field-password", {"low": PASSWORD_MIN, "high": PASSWORD_MAX})]
        if wrong:
            raise InvalidSubmissionError(wrong)


def digest(token: str) -> str:
    """What is kept of a random token of 256 bits: without a salt, since no list of such tokens can be made."""
    return sha256(token.encode()).hexdigest()
