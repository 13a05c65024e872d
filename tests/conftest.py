"""One real store for the whole run; each test has a prefix of its own in it, deleted afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

# before NumPy is imported: on the small matrices of tests a second thread only spins, and takes a core from whoever has it
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from jinja2 import FileSystemBytecodeCache

from moderation import create_app
from moderation.config import Settings
from moderation.connection import EmbeddedServer

HOME = Path(__file__).resolve().parent.parent
SECRET = "a secret for tests only, of more than enough length"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **length: float) -> None:
        self.now += timedelta(**length)


@pytest.fixture(scope="session")
def store_server(tmp_path_factory):
    server = EmbeddedServer(tmp_path_factory.mktemp("store"))
    server.start_alone()
    yield server
    server.stop()


@pytest.fixture
def settings(store_server, tmp_path):
    return Settings(
        data_dir=tmp_path,
        redis_url=f"unix://{store_server.socket}",
        store_prefix=f"test-{secrets.token_hex(6)}:",
        secret_key=SECRET,
    )


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    """Templates as Jinja has compiled them: each test has an application of its own, but needs no compilation of its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings, clock, compiled):
    app = create_app(settings, clock)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled
    yield app
    client = app.extensions["desk"].store.client
    if keys := list(client.scan_iter(f"{settings.store_prefix}*", count=1000)):
        client.delete(*keys)
    client.close()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def runner(app):
    return app.test_cli_runner()


@pytest.fixture
def desk(app):
    return app.extensions["desk"]


@pytest.fixture
def site(desk):
    """Changes settings of the default site: ``site(moderation="all")``."""

    def change(**changes):
        changed = desk.site().changed(**changes)
        desk.save_site(changed)
        return changed

    return change


@pytest.fixture
def with_scorer(desk):
    """Puts a model on duty that gives every comment this score, or raises: ``with_scorer(0.97)``."""

    def put(score, publish_below=0.2, spam_from=0.9):
        from builders import FixedScorer

        desk.scoring.scorer = FixedScorer(score, publish_below, spam_from)
        return desk

    return put


# marker: (whether it is here, what to do where it is not, the variable by which CI insists)
NEEDS = {
    "browser": (CHROMIUM, "no Chromium on this machine: apt-get install chromium, then make test", "REQUIRE_BROWSER"),
    "node": (
        shutil.which("node") and shutil.which("npm"),
        "no Node.js on this machine: apt-get install nodejs npm, then make test",
        "REQUIRE_NODE",
    ),
}
_LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_collection_modifyitems(config, items):
    """What needs a program that is not here is left out, and said to be in the last lines; CI insists on it."""
    config.stash[_LEFT_OUT] = {}
    for marker, (here, cure, insists) in NEEDS.items():
        left_out = [] if here else [item for item in items if item.get_closest_marker(marker)]
        if left_out and os.environ.get(insists):
            raise pytest.UsageError(cure)
        if left_out:
            config.stash[_LEFT_OUT][marker] = len(left_out)
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter, config):
    for marker, count in config.stash.get(_LEFT_OUT, {}).items():
        terminalreporter.write_line(f"{count} {marker} tests NOT RUN: {NEEDS[marker][1]}", yellow=True, bold=True)
