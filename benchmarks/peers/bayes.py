"""The Bayesian filters of electronic mail: SpamBayes, bogofilter and SpamAssassin's.

A comment is given to the two that read mail as the body of a message whose headers are always the same,
so that these tell nothing. Options are the programs' own defaults, except that SpamAssassin's Bayes need not
wait for 200 messages of either class.
"""

from __future__ import annotations

import subprocess
import tempfile
from base64 import b64encode
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Bogofilter", "SpamAssassin", "SpamBayes"]

PERL = Path(__file__).parent / "spamassassin.pl"


def _told(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


class SpamBayes:
    """SpamBayes' chi-squared combining over its own tokens, in the package ``sbclassifier``."""

    name = "SpamBayes"

    def version(self) -> str:
        """The program's or package's version."""
        return f"sbclassifier {version('sbclassifier')}"

    def fit(self, texts: Sequence[str], is_spam: NDArray[np.bool_]) -> None:
        """It has learned these texts."""
        from sbclassifier import Classifier, ClassifierDb, tokenize_text

        self._classifier = Classifier(ClassifierDb())
        for text, spam in zip(texts, is_spam, strict=True):
            self._classifier.learn(tokenize_text(text), bool(spam))

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Its spam probabilities."""
        from sbclassifier import tokenize_text

        return np.array([self._classifier.spamprob(tokenize_text(text)) for text in texts])

    def close(self) -> None:
        """There is nothing to end."""


class Bogofilter:
    """Robinson's geometric mean and Fisher's method, by the program ``bogofilter``."""

    name = "bogofilter"
    _home: tempfile.TemporaryDirectory[str] | None = None

    def version(self) -> str:
        """The program's or package's version."""
        return _told(["bogofilter", "-V"]).split("\n", maxsplit=1)[0].replace("version ", "")

    def fit(self, texts: Sequence[str], is_spam: NDArray[np.bool_]) -> None:
        """It has learned these texts, into a word list of its own."""
        self.close()
        self._home = tempfile.TemporaryDirectory()
        for option, label in (("-s", True), ("-n", False)):
            chosen = [text for text, spam in zip(texts, is_spam, strict=True) if spam == label]
            subprocess.run([*self._command(), "-M", option], input=_mailbox(chosen), check=True)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Its spamicity.

        Raises:
            RuntimeError: it did not answer once for each text.
        """
        asked = [*self._command(), "-T", "-T", "-M"]
        done = subprocess.run(asked, input=_mailbox(texts), capture_output=True, check=False)
        told = done.stdout.split()
        if len(told) != len(texts):
            message = f"bogofilter answered {len(told)} times for {len(texts)} texts: {done.stderr[:200]!r}"
            raise RuntimeError(message)
        return np.array([float(spamicity) for spamicity in told])

    def close(self) -> None:
        """Its word list is removed."""
        if self._home:
            self._home.cleanup()
            self._home = None

    def _command(self) -> list[str]:
        return ["bogofilter", "-C", "-d", self._home.name if self._home else ""]


def _mailbox(texts: Sequence[str]) -> bytes:
    heads = "From a@b Thu Jan  1 00:00:00 1970\nSubject: comment\nContent-Type: text/plain; charset=utf-8\n\n"
    quoted = (("\n" + text).replace("\nFrom ", "\n>From ")[1:] for text in texts)
    return "".join(f"{heads}{text}\n\n" for text in quoted).encode("utf-8", "replace")


class SpamAssassin:
    """Fisher's method over SpamAssassin's tokens, without its rules: ``spamassassin.pl`` is kept running."""

    name = "SpamAssassin's Bayes"
    _home: tempfile.TemporaryDirectory[str] | None = None
    _process: subprocess.Popen[str] | None = None

    def version(self) -> str:
        """The program's or package's version."""
        return f"SpamAssassin {_told(['perl', '-MMail::SpamAssassin', '-e', 'print Mail::SpamAssassin::Version()'])}"

    def fit(self, texts: Sequence[str], is_spam: NDArray[np.bool_]) -> None:
        """It has learned these texts, into a database of its own."""
        self.close()
        self._home = tempfile.TemporaryDirectory()
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(["perl", PERL, self._home.name], stdin=pipe, stdout=pipe, text=True)
        for text, spam in zip(texts, is_spam, strict=True):
            self._ask("spam" if spam else "ham", text)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Its probabilities."""
        return np.array([float(self._ask("score", text)) for text in texts])

    def close(self) -> None:
        """The program is ended and its database removed."""
        if self._process and self._home:
            self._process.communicate()
            self._home.cleanup()
        self._process = self._home = None

    def _ask(self, wish: str, text: str) -> str:
        assert self._process
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{wish} {b64encode(text.encode('utf-8', 'replace')).decode()}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()
