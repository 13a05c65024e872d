"""The outbox: whom to tell that comments wait, kept in the store until the mail server or the receiver has taken it.

The move that makes a comment wait (an arrival, an appeal; whoever imports knows what they do) notes the time:
`lua/add.lua`, `lua/move.lua`. When the site's pause has passed, and something still waits, one notice a destination
is written (`lua/dispatch.lua`) to a stream, from which one sender at a time claims each (`lua/claim.lua`). A sender
that dies leaves its claim lying, and another takes up what it left: a notice may come twice, under the same id, but
is never lost. What it says is composed when it is sent, from the queue as it then stands: no reader's word is ever
kept in the outbox.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation.comments import Status
from moderation.records import compact, milliseconds, moment
from moderation.store import lua, reaching

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from moderation.store import Store

ATTEMPTS = 5  # after so many a notice is parked
FIRST_PAUSE_S, PAUSE_FACTOR = 60, 4  # between attempts: 1, 4, 16 and 64 minutes, which outlasts most repairs
LEFT_AFTER_S = 300  # longer than any attempt may take
PARKED_MAX = 1_000

KINDS = ("mail", "webhook")
DUE = "due"
Destination = tuple[str, str]  # one of KINDS, and an address


@dataclass(frozen=True, slots=True)
class Notice:
    """One destination's notice. ``id`` is the same at every attempt; ``error`` says how the last one failed."""

    id: str
    kind: str
    to: str
    at: int  # ms
    attempts: int = 0
    error: str = ""

    @property
    def written_at(self) -> datetime:
        """When it was put into the outbox."""
        return moment(self.at)


@dataclass(frozen=True, slots=True)
class Claim:
    """A notice that is this sender's to send, until it has lain still for too long."""

    site: str
    notice: Notice
    entry: str
    deliveries: int


class Notices:
    """Every method raises StoreUnavailableError when the server does not answer."""

    def __init__(self, store: Store, left_after_s: float = LEFT_AFTER_S) -> None:
        self._store = store
        self._left_after_s = left_after_s
        scripts = (store.client.register_script(lua(name)) for name in ("dispatch", "claim", "settle", "resend"))
        self._dispatch, self._claim, self._settle, self._resend = scripts

    def busy(self, sites: Iterable[str]) -> dict[str, set[str]]:
        """What there may be to do on those of these sites where there is anything: DUE, and the KINDS to be sent.

        One round trip.
        """
        names = list(sites)
        with reaching(), self._store.client.pipeline(transaction=False) as pipe:
            for name in names:
                keys = self._store.keys(name)
                pipe.exists(keys.notices_due)
                for kind in KINDS:
                    pipe.xlen(keys.outbox(kind))
                    pipe.zcard(keys.later(kind))
            found = iter(pipe.execute())
        work = (DUE, *(kind for kind in KINDS for _ in range(2)))
        by_site = {name: {what for what, count in zip(work, found, strict=False) if count} for name in names}
        return {name: what for name, what in by_site.items() if what}

    def waiting_since(self, site: str) -> datetime | None:
        """When the first comment came that nobody was told of; None where there is none."""
        with reaching():
            found = self._store.client.get(self._store.keys(site).notices_due)
        return moment(found) if found else None

    def dispatch(self, site: str, since: datetime, to: Iterable[Destination], *, digest: str, at: datetime) -> int:
        """Each destination has a notice in the outbox, and nobody is left to tell: so many were written.

        None is written where the queue is empty again, where another sender did it first (``since`` is no longer what
        `waiting_since` says), and for a destination whose last one has not been sent yet.
        """
        keys = self._store.keys(site)
        boxes = [key for kind in KINDS for key in (keys.outbox(kind), keys.unclaimed(kind))]
        script_keys = [keys.notices_due, keys.queue(Status.PENDING), *boxes]
        destinations = [part for destination in to for part in destination]
        with reaching():
            return int(self._dispatch(script_keys, [milliseconds(since), milliseconds(at), digest, *destinations]))

    def claim(self, site: str, kind: str, at: datetime) -> Claim | None:
        """A notice that is ours to send now, None where there is none; an attempt that somebody died in counts."""
        with reaching():
            found = self._claim(self._boxes(site, kind)[:3], [milliseconds(at), round(self._left_after_s * 1000)])
        if not found:
            return None
        entry, deliveries, raw = found
        notice = _notice(raw)
        return Claim(site, replace(notice, attempts=notice.attempts + deliveries - 1), entry.decode(), deliveries)

    def done(self, claim: Claim) -> None:
        """The notice is out of the outbox; nothing where another sender has claimed it since."""
        self._finish(claim, "done", claim.notice, 0)

    def failed(self, claim: Claim, error: str, at: datetime) -> bool:
        """The notice waits for its next attempt; after `ATTEMPTS` it is parked (True). ``error`` holds no address."""
        notice = replace(claim.notice, attempts=claim.notice.attempts + 1, error=error)
        if notice.attempts >= ATTEMPTS:
            self._finish(claim, "park", notice, 0)
            return True
        pause = timedelta(seconds=FIRST_PAUSE_S * PAUSE_FACTOR ** (notice.attempts - 1))
        self._finish(claim, "again", notice, milliseconds(at + pause))
        return False

    def parked(self, site: str) -> list[Notice]:
        """What failed too often."""
        keys = self._store.keys(site)
        with reaching():
            entries = [entry for kind in KINDS for entry in self._store.client.xrange(keys.parked(kind))]
        return [_notice(fields[b"notice"]) for _, fields in entries]

    def unsent(self, site: str) -> list[tuple[Notice, datetime | None]]:
        """What is still to be sent, with the time of the next attempt where one has failed."""
        keys, client = self._store.keys(site), self._store.client
        with reaching():
            entries = [entry for kind in KINDS for entry in client.xrange(keys.outbox(kind))]
            later = [pair for kind in KINDS for pair in client.zrange(keys.later(kind), 0, -1, withscores=True)]
        fresh: list[tuple[Notice, datetime | None]] = [(_notice(fields[b"notice"]), None) for _, fields in entries]
        return fresh + [(_notice(raw), moment(int(due))) for raw, due in later]

    def resend(self, site: str) -> int:
        """What is parked or waits for its next attempt is in the outbox as if new, once a destination: so many are."""
        with reaching():
            return sum(int(self._resend(self._boxes(site, kind), [])) for kind in KINDS)

    def generation(self, site: str) -> int:
        """How often the secret of the site's webhooks was changed."""
        with reaching():
            return int(self._store.client.get(self._store.keys(site).notices_secret) or 0)

    def change_secret(self, site: str) -> None:
        """The site's webhooks are signed with another secret from now on."""
        with reaching():
            self._store.client.incr(self._store.keys(site).notices_secret)

    def _finish(self, claim: Claim, outcome: str, notice: Notice, next_ms: int) -> None:
        raw = compact(asdict(notice))
        arguments = [claim.entry, claim.deliveries, outcome, raw, next_ms, PARKED_MAX]
        with reaching():
            self._settle(self._boxes(claim.site, notice.kind), arguments)

    def _boxes(self, site: str, kind: str) -> list[str]:
        """The KEYS of the scripts that move a notice, in their order."""
        keys = self._store.keys(site)
        return [keys.outbox(kind), keys.later(kind), keys.unclaimed(kind), keys.parked(kind)]


def _notice(raw: bytes) -> Notice:
    return Notice(**json.loads(raw))
