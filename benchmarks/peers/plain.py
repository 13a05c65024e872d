"""The plain baselines: TF-IDF with logistic regression, and fastText's classifier."""

from __future__ import annotations

import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["FastText", "TfIdf"]


class TfIdf:
    """Words, word pairs and letters by TF-IDF, and logistic regression: the plain baseline."""

    name = "TF-IDF + LR"

    def version(self) -> str:
        """The package's version."""
        return f"scikit-learn {version('scikit-learn')}"

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

    def close(self) -> None:
        """There is nothing to end."""


class FastText:
    """Mean vectors of words, word pairs and letters with a softmax (Joulin et al. 2017)."""

    name = "fastText"

    def version(self) -> str:
        """The package's version."""
        return f"fasttext-community {version('fasttext-community')}"

    def fit(self, texts: Sequence[str], is_spam: NDArray[np.bool_]) -> None:
        """It has learned these texts; one thread, so that the same texts give the same model."""
        import fasttext

        with tempfile.TemporaryDirectory() as home:
            lines = Path(home) / "texts"
            told = (
                f"__label__{'spam' if spam else 'ham'} {_line(text)}" for text, spam in zip(texts, is_spam, strict=True)
            )
            lines.write_text("\n".join(told), encoding="utf-8", errors="replace")
            self._model = fasttext.train_supervised(
                str(lines), epoch=15, lr=0.5, wordNgrams=2, minn=3, maxn=5, dim=20, bucket=200_000,
                minCount=2, thread=1, seed=0, verbose=0,
            )  # fmt: skip

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The probabilities of spam."""
        return np.array([self._of_spam(text) for text in texts])

    def close(self) -> None:
        """There is nothing to end."""

    def _of_spam(self, text: str) -> float:
        labels, chances = self._model.predict(_line(text), k=2)
        told = dict(zip(labels, chances, strict=True))
        return float(told.get("__label__spam", 0.0))


def _line(text: str) -> str:
    """The text on one line, as fastText reads it, in lower case."""
    return " ".join(text.lower().split()).encode("utf-8", "replace").decode()
