"""How good the model is where it has never been, beside its peers: ``python -m benchmarks.evaluate --data DIR``.

Prints every part, its figures with 95 % intervals; ``--only NAME …`` some of them; ``--write`` puts them into
MODEL_CARD.md and their pictures into docs/. Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from benchmarks.evaluate import (
    ablation,
    agreement,
    card,
    origins,
    pictures,
    robustness,
    slices,
    sources,
    tubespam,
    youtube,
)
from benchmarks.evaluate.material import Material, Section
from benchmarks.peers import peers

Parts = dict[str, Callable[[], Section]]


def parts(material: Material) -> Parts:
    """What can be asked for by name, the quickest first."""
    held_out = cache(lambda: sources.contenders(material))
    return {
        "measured": lambda: origins.measured(material),
        "model": lambda: origins.model(material),
        "data": lambda: origins.data(material),
        "agreement": lambda: agreement.agreement(material),
        "speed": lambda: origins.speed(material),
        "disguises": lambda: robustness.disguised(material),
        "sources": lambda: sources.one_source_out(held_out()),
        "youtube": lambda: youtube.one_video_out(material),
        "videos": lambda: tubespam.seventy_thirty(material),
        "french": lambda: slices.french(held_out()),
        "languages": lambda: slices.languages(held_out()),
        "genres": lambda: slices.genres(held_out()),
        "pictures": lambda: pictures.drawn(held_out()),
        "ablation": lambda: ablation.ablation(material),
    }


def run(arguments: Sequence[str]) -> int:
    """The parts are printed, and written into the model card if asked; the exit status 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, default=card.ROOT.parent / "shared" / "data")
    parser.add_argument("--write", action="store_true", help="put the parts into MODEL_CARD.md, pictures into docs/")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these parts alone")
    parser.add_argument("--without-peers", action="store_true", help="ours alone, which is quicker")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="try so many peers at once")
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        parser.error(f"--data: no directory {options.data}; name the one that holds the labelled comments")
    found, missing = ([], []) if options.without_peers else peers()
    known = parts(Material(options.data, found, missing, options.jobs))
    if unknown := set(options.only or ()) - known.keys():
        parser.error(f"--only: no part is named {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for name in known:
        if name in (options.only or known):
            _tell(name, known[name](), to_card=options.write)
    return 0


def _tell(name: str, section: Section, *, to_card: bool) -> None:
    print(f"\n## {name}\n", *section.lines, sep="\n", flush=True)
    if to_card:
        card.write(name, section.lines, section.pictures)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
