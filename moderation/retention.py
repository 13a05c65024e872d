"""How long comments are kept: past its site's limit a comment is forgotten, by itself and on the record."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation.comments import Status
from moderation.errors import StoreUnavailableError
from moderation.people import Erasure
from moderation.records import milliseconds
from moderation.store import reaching

if TYPE_CHECKING:
    from datetime import datetime

    from moderation.desk import Desk

BATCH = 500
PAUSE_S = 3_600.0
WHO = "retention"
_log = logging.getLogger(__name__)


def tend(desk: Desk) -> dict[str, dict[str, int]]:
    """What is past its time is forgotten on every site; how many comments of each status, by site."""
    names = sorted({*desk.store.sites(), desk.settings.default_site})
    return {name: gone for name in names if (gone := tend_site(desk, name))}


def tend_site(desk: Desk, site: str) -> dict[str, int]:
    """Comments that stood in a status for longer than the site keeps it are forgotten, with their labels and marks.

    Logged with figures, and in the audit by ``retention``. A status without a limit is kept for good.
    """
    found: dict[str, int] = {}
    for status, days in desk.site(site).retention_days.items():
        before = desk.clock() - timedelta(days=days)
        gone = _forget(desk, site, Status(status), before)
        if gone:
            found[status] = gone
            _log.info("retention", extra={"site": site, "status": status, "days": days, "comments": gone})
    if found:
        desk.store.rewrite_log()
    return found


def _forget(desk: Desk, site: str, status: Status, before: datetime) -> int:
    """Comments written and decided before this moment are gone; how many."""
    erasure, gone, start = Erasure(desk, site, "expire", WHO), 0, 0
    while True:
        with reaching():
            key, high = desk.store.keys(site).queue(status), milliseconds(before)
            ids = desk.store.client.zrangebyscore(key, "-inf", high, start=start, num=BATCH)
        if not ids:
            return gone
        found = desk.store.comments(site, [i.decode() for i in ids])
        old = [comment for comment in found if comment.stands_since <= before]
        left = len(erasure.carry_out(old))
        gone += left
        start += len(ids) - left


class Keeper:
    """Tends the sites once an hour while the process lives; of many workers one does it."""

    def __init__(self, desk: Desk, pause_s: float = PAUSE_S) -> None:
        self._desk = desk
        self._pause_s = pause_s
        self._stop = threading.Event()

    def start(self) -> None:
        """A daemon thread tends from now on."""
        threading.Thread(target=self._keep, name="retention", daemon=True).start()

    def stop(self) -> None:
        """No further round begins."""
        self._stop.set()

    def _keep(self) -> None:
        while not self._stop.is_set():
            self.round()
            self._stop.wait(self._pause_s)

    def round(self) -> bool:
        """One round, unless another worker has done this hour's; what goes wrong is logged and tried again."""
        try:
            if not self._is_mine():
                return False
            tend(self._desk)
        except StoreUnavailableError:
            _log.warning("retention waits: the store does not answer")
        except Exception:  # noqa: BLE001 (whatever it is, the next round tries again)
            _log.exception("retention failed")
        return True

    def _is_mine(self) -> bool:
        key = self._desk.store.keys(self._desk.settings.default_site).retention
        with reaching():
            return bool(self._desk.store.client.set(key, WHO, nx=True, ex=max(1, round(self._pause_s * 0.9))))
