"""What a training did, for the people whose rulings taught it: one HTML page with pictures and nothing from elsewhere.

No script, no outside file; pictures are inline SVG drawn with attributes. Where a content policy forbids
the page's style element, it is plain but whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve, roc_curve

from classifiers.differences import Difference, auc
from classifiers.documents import Document
from classifiers.drawing import Axes, Bars, Line, chart
from classifiers.evidence import Evidence
from classifiers.fitting import fit_site
from classifiers.gate import Comparison
from classifiers.learning import Challenger
from classifiers.scorer import Scorer
from classifiers.training import log_odds

__all__ = ["Word", "heaviest", "learning_curve", "report"]

Floats = NDArray[np.float64]

MOST_READ = 600  # labels whose words are weighed: the latest
MOST_POINTS = 200  # points of a curve; a picture shows no more
WORDS = 18
MISTAKES = 12
EXCERPT = 180
BINS = 20
CURVE_STEPS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
FEWEST_IN_CURVE = 20

STYLE = """
:root{color-scheme:light dark;--ink:#0f172a;--faint:#64748b;--card:#fff;--ground:#f1f5f9;--line:#e2e8f0;--link:#1d4ed8}
@media(prefers-color-scheme:dark){:root{--ink:#e2e8f0;--faint:#94a3b8;--card:#1e293b;--ground:#0f172a;--line:#334155;
--link:#93c5fd}.good{color:#4ade80!important}.bad{color:#fb7185!important}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:976px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:24px;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:18px;margin:0 0 12px}h3{font-size:15px;margin:0}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:18px;margin:16px 0;
overflow-x:auto}
.faint{color:var(--faint)}.good{color:#15803d;font-weight:600}.bad{color:#be123c;font-weight:600}a{color:var(--link)}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:6px 10px 6px 0;border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;padding-left:10px}
.pictures{display:flex;flex-wrap:wrap;gap:12px}
svg{max-width:100%;height:auto;border:1px solid var(--line);border-radius:8px}
.two{display:flex;flex-wrap:wrap;gap:24px}.two>*{flex:1 1 260px}
blockquote{margin:0;overflow-wrap:anywhere;min-width:180px}
"""


@dataclass(frozen=True, slots=True)
class Word:
    """What one word added to the log-odds of spam, on average over the comments that hold it."""

    token: str
    weight: float
    comments: int


def report(
    challenger: Challenger, comparison: Comparison, champion: str, href: Callable[[str], str] | None = None
) -> str:
    """The page on a training: ``champion`` is the version it was compared with, ``href`` the address of a comment.

    Everything people wrote is escaped; addresses come from ``href`` alone.
    """
    card = challenger.scorer.card
    parts = [
        _head(challenger.scorer.version, champion, comparison),
        _section("Beside the champion", _differences(comparison.differences)),
        _section("Pictures", '<div class="pictures">' + "\n".join(_pictures(challenger, comparison)) + "</div>"),
        _section("What it may do without a person", _promise(card.get("promise"))),
        _section("The heaviest words", _words(heaviest(challenger.scorer, challenger.evidence))),
        _section("Its worst mistakes on comments it had not seen", _mistakes(challenger, href)),
        _section("Labels to look at again", _doubts(challenger, href)),
        _section("Where it comes from", _origin(card)),
    ]
    title = f"Training report {escape(challenger.scorer.version)}"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main>\n" + "\n".join(parts) + "\n</main></body></html>\n"
    )


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>\n{body}\n</section>"


def _head(version: str, champion: str, comparison: Comparison) -> str:
    verdict = (
        '<span class="good">better: it may be promoted</span>'
        if comparison.is_better
        else '<span class="bad">not promoted</span>'
    )
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in comparison.reasons)
    return (
        f"<h1>{escape(version)}</h1><p>Compared with {escape(champion)} on {len(comparison.ids)} later comments: "
        f"{verdict}.</p><ul>{reasons}</ul>"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int = 0) -> str:
    """A table; the last ``numbers`` columns hold figures. Cells are HTML already."""
    first = len(heads) - numbers

    def cells(name: str, values: Sequence[str]) -> str:
        return "".join(
            f'<{name} class="n">{value}</{name}>' if place >= first else f"<{name}>{value}</{name}>"
            for place, value in enumerate(values)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f"<table><thead><tr>{cells('th', heads)}</tr></thead><tbody>{body}</tbody></table>"


def _differences(differences: Sequence[Difference]) -> str:
    if not differences:
        return '<p class="faint">Too few later labels to compare.</p>'
    heads = ("figure", "", "champion", "challenger", "gain", "80 % from", "to")
    rows = [
        (
            escape(found.name),
            '<span class="good">better</span>'
            if found.is_better
            else '<span class="bad">worse</span>'
            if found.is_worse
            else '<span class="faint">no difference beyond doubt</span>',
            f"{found.champion:.4f}",
            f"{found.challenger:.4f}",
            f"{found.gain:+.4f}",
            f"{found.low:+.4f}",
            f"{found.high:+.4f}",
        )
        for found in differences
    ]
    return _table(heads, rows, numbers=5)


# --- pictures --------------------------------------------------------------------------------------


def _pictures(challenger: Challenger, comparison: Comparison) -> Iterator[str]:
    if trial := comparison.trial:
        both = (("challenger", trial.challenger), ("champion", trial.champion))
        curves = [Line(name, _recall(trial.is_spam, scores)) for name, scores in both]
        yield chart("Precision and recall", Axes("share of spam caught", "precision", (0, 1), (0, 1)), curves)
        curves = [Line(name, _roc(trial.is_spam, scores)) for name, scores in both]
        yield chart("ROC", Axes("share of ham blocked", "share of spam caught", (0, 1), (0, 1)), curves)
        curves = [Line(name, _calibration(trial.is_spam, scores), dots=True) for name, scores in both]
        right = Line("perfect", [(0, 0), (1, 1)], dashed=True)
        yield chart("Calibration", Axes("score", "share that was spam", (0, 1), (0, 1)), [*curves, right])
    yield _histogram(challenger)
    curve = learning_curve(challenger.evidence)
    if curve:
        lines = [Line("labels held out", curve, dots=True)]
        yield chart("Learning curve", Axes("labels learned from", "ROC-AUC", (0, curve[-1][0])), lines)


def _thin(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points, evenly thinned, the last one kept."""
    step = max(1, len(points) // MOST_POINTS)
    return [*points[::step], points[-1]]


def _recall(is_spam: NDArray[np.bool_], scores: Floats) -> list[tuple[float, float]]:
    precision, recall, _ = precision_recall_curve(is_spam, scores)
    return _thin(list(zip(recall.tolist(), precision.tolist(), strict=True)))


def _roc(is_spam: NDArray[np.bool_], scores: Floats) -> list[tuple[float, float]]:
    blocked, caught, _ = roc_curve(is_spam, scores)
    return _thin(list(zip(blocked.tolist(), caught.tolist(), strict=True)))


def _calibration(is_spam: NDArray[np.bool_], scores: Floats) -> list[tuple[float, float]]:
    """The mean score and the share of spam of ten equal bins that hold any comment."""
    place = np.minimum((scores * 10).astype(int), 9)
    return [
        (float(scores[place == number].mean()), float(is_spam[place == number].mean()))
        for number in range(10)
        if (place == number).any()
    ]


def _histogram(challenger: Challenger) -> str:
    """How the scores of held-out labels lie, with the thresholds."""
    bars = []
    for name, chosen in (("ham", ~challenger.evidence.is_spam), ("spam", challenger.evidence.is_spam)):
        counts, edges = np.histogram(challenger.out_of_fold[chosen], bins=BINS, range=(0.0, 1.0))
        share = counts / max(1, counts.sum())
        bars.append(Bars(name, list(zip(edges[:-1].tolist(), share.tolist(), strict=True)), 1.0 / BINS))
    at = challenger.scorer.card["thresholds"]
    marks = [
        (at[name], word) for name, word in (("publish_below", "publish"), ("spam_from", "spam")) if 0 < at[name] < 1
    ]
    return chart("Scores of labels held out", Axes("score", "share of the class", (0, 1), (0, 1)), bars, marks)


def learning_curve(evidence: Evidence, seed: int = 0) -> list[tuple[float, float]]:
    """(labels learned from, ROC-AUC on a fifth of the campaigns held out); empty where there are too few."""
    random = np.random.default_rng(seed)
    order = random.permutation(int(evidence.campaign.max()) + 1)[evidence.campaign] / (evidence.campaign.max() + 1)
    held_out = order >= 0.8  # noqa: PLR2004
    told = evidence.is_spam[held_out]
    if len(evidence.labels) < FEWEST_IN_CURVE or told.all() or not told.any():
        return []
    curve = []
    for share in CURVE_STEPS:
        chosen = order < 0.8 * share
        model = fit_site(evidence, chosen)
        scores = evidence.prior[held_out] + log_odds(model, evidence.matrix[held_out])
        curve.append((float(chosen.sum()), auc(scores, told)))
    return curve


# --- words and comments ----------------------------------------------------------------------------


def heaviest(scorer: Scorer, evidence: Evidence) -> tuple[list[Word], list[Word]]:
    """The words that speak most for spam and most against it in the latest labels, each in two campaigns at least.

    The model keeps no words: they are read from the labels at hand.
    """
    sums: dict[str, float] = defaultdict(float)
    found: dict[str, set[int]] = defaultdict(set)
    for labelled, campaign in zip(evidence.labels[-MOST_READ:], evidence.campaign[-MOST_READ:], strict=True):
        for token, weight in _weights(scorer, labelled.document).items():
            sums[token] += weight
            found[token].add(int(campaign))
    words = [
        Word(token, total / len(found[token]), len(found[token]))
        for token, total in sums.items()
        if len(found[token]) > 1
    ]
    words.sort(key=lambda word: (-word.weight * np.sqrt(word.comments), word.token))
    return [word for word in words[:WORDS] if word.weight > 0], [
        word for word in words[::-1][:WORDS] if word.weight < 0
    ]


def _weights(scorer: Scorer, document: Document) -> dict[str, float]:
    """What each word of a document adds, in lower case, fields other than the text named."""
    weights: dict[str, float] = defaultdict(float)
    for clue in scorer.contributions(document)[1:]:
        name = clue.token.lower().strip()
        if name and clue.start is not None:
            weights[name if clue.field == "text" else f"{clue.field}: {name}"] += clue.weight
    return weights


def _words(both: tuple[list[Word], list[Word]]) -> str:
    def one(title: str, words: list[Word]) -> str:
        rows = [(escape(word.token[:60]), f"{word.weight:+.2f}", str(word.comments)) for word in words]
        return f"<div><h3>{title}</h3>{_table(('word', 'log-odds', 'comments'), rows, numbers=2)}</div>"

    return f'<div class="two">{one("for spam", both[0])}{one("against spam", both[1])}</div>'


def _mistakes(challenger: Challenger, href: Callable[[str], str] | None) -> str:
    evidence = challenger.evidence
    wrong = np.where(evidence.is_spam, 1.0 - challenger.out_of_fold, challenger.out_of_fold)
    places = [place for place in np.argsort(-wrong, kind="stable")[:MISTAKES] if wrong[place] > 0.5]  # noqa: PLR2004
    if not places:
        return '<p class="faint">None: every held-out label was on its side of one half.</p>'
    rows = [
        (
            _link(evidence.labels[place].id, href),
            escape(evidence.labels[place].label),
            f"<blockquote>{_excerpt(evidence.labels[place].document)}</blockquote>",
            f"{challenger.out_of_fold[place]:.3f}",
        )
        for place in places
    ]
    return _table(("comment", "label", "text", "score"), rows, numbers=1)


def _doubts(challenger: Challenger, href: Callable[[str], str] | None) -> str:
    if not challenger.doubts:
        return '<p class="faint">None: no label is denied by the others.</p>'
    documents = {labelled.id: labelled.document for labelled in challenger.evidence.labels}
    rows = [
        (
            _link(doubt.id, href),
            escape(doubt.label),
            f"<blockquote>{_excerpt(documents[doubt.id])}</blockquote>",
            f"{doubt.probability:.1%}",
        )
        for doubt in challenger.doubts[:MISTAKES]
    ]
    return _table(("comment", "label", "text", "the others give it"), rows, numbers=1)


def _excerpt(document: Document) -> str:
    text = " ".join(document.text.split())
    author = f"{document.author}: " if document.author else ""
    return escape(author + (text if len(text) <= EXCERPT else text[:EXCERPT] + "…"))


def _link(comment: str, href: Callable[[str], str] | None) -> str:
    name = escape(comment[:12])
    return name if href is None else f'<a href="{escape(href(comment), quote=True)}">{name}</a>'


def _promise(promise: dict[str, float | int | None] | None) -> str:
    if promise is None:
        return '<p class="faint">No thresholds were solved.</p>'
    if promise["spam_from"] is None:
        filing = f"<b>Filing spam is off.</b> {promise['more_ham_for_spam']} more approved comments until it may."
    else:
        filing = (
            f"<b>From {promise['spam_from']:.4f} on, comments are put into spam.</b> At most "
            f"{promise['blocked_ham']:.2%} of real comments are, with 95 % confidence; "
            f"{promise['caught_spam'] or 0.0:.1%} of spam is caught."
        )
    if promise["publish_below"] is None:
        publishing = (
            f"<b>Publishing unseen is off.</b> {promise['more_ham_for_publishing']} more approved and "
            f"{promise['more_spam_for_publishing']} more spam comments until it may."
        )
    else:
        publishing = (
            f"<b>Below {promise['publish_below']:.4f}, comments are published unseen.</b> At most "
            f"{promise['published_spam']:.2%} of what is published is spam, with 95 % confidence; "
            f"{promise['published_ham'] or 0.0:.1%} of real comments go through."
        )
    return f"<p>{filing}</p><p>{publishing}</p>"


def _origin(card: dict[str, object]) -> str:
    labels = card["labels"]
    known = {"version": card["version"], "parent": card["parent"], "fingerprint of the labels": card["fingerprint"]}
    if isinstance(labels, dict):
        known |= {f"labels, {name}": count for name, count in labels.items()}
    return _table(("", ""), [(escape(name), escape(str(value))) for name, value in known.items()])
