"""What was learned of words and pairs, so that it need not be read again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Generic, TypeVar

__all__ = ["Recall"]

LONGEST_KEPT = 48
_Key = TypeVar("_Key", bound=Hashable)
_Learned = TypeVar("_Learned", bound=tuple[object, ...])


class Recall(Generic[_Key, _Learned]):
    """Keeps what was learned of so many keys, none longer than ``LONGEST_KEPT``; once full it begins anew."""

    def __init__(self, most: int, length: Callable[[_Key], int]) -> None:
        """Nothing is known yet; ``length`` tells a key's, in characters."""
        self._kept: dict[_Key, _Learned] = {}
        self._most = most
        self._length = length

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
        kept.update([(key, one) for key, one in zip(new, told, strict=True) if self._length(key) <= LONGEST_KEPT])
        fresh = iter(told)
        return [next(fresh) if one is None else one for one in known]
