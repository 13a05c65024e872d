"""The desk: what both stories, `intake` and `review`, need in reach."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from moderation.errors import NotFoundError, StoreUnavailableError
from moderation.sites import Site

if TYPE_CHECKING:
    from moderation.accounts import Accounts
    from moderation.addresses import Addresses
    from moderation.akismet.checks import Checks
    from moderation.akismet.keys import ApiKeys
    from moderation.api_tokens import ApiTokens
    from moderation.arrivals import Arrivals
    from moderation.config import Settings
    from moderation.labels import Labels
    from moderation.limits import Limits
    from moderation.notices import Notices
    from moderation.numbers import Ledger
    from moderation.opinions import Opinions
    from moderation.presence import Presence
    from moderation.queues import Queues
    from moderation.registry import Registry
    from moderation.rulings import Rulings
    from moderation.scoring import Scoring
    from moderation.sessions import Sessions
    from moderation.store import Store
    from moderation.threads import Threads
    from moderation.tokens import Tokens

SITE_LIFE_S = 1.0


def utc_now() -> datetime:
    """The time, aware, UTC."""
    return datetime.now(UTC)


class Ids:
    """Makes ids of 24 hex digits: the time in ms, then 48 random bits. In one process, later ids sort later."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """The next id: that of another millisecond, or just above the last."""
        made = round(utc_now().timestamp() * 1000) << 48 | secrets.randbits(48)
        with self._lock:
            self._last = max(made, self._last + 1)
            return f"{self._last:024x}"


new_id = Ids()


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything wired; time and randomness come in here."""

    settings: Settings
    store: Store
    arrivals: Arrivals
    threads: Threads
    labels: Labels
    rulings: Rulings
    queues: Queues
    presence: Presence
    opinions: Opinions
    ledger: Ledger
    limits: Limits
    notices: Notices
    api_keys: ApiKeys
    checks: Checks
    tokens: Tokens
    accounts: Accounts
    sessions: Sessions
    api_tokens: ApiTokens
    addresses: Addresses
    scoring: Scoring
    registry: Registry
    clock: Callable[[], datetime] = utc_now
    new_id: Callable[[], str] = new_id
    _sites: dict[str, tuple[datetime, Site]] = field(default_factory=dict, repr=False)

    def site(self, name: str | None = None) -> Site:
        """The site's settings, at most a second old, or the last known; the default site exists without being made.

        Raises NotFoundError for a name that no site has.
        """
        name = name or self.settings.default_site
        now = self.clock()
        kept = self._sites.get(name)
        if kept and 0 <= (now - kept[0]).total_seconds() < SITE_LIFE_S:
            return kept[1]
        try:
            site = self.store.site(name)
        except StoreUnavailableError:
            if kept is None:
                raise
            return kept[1]  # good enough to say 503 in the site's own words and to its own pages
        if site is None:
            if name != self.settings.default_site:
                raise NotFoundError(what="site", name=name)
            site = Site(name=name)
        self._sites[name] = (now, site)
        return site

    def save_site(self, site: Site) -> None:
        """The site has these settings here at once, and in every worker within a second."""
        self.store.save_site(site)
        self._sites.pop(site.name, None)

    def change_site(self, name: str, change: Callable[[Site], Site]) -> Site:
        """The site has the settings that ``change`` makes of those on disk, here at once: no other's change is lost.

        Raises NotFoundError, and whatever ``change`` raises: nothing is changed then.
        """
        known = self.site(name)
        changed = self.store.change_site(name, lambda found: change(found or known))
        self._sites.pop(name, None)
        return changed
