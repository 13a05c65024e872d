"""The same replay through the running service: comments come by HTTP, an oracle rules on what waits, the model trains.

``python -m benchmarks live`` replays one blog; ``python -m benchmarks.live --data DIR --sites NAME …`` others.
The service starts with a base that never saw the site, with its thresholds on, so that what it publishes or files by
itself is never ruled on. After every fifty rulings ``flask --app wsgi model train`` runs, as from cron. Measured is
whoever is then on duty, on comments of the same site kept apart.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmarks.heldout import DATA, SITES, Site, sites
from benchmarks.service import HOME, served
from classifiers.labelled import Labelled
from moderation import wired
from moderation.config import Settings

SHORT = "yasoob"
EVERY = 50  # rulings between two trainings
CHUNK = 25  # comments that arrive between two looks at the queue
OUTCOMES = {0: "promoted", 3: "not better", 4: "too little"}
HEADER = f"{'rulings':>7} {'arrived':>8} {'spam':>5}  {'ROC-AUC':>7} {'at .5 %':>8} {'at 1 %':>7} {'ECE':>6}  training"


@dataclass(slots=True)
class Client:
    """A blog's server and its moderator, over one connection."""

    port: int
    token: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """The status and the JSON that the service answers."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        told = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"} | headers
        line.request(method, path, None if body is None else json.dumps(body), told)
        answer = line.getresponse()
        found = answer.read()
        line.close()
        return answer.status, json.loads(found) if found else None


def main() -> None:
    """One blog, one seed."""
    if not DATA.is_dir():
        print(f"no labelled comments in {DATA}: set DATA to their directory")
        return
    run(DATA, [SHORT], seeds=1)


def run(data: Path, names: list[str], *, seeds: int) -> None:
    """A table for each site and seed."""
    for site in sites(data, names):
        for seed in range(seeds):
            print(f"\n{site.name}, seed {seed}\n{HEADER}", flush=True)
            replay(site, seed)


def replay(site: Site, seed: int) -> None:
    """A line for the base, and one after every training."""
    with tempfile.TemporaryDirectory() as folder:
        site.base.artifact.write(Path(folder) / "base")
        settings = {"MODEL_DIR": str(Path(folder) / "base"), "DATA_DIR": str(Path(folder) / "data")}
        with served(Path(folder) / "data", SETTINGS, MODEL_DIR=settings["MODEL_DIR"]) as port:
            environ = os.environ | settings | {"PORT": str(port)}
            _replayed(site, seed, port, environ)


SETTINGS = ("flood_per_author=1000000/1", "flood_per_network=1000000/1")


def _replayed(site: Site, seed: int, port: int, environ: Mapping[str, str]) -> None:
    arriving, measured = site.parted(seed)
    client = Client(port, _flask(environ, "tokens", "add", "--role", "moderator").stdout.split()[-1])
    desk = wired(Settings.from_environ(environ))
    _line(site, measured, site.base, (0, 0, 0), "")
    spam = 0
    for rulings, arrived, labels in _rounds(client, [site.labels[place] for place in arriving]):
        spam += sum(label.is_spam for label in labels)
        done = _flask(environ, "model", "train", "--site", "default", "--json")
        desk.scoring.look_again("default")
        champion = desk.scoring.champion("default") or site.base
        outcome = OUTCOMES.get(done.returncode) or done.stderr[-200:]
        _line(site, measured, champion, (rulings, arrived, spam), outcome)


def _line(site: Site, measured: list[int], scorer: Any, counts: tuple[int, int, int], outcome: str) -> None:
    one, half, full, error = site.figures(scorer, measured)
    rulings, arrived, spam = counts
    print(
        f"{rulings:7d} {arrived:8d} {spam:5d}  {one:7.4f} {half:8.3f} {full:7.3f} {error:6.3f}  {outcome}", flush=True
    )


def _flask(environ: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(command, cwd=HOME, env=dict(environ), capture_output=True, text=True, check=False)


def _rounds(client: Client, labels: list[Labelled]) -> Iterator[tuple[int, int, list[Labelled]]]:
    """(rulings so far, comments that arrived so far, the labels of this round's rulings), `EVERY` rulings each."""
    known: dict[str, Labelled] = {}
    ruled, fresh, arrived = 0, [], 0
    for start in range(0, len(labels), CHUNK):
        for label in labels[start : start + CHUNK]:
            known[_post(client, label)] = label
            arrived += 1
        for comment in _waiting(client):
            _rule(client, comment, known[comment["id"]])
            fresh.append(known[comment["id"]])
            ruled += 1
            if ruled % EVERY == 0:
                yield ruled, arrived, fresh
                fresh = []


def _post(client: Client, label: Labelled) -> str:
    """The id of the comment, which the reader of this label sent from a network of their own."""
    document = label.document
    mark = zlib.crc32((document.author or label.id).encode("utf-8", "surrogatepass"))
    body = {
        "author": (document.author or "Anonymous")[:80],
        "email": f"reader{mark}@{document.email_domain or 'mail.example'}",
        "content": document.text,
        "title": document.context or "Article",
    }
    path = f"/api/v1/articles/a{zlib.crc32((document.context or '').encode('utf-8', 'surrogatepass'))}/comments"
    network = {"X-Forwarded-For": f"10.{mark >> 16 & 255}.{mark >> 8 & 255}.{mark & 255}"}
    for website in ({"website": document.url}, {}) if document.url else ({},):
        status, told = client.ask("POST", path, body | website, **network)
        if status in (201, 202):
            return str(told["id"])
    raise RuntimeError(f"refused with {status}: {told}")


def _waiting(client: Client) -> list[dict[str, Any]]:
    status, told = client.ask("GET", "/api/v1/queue?site=default&order=oldest&limit=100")
    if status != 200:
        raise RuntimeError(f"no queue: {status} {told}")
    return list(told["comments"])


def _rule(client: Client, comment: dict[str, Any], label: Labelled) -> None:
    ruling = {"action": "spam" if label.is_spam else "approve", "version": comment["version"]}
    status, told = client.ask("POST", f"/api/v1/comments/{comment['id']}/rulings", ruling)
    if status != 200:
        raise RuntimeError(f"no ruling: {status} {told}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sites", nargs="*", default=[*SITES])
    parser.add_argument("--seeds", type=int, default=1)
    options = parser.parse_args()
    run(options.data, options.sites, seeds=options.seeds)
