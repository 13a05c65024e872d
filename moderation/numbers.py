"""What the desk's numbers are: comments per day, waiting times, how often people overruled the machine, scores."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from moderation.opinions import agreement
from moderation.records import decoded
from moderation.store import reaching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from moderation.opinions import Agreement, JudgedTwice, Opinions
    from moderation.store import Store

DAYS_MAX = 366
BINS = 20  # of a score histogram, each 0.05 wide
LATEST_LABELS = 2_000
WAITED = "waited:"


@dataclass(frozen=True, slots=True)
class Day:
    """One day's counts (UTC): what came, where the machine put it, what people ruled, net of what was undone."""

    day: date
    received: int
    machine: dict[str, int]
    ruled: dict[str, int]
    undone: int
    appeals: int
    waited: dict[int, int]  # first rulings by `waited:<n>`, which counts waits from 2^(n/4) to 2^((n+1)/4) s
    judged_twice: tuple[JudgedTwice, ...]  # of which the second judgement came on this day


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
        counted, judged = self._counted(site, dates), self._opinions.judged_twice(site)
        by_day: dict[date, list[JudgedTwice]] = {}
        for each in judged:
            by_day.setdefault(each.at.date(), []).append(each)
        told = tuple(_day(day, counts, by_day.get(day, ())) for day, counts in zip(dates, counted, strict=True))
        return Numbers(
            days=told,
            overruled=_overruled(counted),
            median_wait_s=median_wait_s(told),
            agreement=agreement(judged),
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


def _day(day: date, counts: dict[str, int], judged: Sequence[JudgedTwice]) -> Day:
    return Day(
        day=day,
        received=counts.get("received", 0),
        machine={status: counts.get(f"machine:{status}", 0) for status in ("approved", "pending", "spam")},
        ruled={status: counts.get(f"ruled:{status}", 0) for status in ("approved", "spam", "rejected")},
        undone=counts.get("undone", 0),
        appeals=counts.get("appeals", 0),
        waited={int(name.removeprefix(WAITED)): n for name, n in counts.items() if name.startswith(WAITED)},
        judged_twice=tuple(judged),
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


def median_wait_s(days: Iterable[Day]) -> float | None:
    """The median time until a first ruling of these days, as the middle of the bin it falls in; None without one."""
    bins: Counter[int] = Counter()
    for day in days:
        bins.update(day.waited)
    total = bins.total()
    if not total:
        return None
    upto = accumulate(bins[number] for number in sorted(bins))
    middle = next(number for number, count in zip(sorted(bins), upto, strict=True) if 2 * count >= total)
    return float(2 ** ((middle + 0.5) / 4))
