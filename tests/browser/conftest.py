"""One real service and one real Chromium for all browser tests; each test has an article, a site and a context of its own."""

from __future__ import annotations

import http.server
import itertools
import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from builders import a_submission
from conftest import CHROMIUM
from playwright.sync_api import sync_playwright
from service import Service

from moderation import intake, review, wired
from moderation.addresses import kept_secret
from moderation.config import Settings
from moderation.sites import Site
from moderation.tokens import Tokens

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
_names = itertools.count(1)


class Running:
    """The service under test: its address, and a desk on the same store for what a moderator would do meanwhile."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.url = service.url
        self.environ = service.environ
        self.data_dir = Path(service.environ["DATA_DIR"])
        socket = self.data_dir / "store" / "store.sock"
        self.desk = wired(Settings(data_dir=self.data_dir, redis_url=f"unix://{socket}"))

    def site(self, **settings) -> str:
        """The name of a new site; its readers may write as fast as a test does."""
        fast = {"flood_per_author": (1000, 1), "flood_per_network": (1000, 1)}
        site = Site(name=f"site{next(_names)}").changed(**fast | settings)
        self.desk.save_site(site)
        return site.name

    def comment(self, site: str, article: str, *, approved: bool = True, **fields):
        """A comment of another reader, approved by a person or waiting for one."""
        submission = a_submission(site=site, article_id=article, received_at=datetime.now(UTC), **fields)
        comment = intake.submit(self.desk, submission).comment
        return review.rule(self.desk, comment, "approve", by="lea") if approved else comment

    def unhurried(self, page, site: str, article: str) -> None:
        """The form in the page counts as shown a minute ago: nobody has to wait for a test to have taken its time."""
        then = datetime.now(UTC) - timedelta(minutes=1)
        token = Tokens(kept_secret(self.data_dir), lambda: then).form(site, article)
        page.locator("[name=form_token]").evaluate("(field, token) => { field.value = token }", token)

    def close(self, site: str, article: str) -> None:
        """The article takes no more comments."""
        self.desk.store.save_article(site, article, {"is_open": False}, datetime.now(UTC))


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """A service started as `make run` starts it, on a free port, with a data directory of its own."""
    with Service(tmp_path_factory.mktemp("browser")) as service:
        running = Running(service)
        yield running
        running.desk.store.client.close()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Opens a page in a fresh context: ``visit(url, java_script_enabled=False, color_scheme="dark")``."""
    contexts = []

    def opened(url, **options):
        context = chromium.new_context(**{"viewport": WIDE, "locale": "fr-FR"} | options)
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.mistakes = []
        page.on("pageerror", lambda error: page.mistakes.append(str(error)))
        page.goto(url)
        return page

    yield opened
    mistakes = [mistake for context in contexts for page in context.pages for mistake in page.mistakes]
    for context in contexts:
        context.close()
    assert not mistakes, mistakes


@pytest.fixture
def elsewhere(tmp_path):
    """Another origin that serves a directory: ``elsewhere.write("index.html", html)`` gives the address of the page."""
    handler = partial(_Quiet, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.origin = f"http://127.0.0.1:{server.server_port}"
    server.write = lambda name, html: (tmp_path / name).write_text(html, encoding="utf-8") and f"{server.origin}/{name}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """The test's own output is enough."""


@pytest.fixture
def accessible():
    """Asserts that axe-core has nothing against the page as it stands: ``accessible(page)``."""

    def check(page):
        found = Axe().run(page).response["violations"]
        assert not found, "\n".join(f"{v['id']}: {node['html']}" for v in found for node in v["nodes"])

    return check
