"""What was learned of words and pairs, so that it need not be read again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Generic, TypeVar

__all__ = ["Recall"]

LONGEST_KEPT = 48
_Key = TypeVar("_Key", bound=Hashable)
_Learned = TypeVar("_Learned", bound=tuple[object, ...])


class Recall(Generic[_Key, _Learned]):
    """Keeps what was learned of so many keys, then begins anew; what hostile texts make is bounded too.

    Keys that were learned together are kept if they have no more than ``LONGEST_KEPT`` characters on average.
    """

    def __init__(self, most: int, spell: Callable[[list[_Key]], Iterable[str]]) -> None:
        """Nothing is known yet; ``spell`` tells what the keys are made of."""
        self._kept: dict[_Key, _Learned] = {}
        self._most = most
        self._spell = spell

    def of(self, keys: Collection[_Key], learn: Callable[[list[_Key]], Iterable[_Learned]]) -> list[_Learned]:
        """What is known of each of these different keys; ``learn`` is asked once for all that are new."""
        kept = self._kept
        try:
            return list(map(kept.__getitem__, keys))
        except KeyError:
            known = list(map(kept.get, keys))
        new = [key for key, learned in zip(keys, known, strict=True) if learned is None]
        told = list(learn(new))
        if len(kept) >= self._most:
            kept.clear()
        if sum(map(len, self._spell(new))) <= LONGEST_KEPT * len(new):
            kept.update(zip(new, told, strict=True))
        fresh = iter(told)
        return [next(fresh) if one is None else one for one in known]
