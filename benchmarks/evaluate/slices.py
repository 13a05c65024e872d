"""The held-out scores of ours by kind of comment: French sites, languages, and the synthetic lines by genre."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluate.figures import area, draws_of, middle, proportion
from benchmarks.evaluate.material import Section
from benchmarks.evaluate.sources import FEWEST, HeldOut
from benchmarks.evaluate.tables import plain

__all__ = ["french", "genres", "languages"]

Mask = NDArray[np.bool_]
LANGUAGES = {
    "en": "English", "fr": "French", "de": "German", "es": "Spanish", "pt": "Portuguese", "it": "Italian",
    "nl": "Dutch", "ru": "Russian",
}  # fmt: skip
TWEETS = "mlma-fr-tweets"


def french(held_out: HeldOut) -> Section:
    """Real French ham put into spam, site by site."""
    language = _languages(held_out)
    ham = (language == "fr") & ~held_out.labels.is_spam
    judged = _mask(held_out)
    sources = held_out.labels.sources
    rows = [
        [str(site), *_blocked(held_out, ham & (sources == site))]
        for site in np.unique(sources[ham & judged])
        if (ham & (sources == site)).sum() >= FEWEST
    ]
    rows.append(["**all real French comments**", *_blocked(held_out, ham & judged)])
    rows.append(["tweets, ham by assumption, often offensive", *_blocked(held_out, ham & (sources == TWEETS))])
    titles = ["site, held out", "ham", "blocked at the card's `spam_from`", "at a threshold solved elsewhere"]
    return Section(plain(titles, rows))


def languages(held_out: HeldOut) -> Section:
    """What ours says of each language's real comments, held out by source."""
    language, judged = _languages(held_out), _mask(held_out)
    known = [(name, judged & (language == code)) for code, name in LANGUAGES.items()]
    known.append(("other or not known", judged & ~np.isin(language, list(LANGUAGES))))
    titles = ["language", "ham", "spam", "ROC-AUC", "ham blocked at the card's `spam_from`", "spam caught there"]
    return Section(plain(titles, [[name, *_language(held_out, rows)] for name, rows in known if rows.any()]))


def genres(held_out: HeldOut) -> Section:
    """The synthetic lines by genre, from models that saw none of them; spam is ranked among all synthetic ham."""
    chosen = np.array([source.startswith("synthetic") for source in held_out.labels.sources])
    genre = np.array([example.genre or "" for example in held_out.examples])
    titles = ["genre", "lines", "above 0.5", "above the card's `spam_from`", "ROC-AUC against the other class"]
    rows = []
    for of_spam, word in ((True, "spam"), (False, "ham")):
        kind = chosen & (held_out.labels.is_spam == of_spam)
        others = chosen & (held_out.labels.is_spam != of_spam)
        for name in [*np.unique(genre[kind]), ""]:
            lines = kind & (genre == name) if name else kind
            rows.append(_genre(held_out, f"{word}: {name}" if name else f"**all {word}**", lines, others))
    return Section(plain(titles, rows))


def _genre(held_out: HeldOut, name: str, lines: Mask, others: Mask) -> list[str]:
    scores = held_out.ours[lines]
    ranked = _area(held_out, lines | others)
    above = (f"{100 * (scores >= level).mean():.0f} %" for level in (0.5, held_out.card_spam_from))
    return [name, str(int(lines.sum())), *above, ranked]


def _language(held_out: HeldOut, rows: Mask) -> list[str]:
    is_spam = held_out.labels.is_spam
    ham, spam = rows & ~is_spam, rows & is_spam
    ranked = _area(held_out, rows) if min(ham.sum(), spam.sum()) >= FEWEST else "–"
    counts = [str(int(ham.sum())), str(int(spam.sum()))]
    return [*counts, ranked, *(_share(held_out.ours[kind] >= held_out.card_spam_from) for kind in (ham, spam))]


def _area(held_out: HeldOut, rows: Mask) -> str:
    """ROC-AUC with its interval."""
    scores, is_spam = held_out.ours[rows], held_out.labels.is_spam[rows]
    values = area(scores, is_spam, draws_of(np.where(is_spam, "spam", "ham")))
    low, high = middle(values[1:])
    return f"{values[0]:.3f} ({low:.3f} to {high:.3f})"


def _blocked(held_out: HeldOut, rows: Mask) -> Iterator[str]:
    yield str(int(rows.sum()))
    yield _share(held_out.ours[rows] >= held_out.card_spam_from)
    yield _share(held_out.ours[rows] >= held_out.spam_from[0][rows])


def _share(hits: Sequence[bool] | Mask) -> str:
    """How many, and the share with its exact interval."""
    share, low, high = proportion(int(np.sum(hits)), len(hits))
    if not len(hits):
        return "–"
    return f"{int(np.sum(hits))}: {100 * share:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def _languages(held_out: HeldOut) -> NDArray[np.str_]:
    return np.array([example.document.lang or "" for example in held_out.examples])


def _mask(held_out: HeldOut) -> Mask:
    """Which rows are real comments."""
    mask = np.zeros(len(held_out.examples), dtype=bool)
    mask[held_out.judged] = True
    return mask
