"""Serving against training: the largest difference of their log-odds over every row of the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.evaluate.material import Material, Section
from classifiers.scorer import BASE_MODEL, Scorer
from classifiers.training import Linear, design_matrix, log_odds

__all__ = ["agreement"]


def agreement(material: Material) -> Section:
    """The shipped model's weights, asked through serving and through training's design matrix."""
    scorer = Scorer.load(BASE_MODEL)
    documents = [example.document for example in material.examples]
    parts = [(place, part) for place, document in enumerate(documents) for part in scorer.parts(document)]
    matrix = design_matrix(replace(documents[place], text=part) for place, part in parts)
    trained = np.full(len(documents), -np.inf)
    np.maximum.at(trained, [place for place, _ in parts], log_odds(Linear.of(scorer.artifact), matrix))
    served = np.array([scorer.log_odds(document) for document in documents])
    apart = float(np.abs(trained - served).max())
    kept = "within the 1e-6 that is promised" if apart <= 1e-6 else "**more than the 1e-6 that is promised**"
    told = f"Over all {len(documents)} rows, long texts by their worst part, served log-odds differ from training's"
    return Section([f"{told} by {apart:.1e} at most, {kept}."])
