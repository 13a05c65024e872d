"""How fast one sender may write: per keyed fingerprint of the address and per network."""

from __future__ import annotations

import math
from importlib import resources
from typing import TYPE_CHECKING

from moderation.errors import TooManyError
from moderation.store import reaching

if TYPE_CHECKING:
    from datetime import datetime

    from moderation.store import Store

Rate = tuple[int, int]  # so many units in so many seconds


class Limits:
    """Rates kept in the store, so that all workers share them (generic cell rate algorithm: `lua/take.lua`)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        source = resources.files("moderation").joinpath("lua", "take.lua").read_text(encoding="utf-8")
        self._take = store.client.register_script(source)

    def take(self, site: str, rates: dict[tuple[str, str], Rate], now: datetime) -> None:
        """One unit of every rate is taken, or none: then TooManyError says in how many seconds to come back.

        ``rates`` maps (what, keyed digest of whom) to a rate.
        """
        if not rates:
            return
        keys = [self._store.keys(site).rate(what, whom) for what, whom in rates]
        figures = [figure for units, window_s in rates.values() for figure in (window_s * 1000 / units, units)]
        with reaching():
            wait_ms = int(self._take(keys, [round(now.timestamp() * 1000), *figures]))
        if wait_ms > 0:
            raise TooManyError(math.ceil(wait_ms / 1000))
