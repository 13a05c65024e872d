"""Other classifiers of text, trained and asked in the same run as ours.

Each is given the comment's text, which is all it reads. What they need is optional: `requirements-bench.txt`
and the Debian packages ``bogofilter`` and ``spamassassin``; those that are not installed are named as such.
"""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from benchmarks.peers.bayes import Bogofilter, SpamAssassin, SpamBayes
from benchmarks.peers.plain import FastText, TfIdf

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Peer", "peers"]


class Peer(Protocol):
    """Something that learns from texts and scores texts, the higher the more like spam."""

    name: str

    def version(self) -> str:
        """The package or program it is, and its version."""

    def fit(self, texts: Sequence[str], is_spam: NDArray[np.bool_]) -> None:
        """It has learned these texts and forgotten any others."""

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Scores in [0, 1], ``(n_texts,)``."""

    def close(self) -> None:
        """Its files are removed and its process, if it has one, is ended."""


def peers() -> tuple[list[Peer], list[str]]:
    """The peers that are installed, and of those that are not the name and what would install it."""
    every: list[tuple[Peer, bool, str]] = [
        (TfIdf(), True, ""),
        (FastText(), find_spec("fasttext") is not None, "requirements-bench.txt"),
        (SpamBayes(), find_spec("sbclassifier") is not None, "requirements-bench.txt"),
        (Bogofilter(), shutil.which("bogofilter") is not None, "apt-get install bogofilter"),
        (SpamAssassin(), _has_spamassassin(), "apt-get install spamassassin"),
    ]
    found = [peer for peer, is_there, _ in every if is_there]
    return found, [f"{peer.name} ({cure})" for peer, is_there, cure in every if not is_there]


def _has_spamassassin() -> bool:
    if not shutil.which("perl"):
        return False
    asked = ["perl", "-MMail::SpamAssassin", "-e1"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0
