"""What the model is and what it learned from: counted, not written by hand."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.__main__ import machine
from benchmarks.evaluate.material import Material, Section
from benchmarks.evaluate.tables import plain
from benchmarks.scoring import timings
from classifiers import founding
from classifiers.scorer import BASE_MODEL, Scorer

__all__ = ["data", "measured", "model", "speed"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Sources of one kind: how their names begin, under which licence they are, and what to know of them."""

    title: str
    prefixes: tuple[str, ...]
    licence: str
    note: str


ORIGINS = (
    Origin(
        "YouTube Spam Collection, 5 videos (Alberto, Lochter & Almeida 2015)", ("youtube",), "CC BY 4.0", "gold labels"
    ),
    Origin(
        "one WordPress blog, 2008-2012",
        ("blog-caffeinated",),
        "none named",
        "spam by a date rule, sampled by eye",
    ),
    Origin("haacked.com", ("haacked",), "none named", "about 1 % of its ham is spam nobody removed"),
    Origin("Staticman sites, MIT", ("mademistakes", "spinningnumbers"), "MIT", "owners merged or refused"),
    Origin("Staticman sites", ("yasoob", "eduardoboucas"), "none named", "owners merged, refused or removed"),
    Origin("a public demo form", ("popcorn",), "none named", "weak labels: has a link, never accepted"),
    Origin("Swiss French blog", ("alienlebarge",), "MIT", "owner's decisions"),
    Origin(
        "French blogs", ("nicolas-hoizey", "clementdemily", "blog-jmfrouin", "alexandrerio"), "none named", "owners"
    ),
    Origin(
        "SMS Spam Collection, English and a machine translation into French", ("sms",), "CC BY 4.0", "far from comments"
    ),
    Origin("French tweets (Ousidhoum et al. 2019)", ("mlma",), "MIT", "ham by assumption, often offensive"),
    Origin("ScrapeBox templates, spun", ("splorp",), "MIT", "generated"),
    Origin("`classifiers/corpora/`, written for this project", ("synthetic",), "CC0 or MIT", "**synthetic**"),
)
OTHERS = Origin("WordPress exports of other blogs", (), "none named", "owners; Portuguese, English, Spanish")


def measured(material: Material) -> Section:
    """When, where and with what the figures of this card were measured."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    processor, load = machine().split(",")[0], os.getloadavg()[0]
    where = f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} at the start"
    lines = [f"Measured on {today} for `{Scorer.load(BASE_MODEL).version}`: {where}."]
    if material.rivals:
        lines.append(f"Peers: {', '.join(f'{rival.name} ({rival.version()})' for rival in material.rivals)}.")
    if material.missing:
        lines.append(f"**Not installed, so not measured: {', '.join(material.missing)}.**")
    return Section(lines)


def model(_: Material) -> Section:
    """The artifact's size, thresholds and the share each block has in a score."""
    artifact = Scorer.load(BASE_MODEL).artifact
    thresholds, used = artifact.card["thresholds"], int(np.count_nonzero(artifact.weights))
    shares = ", ".join(f"{name} {share:g}" for name, share in artifact.card.get("shares", {}).items())
    size = f"{used:,} of {len(artifact.weights):,} 16-bit weights are not 0, {len(artifact.pack()) / 1e6:.1f} MB packed"
    limits = f"publishes below {thresholds['publish_below']:.3f} and files as spam from {thresholds['spam_from']:.3f}"
    told = f"`{artifact.card['version']}`: {size}. Where a site has no thresholds of its own it {limits}."
    return Section([told, f"Blocks and what each counts: {shares}."])


def data(material: Material) -> Section:
    """What was learned from, by origin: comments after exact duplicates."""
    labels = material.labels
    origin = np.array([_origin_of(source) for source in labels.sources])
    rows = []
    for number, found in enumerate([*ORIGINS, OTHERS]):
        at = origin == number
        if at.any():
            counts = (str(int(at.sum())), str(int(labels.is_spam[at].sum())))
            rows.append([found.title, *counts, found.licence, found.note])
    told = (
        f"{len(labels.is_spam)} comments of {len(np.unique(labels.sources))} sources; exact duplicates within a source "
        f"count once, and of each class of a source (of the synthetic lines: of a genre) at most "
        f"{founding.MOST_OF_A_STRATUM:,} rows are learned from."
    )
    return Section([*plain(["source", "comments", "spam", "licence", "what to know"], rows), "", told])


def speed(_: Material) -> Section:
    """What `python -m benchmarks.scoring` measures."""
    rows = [[timing.name, f"{timing.figure:.1f} {timing.unit}", timing.note] for timing in timings()]
    return Section(plain(["comments of 150 to 250 characters", "median", "what to know"], rows))


def _origin_of(source: str) -> int:
    kinds: Sequence[Origin] = ORIGINS
    return next((number for number, kind in enumerate(kinds) if source.startswith(kind.prefixes)), len(kinds))
