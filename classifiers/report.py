"""What a training did, for the people whose rulings taught it: one HTML page with pictures and nothing from elsewhere.

No script, no outside file; pictures are inline SVG drawn with attributes. Where a content policy forbids
the page's style element, it is plain but whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources

import numpy as np

from classifiers.differences import Difference
from classifiers.documents import Document
from classifiers.evidence import Evidence
from classifiers.gate import Comparison
from classifiers.learning import Challenger
from classifiers.pictures import pictures
from classifiers.scorer import Scorer

__all__ = ["Word", "heaviest", "report"]

MOST_READ = 600  # labels whose words are weighed: the latest
WORDS = 18
MISTAKES = 12
EXCERPT, NAME = 180, 60  # characters shown

STYLE = resources.files("classifiers").joinpath("report.css").read_text(encoding="utf-8")


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
        _section("Pictures", '<div class="pictures">' + "\n".join(pictures(challenger, comparison)) + "</div>"),
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
        f"<h1>Training report <small>{escape(version)}</small></h1>"
        f"<p>Compared with {escape(champion)} on {len(comparison.ids)} later comments: {verdict}.</p><ul>{reasons}</ul>"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int = 0, kind: str = "plain") -> str:
    """A table of a ``kind`` that STYLE knows; the last ``numbers`` columns hold figures. Cells are HTML already."""
    first = len(heads) - numbers

    def cells(name: str, values: Sequence[str]) -> str:
        return "".join(
            f'<{name} class="n">{value}</{name}>' if place >= first else f"<{name}>{value}</{name}>"
            for place, value in enumerate(values)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    head = f"<thead><tr>{cells('th', heads)}</tr></thead>" if any(heads) else ""
    return f'<table class="{kind}">{head}<tbody>{body}</tbody></table>'


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


# --- words and comments ----------------------------------------------------------------------------


def heaviest(scorer: Scorer, evidence: Evidence) -> tuple[list[Word], list[Word]]:
    """The words that speak most for spam and most against it in the latest labels, each in two campaigns at least.

    The model keeps no words: they are read from the labels at hand.
    """
    weights: dict[str, list[float]] = defaultdict(list)
    campaigns: dict[str, set[int]] = defaultdict(set)
    for labelled, campaign in zip(evidence.labels[-MOST_READ:], evidence.campaign[-MOST_READ:], strict=True):
        for token, weight in _weights(scorer, labelled.document).items():
            weights[token].append(weight)
            campaigns[token].add(int(campaign))
    repeated = {token: found for token, found in weights.items() if len(campaigns[token]) > 1}
    words = [Word(token, sum(found) / len(found), len(found)) for token, found in repeated.items()]
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
        rows = [(_isolated(word.token), f"{word.weight:+.2f}", str(word.comments)) for word in words]
        return f"<div><h3>{title}</h3>{_table(('word', 'log-odds', 'comments'), rows, numbers=2, kind='words')}</div>"

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
            _excerpt(evidence.labels[place].document),
            f"{challenger.out_of_fold[place]:.3f}",
        )
        for place in places
    ]
    return _table(("comment", "label", "text", "score"), rows, numbers=1, kind="texts")


def _doubts(challenger: Challenger, href: Callable[[str], str] | None) -> str:
    if not challenger.doubts:
        return '<p class="faint">None: no label is denied by the others.</p>'
    documents = {labelled.id: labelled.document for labelled in challenger.evidence.labels}
    rows = [
        (
            _link(doubt.id, href),
            escape(doubt.label),
            _excerpt(documents[doubt.id]),
            f"{doubt.probability:.1%}",
        )
        for doubt in challenger.doubts[:MISTAKES]
    ]
    return _table(("comment", "label", "text", "the others give it"), rows, numbers=1, kind="texts doubted")


def _excerpt(document: Document) -> str:
    text = " ".join(document.text.split())
    author = f"{_isolated(document.author)}: " if document.author else ""
    return f'<blockquote dir="auto">{author}{escape(_short(text, EXCERPT))}</blockquote>'


def _isolated(name: str) -> str:
    """A name or word that cannot turn the text around it."""
    return f"<bdi>{escape(_short(name, NAME))}</bdi>"


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit] + "…"


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
    return _table(("", ""), [(escape(name), escape(str(value))) for name, value in known.items()], kind="origin")
