"""How fast one sender may write: per keyed fingerprint of the address and per network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from moderation.errors import TooManyError
from moderation.rates import Allowance, Rate
from moderation.records import milliseconds
from moderation.store import lua, reaching

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from moderation.store import Store


class Limits:
    """Rates kept in the store, so that all workers share them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._take = store.client.register_script(lua("rates") + lua("take"))

    def rates(self, site: str, allowed: Mapping[tuple[str, str], Allowance]) -> tuple[Rate, ...]:
        """The rates of these senders; ``allowed`` maps (what, keyed digest of whom) to (units, seconds)."""
        keys = self._store.keys(site)
        return tuple(Rate(keys.rate(what, whom), *figures) for (what, whom), figures in allowed.items())

    def take(self, site: str, allowed: Mapping[tuple[str, str], Allowance], now: datetime) -> None:
        """One unit of every rate is taken, or none: then TooManyError says in how many seconds to come back."""
        rates = self.rates(site, allowed)
        if not rates:
            return
        figures = [figure for rate in rates for figure in rate.figures]
        with reaching():
            wait_ms = int(self._take([rate.key for rate in rates], [milliseconds(now), *figures]))
        if wait_ms > 0:
            raise too_many(wait_ms)


def too_many(wait_ms: int) -> TooManyError:
    """The error that says in how many whole seconds to come back."""
    return TooManyError(math.ceil(wait_ms / 1000))
