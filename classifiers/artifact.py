"""A model as it is kept: one array of weights and one JSON card, no code and no pickle.

In a directory these are ``weights.npz`` and ``card.json``; in a store they are one byte string. The
card's ``sha256`` covers the weights and everything that changes a score or a threshold, so a model
that was tampered with or cut short is refused before it is used.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from classifiers.features import FORMAT, TABLE_SIZE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Artifact", "ModelError"]

LARGEST_BYTES = 16 * 1024 * 1024


class ModelError(Exception):
    """A model cannot be used: it is missing, tampered with, cut short, or of another format."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A model's weights ``(TABLE_SIZE,)`` as int16 multiples of ``card["step"]``, and its card."""

    weights: NDArray[np.int16]
    card: dict[str, Any]

    @classmethod
    def seal(cls, weights: NDArray[np.int16], card: dict[str, Any]) -> Artifact:
        """The artifact with its ``format``, ``sha256`` and ``version`` written into the card."""
        card = {**card, "format": FORMAT, "table_size": TABLE_SIZE}
        digest = _digest(weights, card)
        return cls(weights, {**card, "sha256": digest, "version": f"{card.get('name', 'model')}-{digest[:8]}"})

    @classmethod
    def read(cls, directory: Path) -> Artifact:
        """The artifact kept in a directory.

        Raises:
            ModelError: it is not there, or not what its card says.
        """
        try:
            card = (directory / "card.json").read_bytes()
            weights = (directory / "weights.npz").read_bytes()
        except OSError as error:
            message = f"no model in {directory}: {error.strerror}"
            raise ModelError(message) from error
        return cls._open(weights, card)

    @classmethod
    def from_bytes(cls, blob: bytes) -> Artifact:
        """The artifact that ``to_bytes`` wrote.

        Raises:
            ModelError: the bytes are no model, or not what its card says.
        """
        length = int.from_bytes(blob[:4], "big")
        if len(blob) <= 4 + length:
            message = f"a model's bytes are cut short: {len(blob)} of more than {4 + length}"
            raise ModelError(message)
        return cls._open(blob[4 + length :], blob[4 : 4 + length])

    @classmethod
    def _open(cls, packed: bytes, card_bytes: bytes) -> Artifact:
        try:
            card = json.loads(card_bytes)
            with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
                weights = arrays["weights"]
        except (
            ValueError,
            KeyError,
            OSError,
            EOFError,
            RecursionError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            message = f"not a model: {error}"
            raise ModelError(message) from error
        _check(weights, card)
        return cls(weights, card)

    def pack(self) -> bytes:
        """The weights as a compressed ``.npz``; the same weights always give the same bytes."""
        packed = io.BytesIO()
        np.savez_compressed(packed, weights=self.weights)
        return packed.getvalue()

    def card_text(self) -> str:
        """The card as JSON, keys in order."""
        return json.dumps(self.card, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    def to_bytes(self) -> bytes:
        """The whole artifact as one byte string: length of the card, card, weights."""
        card = self.card_text().encode()
        return len(card).to_bytes(4, "big") + card + self.pack()

    def write(self, directory: Path) -> None:
        """The artifact is kept in the directory, in place of any that was there."""
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "weights.npz").write_bytes(self.pack())
        (directory / "card.json").write_text(self.card_text(), encoding="utf-8")


def _check(weights: NDArray[np.int16], card: Any) -> None:
    """Raises ModelError unless weights and card belong together and to this code."""
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        found = card.get("format") if isinstance(card, dict) else type(card).__name__
        message = f"model format {found} cannot be read by this version, which reads format {FORMAT}"
        raise ModelError(message)
    if weights.dtype != np.int16 or weights.shape != (TABLE_SIZE,):
        message = f"model weights are {weights.dtype} {weights.shape}, expected int16 ({TABLE_SIZE},)"
        raise ModelError(message)
    try:
        digest = _digest(weights, card)
    except (KeyError, TypeError) as error:
        message = f"model card lacks {error}"
        raise ModelError(message) from error
    if digest != card.get("sha256"):
        message = "model was tampered with: its SHA-256 is not the one its card promises"
        raise ModelError(message)


def _digest(weights: NDArray[np.int16], card: dict[str, Any]) -> str:
    sealed = {key: card[key] for key in ("bias", "format", "step", "thresholds")}
    digest = hashlib.sha256(json.dumps(sealed, sort_keys=True).encode())
    digest.update(np.ascontiguousarray(weights, dtype="<i2").tobytes())
    return digest.hexdigest()
