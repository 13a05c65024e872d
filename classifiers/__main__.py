"""The command line: ``python -m classifiers score|evaluate|train|model``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.documents import Document, DocumentError
from classifiers.scorer import BASE_MODEL, ModelError, Scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status after the command named in the arguments has run."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except ModelError as error:
        sys.stderr.write(f"classifiers: {error}\n")
        return 1
    except BrokenPipeError:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m classifiers", description="Score comments, and measure and build models."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    score = commands.add_parser("score", help="JSONL comments in, JSONL scores out")
    score.add_argument(
        "--model", type=Path, default=BASE_MODEL, help="directory of the model (default: the base model)"
    )
    score.add_argument("--clues", type=int, default=12, help="heaviest clues to tell (default: 12)")
    score.set_defaults(run=_score)
    evaluate = commands.add_parser("evaluate", help="how well a model does on labelled comments")
    evaluate.add_argument("--model", type=Path, default=BASE_MODEL)
    evaluate.add_argument("--labels", type=Path, required=True, help="JSONL with text and label (spam or ham)")
    evaluate.add_argument("--against", type=Path, help="directory of a model to compare with")
    evaluate.set_defaults(run=_evaluate)
    train = commands.add_parser("train", help="a site's model from its labels, on top of a base model")
    train.add_argument("--labels", type=Path, required=True, help="JSONL with text and label (spam or ham)")
    train.add_argument("--out", type=Path, required=True, help="directory the model is kept in")
    train.add_argument("--base", type=Path, default=BASE_MODEL, help="directory of the model to start from")
    train.add_argument("--report", type=Path, help="HTML file to write a report with pictures to")
    train.add_argument("--stream", action="store_true", help="read labels once through, in bounded memory")
    train.add_argument("--dask", metavar="ADDRESS", help="scheduler whose workers read a stream: tcp://host:8786")
    train.set_defaults(run=_train)
    model = commands.add_parser("model", help="build the base model from labelled comments")
    model.add_argument("--data", type=Path, required=True, help="directory of JSONL files")
    model.add_argument("--out", type=Path, default=BASE_MODEL)
    model.set_defaults(run=_model)
    return parser


def _score(options: argparse.Namespace) -> int:
    """Every line of standard input is answered by one line; a bad one by its error. 1 if any was bad."""
    scorer = Scorer.load(options.model)
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    bad = 0
    for number, line in enumerate(sys.stdin, 1):
        answer = _answer(scorer, line, options.clues)
        if "error" in answer:
            bad += 1
            sys.stderr.write(f"line {number}: {answer['error']}\n")
        sys.stdout.write(json.dumps(answer) + "\n")
    return 1 if bad else 0


def _answer(scorer: Scorer, line: str, clues: int) -> dict[str, object]:
    try:
        document = Document.from_json(line)
    except DocumentError as error:
        return {"error": str(error)}
    verdict = scorer.verdict(document, clues)
    told = [
        {"token": c.token, "field": c.field, "start": c.start, "end": c.end, "weight": round(c.weight, 6)}
        for c in verdict.clues
    ]
    return {"score": verdict.score, "version": verdict.version, "clues": told}


def _evaluate(options: argparse.Namespace) -> int:
    from classifiers import evaluation

    status = evaluation.compare(options.model, options.labels, options.against, sys.stdout)
    if options.against:
        from classifiers import retraining

        return retraining.beside(options.model, options.labels, options.against, sys.stdout)
    return status


def _train(options: argparse.Namespace) -> int:
    from classifiers import retraining

    course = retraining.Course(stream=options.stream or options.dask is not None, dask=options.dask)
    try:
        return retraining.run(options.labels, options.base, options.out, sys.stdout, page=options.report, course=course)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"classifiers: {error}\n")
        return 1


def _model(options: argparse.Namespace) -> int:
    from classifiers import founding

    return founding.build(options.data, options.out, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
