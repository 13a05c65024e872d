"""Other classifiers of text, trained and asked in the same run as ours.

Each is asked only for text, which is all it reads; those that are not installed are left out and said to be.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Peer", "peers"]


class Peer(Protocol):
    """Something that learns from texts and scores texts, the higher the more like spam."""

    name: str

    def fit(self, texts: Sequence[str], is_spam: NDArray[np.bool_]) -> None:
        """It has learned these texts and forgotten any others."""

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Scores in [0, 1], ``(n_texts,)``."""


class TfIdf:
    """Words, word pairs and letters by TF-IDF, and logistic regression: the plain baseline."""

    name = "TF-IDF + LR"

    def fit(self, texts: Sequence[str], is_spam: NDArray[np.bool_]) -> None:
        """It has learned these texts."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, dtype=np.float32)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3, dtype=np.float32)
        regression = LogisticRegression(C=10.0, solver="liblinear", random_state=0)
        self._pipeline = make_pipeline(make_union(words, letters), regression)
        self._pipeline.fit(list(texts), is_spam)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The probabilities of spam."""
        return np.asarray(self._pipeline.predict_proba(list(texts))[:, 1])


class SpamBayes:
    """SpamBayes' chi-squared combining, in the package ``sbclassifier``."""

    name = "SpamBayes"

    def fit(self, texts: Sequence[str], is_spam: NDArray[np.bool_]) -> None:
        """It has learned these texts."""
        from sbclassifier.classifiers.basic import Classifier

        self._classifier = Classifier()
        for text, spam in zip(texts, is_spam, strict=True):
            self._classifier.learn(text.lower().split(), bool(spam))

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Its spam probabilities."""
        return np.array([self._classifier.spamprob(text.lower().split()) for text in texts])


class Bogofilter:
    """Robinson's geometric mean and Fisher's method, by the program ``bogofilter``."""

    name = "bogofilter"

    def fit(self, texts: Sequence[str], is_spam: NDArray[np.bool_]) -> None:
        """It has learned these texts, into a word list of its own."""
        self._home = tempfile.TemporaryDirectory()
        for option, label in (("-s", True), ("-n", False)):
            chosen = [text for text, spam in zip(texts, is_spam, strict=True) if spam == label]
            subprocess.run([*self._command(), "-M", option], input=_mailbox(chosen), check=True)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Its spamicity."""
        asked = [*self._command(), "-T", "-T", "-M"]
        done = subprocess.run(asked, input=_mailbox(texts), capture_output=True, check=False)
        return np.array([float(line.split()[-1]) for line in done.stdout.splitlines()])

    def _command(self) -> list[str]:
        return ["bogofilter", "-d", str(Path(self._home.name))]


def _mailbox(texts: Sequence[str]) -> bytes:
    heads = "From a@b Thu Jan  1 00:00:00 1970\nSubject: comment\n\n"
    return "".join(heads + text.replace("\nFrom ", "\n>From ") + "\n\n" for text in texts).encode("utf-8", "replace")


def peers() -> tuple[list[Peer], list[str]]:
    """The peers that are installed, and the names of those that are not."""
    found: list[Peer] = [TfIdf()]
    missing = []
    for peer, is_there in ((SpamBayes(), find_spec("sbclassifier")), (Bogofilter(), shutil.which("bogofilter"))):
        if is_there:
            found.append(peer)
        else:
            missing.append(peer.name)
    return found, missing
