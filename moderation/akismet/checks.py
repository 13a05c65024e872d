"""Checks of other systems' comments, remembered sealed for 30 days so that a correction trains on what was judged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

from classifiers.documents import Clue, Document
from moderation.comments import Reason, Status, normalised
from moderation.cursors import rank_after, time_cursor
from moderation.errors import NotFoundError
from moderation.records import compact, decoded, milliseconds, moment, reasons_json
from moderation.store import lua, reaching

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from moderation.addresses import Addresses
    from moderation.store import Store

LIFE_S = 30 * 86_400
SCAN_MAX, SCAN_BATCH = 2_000, 100  # checks that one page looks through at most, and at a time
COUNTERS = ("api_calls", "spam", "ham", "missed_spam", "false_positives")
_TAG = re.compile(r"<[^<>]{0,500}>")
_NOT_WORD = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Check:
    """One comment of another system as it was judged. ``answer`` is what the client was told: "spam" or "ham"."""

    id: str
    site: str
    key_id: str
    blog: str
    at: datetime
    document: Document
    status: Status  # what the policy decided; PENDING was answered as ham, to be asked again
    answer: str
    permalink: str | None = None
    comment_type: str | None = None
    score: float | None = None
    model: str | None = None
    reasons: tuple[Reason, ...] = ()
    clues: tuple[Clue, ...] = ()
    label: str | None = None  # what a correction or a moderator says it is
    labelled_by: str | None = None


class Checks:
    """Remembers checks and counts them per key, blog and month. All text in them is sealed (`Addresses.seal`)."""

    def __init__(self, store: Store, addresses: Addresses, scan_max: int = SCAN_MAX) -> None:
        self._store = store
        self._addresses = addresses
        self._scan_max = scan_max
        self._check = store.client.register_script(lua("check"))
        self._correct = store.client.register_script(lua("correct"))

    def mark(self, site: str, ip: str, author: str | None, content: str) -> str:
        """By what a correction finds its check: sender, name and text; tags, entities and punctuation do not matter."""
        text = _NOT_WORD.sub(" ", _TAG.sub(" ", unescape(normalised(content))))
        return self._addresses.mark("check", site, ip, normalised(author or ""), text.strip())

    def are_asked_for(self, site: str) -> bool:
        """Whether any client has, or had, a key of this site, or was answered without one."""
        keys = self._store.keys(site)
        with reaching():
            return bool(self._store.client.exists(keys.apikeys, keys.checks))

    def remember(self, check: Check, mark: str, author: str = "") -> None:
        """The check can be corrected for 30 days, and counts in its key's month; its author's fingerprint finds it."""
        keys = self._store.keys(check.site)
        kept = {
            "sealed": self._addresses.seal(compact(_sealed_part(check)), check.id),
            "key": check.key_id,
            "blog": check.blog,
            "created": milliseconds(check.at),
            "status": check.status,
            "answer": check.answer,
            "reasons": reasons_json(check.reasons),
            **({"score": f"{check.score:.6f}", "model": check.model or ""} if check.score is not None else {}),
        }
        fields = [str(part) for pair in kept.items() for part in pair]
        own = keys.check(check.id)
        by_author = keys.author_checks(author) if author else own
        script_keys = [own, keys.matching(mark), keys.checks, self._usage(check), by_author]
        with reaching():
            self._check(script_keys, [check.id, kept["created"], LIFE_S, check.blog, check.answer, *fields])

    def find(self, site: str, mark: str) -> Check | None:
        """The newest check of this mark, None where none is remembered."""
        with reaching():
            found = self._store.client.get(self._store.keys(site).matching(mark))
        return self._read(site, found.decode()) if found else None

    def get(self, site: str, check_id: str) -> Check:
        """One check; raises NotFoundError."""
        check = self._read(site, check_id)
        if check is None:
            raise NotFoundError(what="check")
        return check

    def page(self, site: str, status: Status | None, cursor: str | None, limit: int) -> tuple[list[Check], str | None]:
        """Checks of a status (None: all), newest first, and the cursor of the following ones.

        Looks through ``scan_max`` at most: a page may be short, or empty, while its cursor leads on. Raises
        InvalidSubmissionError (cursor).
        """
        found: list[Check] = []
        for check_id, fields, place in self._walk(site, cursor):
            if fields and status in (None, fields["status"]):
                found.append(self._opened(site, check_id, fields))
            cursor = place
            if len(found) == limit:
                break
        return found, cursor if self._goes_on(site, cursor) else None

    def _walk(self, site: str, cursor: str | None) -> Iterator[tuple[str, dict[str, str], str]]:
        """Up to ``scan_max`` ids after the cursor, newest first, each with its fields and the cursor after it."""
        keys, client = self._store.keys(site), self._store.client
        start = rank_after(client, keys.checks, cursor, newest_first=True)
        batch = min(SCAN_BATCH, self._scan_max)
        for at in range(start, start + self._scan_max, batch):
            with reaching():
                pairs = client.zrange(keys.checks, at, at + batch - 1, desc=True, withscores=True)
                with client.pipeline(transaction=False) as pipe:
                    for check_id, _ in pairs:
                        pipe.hgetall(keys.check(check_id.decode()))
                    found = pipe.execute()
            for (check_id, ms), fields in zip(pairs, found, strict=True):
                yield check_id.decode(), decoded(fields), time_cursor(ms, check_id.decode())
            if len(pairs) < batch:
                return

    def _goes_on(self, site: str, cursor: str | None) -> bool:
        """Whether there are checks after this place."""
        key = self._store.keys(site).checks
        after = rank_after(self._store.client, key, cursor, newest_first=True)
        with reaching():
            return bool(self._store.client.zcard(key) > after)

    def correct(self, check: Check, label: str, by: str, at: datetime) -> str | None:
        """The check is labelled "spam", "ham" or (taken back) ""; what it was before, None where it is gone.

        The accuracy of its month follows; a repeat changes nothing.
        """
        keys = [self._store.keys(check.site).check(check.id), self._usage(check)]
        with reaching():
            before = self._correct(keys, [label, by, milliseconds(at), check.blog])
        return None if before is None else str(before.decode())

    def of_author(self, site: str, fingerprint: str) -> list[Check]:
        """The checks of one author that are remembered."""
        with reaching():
            found = self._store.client.smembers(self._store.keys(site).author_checks(fingerprint))
        checks = [self._read(site, check_id.decode()) for check_id in sorted(found)]
        return [check for check in checks if check]

    def forget(self, site: str, check_ids: Iterable[str]) -> None:
        """These checks are remembered no longer."""
        keys = self._store.keys(site)
        with reaching(), self._store.client.pipeline(transaction=False) as pipe:
            for check_id in check_ids:
                pipe.delete(keys.check(check_id))
                pipe.zrem(keys.checks, check_id)
            pipe.execute()

    def usage(self, site: str, key_id: str, month: str) -> dict[str, dict[str, int]]:
        """The counters of a key in a month (YYYY-MM), by blog."""
        with reaching():
            raw = self._store.client.hgetall(self._store.keys(site).usage(key_id, month))
        found: dict[str, dict[str, int]] = {}
        for name, count in raw.items():
            blog, _, counter = name.decode().rpartition("|")
            found.setdefault(blog, dict.fromkeys(COUNTERS, 0))[counter] = int(count)
        return found

    def _usage(self, check: Check) -> str:
        return self._store.keys(check.site).usage(check.key_id, f"{check.at:%Y-%m}")

    def _read(self, site: str, check_id: str) -> Check | None:
        with reaching():
            raw = self._store.client.hgetall(self._store.keys(site).check(check_id))
        return self._opened(site, check_id, decoded(raw)) if raw else None

    def _opened(self, site: str, check_id: str, fields: Mapping[str, str]) -> Check:
        return _check(site, check_id, fields, json.loads(self._addresses.open(fields["sealed"], check_id)))


def total(counters: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The counters of all blogs, or all months, together."""
    return {name: sum(counted.get(name, 0) for counted in counters.values()) for name in COUNTERS}


def months_back(now: datetime, months: int) -> list[str]:
    """The last so many months as YYYY-MM, this one first."""
    found, at = [], now.replace(day=1)
    for _ in range(months):
        found.append(f"{at:%Y-%m}")
        at = (at - timedelta(days=1)).replace(day=1)
    return found


def _sealed_part(check: Check) -> dict[str, Any]:
    """What is somebody's words or leads to a person."""
    clues = [[c.token, c.field, c.start, c.end, round(c.weight, 4)] for c in check.clues]
    more = {"permalink": check.permalink, "comment_type": check.comment_type}
    return {"document": asdict(check.document), "clues": clues, **more}


def _check(site: str, check_id: str, fields: Mapping[str, str], inside: Mapping[str, Any]) -> Check:
    return Check(
        id=check_id,
        site=site,
        key_id=fields["key"],
        blog=fields["blog"],
        at=moment(fields["created"]),
        document=Document(**inside["document"]),
        status=Status(fields["status"]),
        answer=fields["answer"],
        permalink=inside["permalink"],
        comment_type=inside["comment_type"],
        score=float(fields["score"]) if "score" in fields else None,
        model=fields.get("model"),
        reasons=tuple(Reason(*values) for values in json.loads(fields["reasons"])),
        clues=tuple(Clue(*values) for values in inside["clues"]),
        label=fields.get("label") or None,
        labelled_by=fields.get("by") or None,
    )
