"""What the desk's numbers are: comments per day, waiting times, how often people overruled the machine, scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from moderation.records import decoded
from moderation.store import reaching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from moderation.opinions import Agreement, Opinions
    from moderation.store import Store

DAYS_MAX = 366
BINS = 20  # of a score histogram, each 0.05 wide
LATEST_LABELS = 2_000


@dataclass(frozen=True, slots=True)
class Day:
    """One day's counts (UTC): what came, where the machine put it, what people ruled, net of what was undone."""

    day: date
    received: int
    machine: dict[str, int]
    ruled: dict[str, int]
    undone: int
    appeals: int


@dataclass(frozen=True, slots=True)
class Overruled:
    """What people did with what did not wait: in how many cases they looked at, and in how many they decided else."""

    published: int  # the machine had published it, and a person ruled on it
    taken_down: int  # … as spam, or rejected
    filed: int  # the machine had filed it as spam, and a person ruled on it
    rescued: int  # … as fine


@dataclass(frozen=True, slots=True)
class Numbers:
    """A site's numbers over some days. ``scores`` maps ham and spam to counts in bins of 0.05 from 0 to 1."""

    days: tuple[Day, ...]
    overruled: Overruled
    median_wait_s: float | None  # of first rulings; within 9 %; None where there was none
    agreement: Agreement
    scores: dict[str, tuple[int, ...]]


class Ledger:
    """Reads the numbers that every move leaves behind. Raises StoreUnavailableError when the server does not answer."""

    def __init__(self, store: Store, opinions: Opinions) -> None:
        self._store = store
        self._opinions = opinions

    def read(self, site: str, until: datetime, days: int) -> Numbers:
        """The numbers of so many days, the last of them that of ``until``; agreement and scores are of all days."""
        dates = [until.date() - timedelta(days=back) for back in reversed(range(days))]
        counted = self._counted(site, dates)
        return Numbers(
            days=tuple(_day(day, counts) for day, counts in zip(dates, counted, strict=True)),
            overruled=_overruled(counted),
            median_wait_s=_median_wait_s(counted),
            agreement=self._opinions.agreement(site),
            scores=self._scores(site),
        )

    def _counted(self, site: str, dates: Sequence[date]) -> list[dict[str, int]]:
        """Each day's counters. What was undone on a later day than ruled may leave one below 0: it counts as none."""
        keys = self._store.keys(site)
        with reaching(), self._store.client.pipeline(transaction=False) as pipe:
            for day in dates:
                pipe.hgetall(keys.day(day))
            return [{name: max(0, int(n)) for name, n in decoded(found).items()} for found in pipe.execute()]

    def _scores(self, site: str) -> dict[str, tuple[int, ...]]:
        """How the model scored what people labelled, of the latest LATEST_LABELS labels."""
        keys = self._store.keys(site)
        with reaching():
            ids = [i.decode() for i in self._store.client.zrevrange(keys.labels, 0, LATEST_LABELS - 1)]
            with self._store.client.pipeline(transaction=False) as pipe:
                for comment_id in ids:
                    pipe.hget(keys.label(comment_id), "label")
                    pipe.hget(keys.comment(comment_id), "score")
                found = iter(pipe.execute())
        bins = {"ham": [0] * BINS, "spam": [0] * BINS}
        for label, score in zip(found, found, strict=True):
            if label and score:
                bins[label.decode()][min(BINS - 1, int(float(score) * BINS))] += 1
        return {label: tuple(counts) for label, counts in bins.items()}


def _day(day: date, counts: dict[str, int]) -> Day:
    return Day(
        day=day,
        received=counts.get("received", 0),
        machine={status: counts.get(f"machine:{status}", 0) for status in ("approved", "pending", "spam")},
        ruled={status: counts.get(f"ruled:{status}", 0) for status in ("approved", "spam", "rejected")},
        undone=counts.get("undone", 0),
        appeals=counts.get("appeals", 0),
    )


def _overruled(counted: Iterable[dict[str, int]]) -> Overruled:
    sums: dict[tuple[str, str], int] = {}
    for counts in counted:
        for name, count in counts.items():
            machine, _, person = name.partition(":")
            if machine.startswith("machine-"):
                pair = machine.removeprefix("machine-"), person.removeprefix("person-")
                sums[pair] = sums.get(pair, 0) + count
    published = {person: n for (machine, person), n in sums.items() if machine == "approved"}
    filed = {person: n for (machine, person), n in sums.items() if machine == "spam"}
    return Overruled(
        published=sum(published.values()),
        taken_down=sum(published.values()) - published.get("approved", 0),
        filed=sum(filed.values()),
        rescued=filed.get("approved", 0),
    )


def _median_wait_s(counted: Iterable[dict[str, int]]) -> float | None:
    """The middle of the bin that the median falls in; ``waited:<n>`` counts waits from 2^(n/4) to 2^((n+1)/4) s."""
    bins: dict[int, int] = {}
    for counts in counted:
        for name, count in counts.items():
            if name.startswith("waited:"):
                number = int(name.removeprefix("waited:"))
                bins[number] = bins.get(number, 0) + count
    total = sum(bins.values())
    if not total:
        return None
    numbers = sorted(bins)
    upto = accumulate(bins[number] for number in numbers)
    middle = next(number for number, count in zip(numbers, upto, strict=True) if 2 * count >= total)
    return float(2 ** ((middle + 0.5) / 4))
