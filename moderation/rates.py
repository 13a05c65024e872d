"""So many units in so many seconds: the arithmetic of a rate, kept in the store as one time (`lua/rates.lua`)."""

from __future__ import annotations

import math
from dataclasses import dataclass

Allowance = tuple[int, int]  # so many units in so many seconds


@dataclass(frozen=True, slots=True)
class Rate:
    """``units`` in ``window_s``, all of which may come at once; ``key`` holds when the next would be due if none did.

    The generic cell rate algorithm, as the virtual scheduling of ITU-T I.371.
    """

    key: str
    units: int
    window_s: int

    @property
    def figures(self) -> tuple[float, int]:
        """(interval between units in ms, burst in units), as the script takes them."""
        return self.window_s * 1000 / self.units, self.units

    def wait_ms(self, arrival: bytes | None, now_ms: int) -> int:
        """The ms until there is a unit again, 0 where there is one; ``arrival`` is what the key holds."""
        interval, burst = self.figures
        due = max(float(arrival or now_ms), now_ms) + interval
        return max(0, math.ceil(due - interval * burst - now_ms))
