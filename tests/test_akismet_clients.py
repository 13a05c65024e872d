"""Real clients of Akismet's protocol, as their registries have them, against a real service."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import akismet
import httpx
import pytest
from service import HOME, Service

CLIENTS = Path(__file__).resolve().parent / "clients"
BLOG = "https://blog.example/"
needs_node = pytest.mark.node


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("akismet")) as running:
        flask(running, "sites", "set", "default", "blocked_terms=zorglub", "publish_below=0.99", "spam_from=1")
        flask(running, "sites", "set", "default", f"origins={BLOG.rstrip('/')}", "keyless_networks=127.0.0.0/8")
        yield running


@pytest.fixture(scope="module")
def speechless(tmp_path_factory):
    """A service whose model is broken."""
    model = tmp_path_factory.mktemp("model")
    for part in ("card.json", "weights.npz"):
        (model / part).write_bytes(b"cut sh")
    with Service(tmp_path_factory.mktemp("speechless"), MODEL_DIR=str(model)) as running:
        yield running


def flask(service, *args):
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *args]
    done = subprocess.run(
        command, cwd=HOME, env=os.environ | service.environ, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def key(service):
    return flask(service, "keys", "add").splitlines()[-1]


@pytest.fixture(scope="module")
def node_modules():
    """What package-lock.json pins, installed beside it."""
    if not (CLIENTS / "node_modules" / ".package-lock.json").exists():
        subprocess.run([shutil.which("npm"), "ci", "--no-audit", "--no-fund"], cwd=CLIENTS, check=True)


def node(script, **environ):
    done = subprocess.run(
        [shutil.which("node"), script], cwd=CLIENTS, env=os.environ | environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_node
def test_the_client_of_npm_cedx_works_unmodified(service, key, node_modules):
    told = node("cedx.mjs", SERVER=service.url, KEY=key)
    ham, spam = "CheckResult.ham", "CheckResult.spam"
    names = {0: ham, 1: spam, "ham": ham, "spam": spam}
    assert (told["verify"], told["badKey"]) == (True, False)
    assert names[told["ham"]] == ham
    assert [names[told[name]] for name in ("spam", "author", "guaranteed", "email")] == [spam] * 4
    assert names[told["admin"]] == ham
    assert (told["missed"], told["wronged"]) == ("thanks", "thanks")
    assert told["noAddress"] == "threw Missing required field: user_ip"


@needs_node
def test_the_client_of_npm_cedx_holds_a_comment_when_the_scorer_is_down(speechless, node_modules):
    key = flask(speechless, "keys", "add").splitlines()[-1]
    told = node("cedx.mjs", SERVER=speechless.url, KEY=key)
    assert told["verify"] is True
    assert told["ham"].startswith("threw 503")


@needs_node
def test_the_client_of_npm_akismet_works_unmodified_even_where_it_sends_no_key(service, key, node_modules):
    told = node("akismet.cjs", HOST="127.0.0.1", PORT=str(service.port), KEY=key)
    assert told == {
        "verify": True,
        "badKey": False,
        "ham": False,
        "spam": True,
        "author": True,
        "honeypot": True,
        "missed": "thanks",
        "wronged": "thanks",
    }


def redirected(service):
    """Its address is a constant: an event hook gives every request our host."""

    def rewrite(request):
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=service.port)

    return rewrite


@pytest.fixture
def sync_client(service, key):
    with httpx.Client(event_hooks={"request": [redirected(service)]}, timeout=1.0) as http:
        yield akismet.SyncClient(config=akismet.Config(key, BLOG), http_client=http)


WRITTEN = {"comment_author": "Anne", "comment_type": "comment", "permalink": f"{BLOG}levain"}


def test_the_client_of_pypi_works_unmodified(sync_client, key):
    client = sync_client
    assert client.verify_key() is True
    assert client.verify_key(key="123456789012", url=BLOG) is False
    before = client.usage_limit()["usage"]
    ham, spam = akismet.CheckResponse.HAM, akismet.CheckResponse.SPAM
    assert client.comment_check("203.0.113.9", comment_content="Merci pour la recette", **WRITTEN) is ham
    assert client.comment_check("203.0.113.9", comment_content="un mot banni : zorglub", **WRITTEN) is spam
    for trigger in ("viagra-test-123", "akismet-guaranteed-spam"):
        assert client.comment_check("203.0.113.9", comment_author=trigger) is spam
    assert client.comment_check("203.0.113.9", comment_author_email="akismet-guaranteed-spam@example.com") is spam
    tested = client.comment_check("203.0.113.9", comment_content="zorglub", user_role="administrator", is_test=True)
    assert tested is ham
    assert client.submit_spam("203.0.113.9", comment_content="Merci pour la recette", **WRITTEN) is True
    assert client.submit_ham("203.0.113.9", comment_content="un mot banni : zorglub", **WRITTEN) is True
    usage = client.usage_limit()
    assert usage["usage"] - before == 5
    assert isinstance(usage["percentage"], str)
    (sites,) = (rows for name, rows in client.key_sites().items() if name not in ("limit", "offset", "total"))
    row = next(row for row in sites if row["site"] == BLOG)
    assert int(row["missed_spam"]) >= 1
    assert int(row["false_positives"]) >= 1
    assert client.key_sites(result_format="csv").startswith("Active sites for ")


def test_the_client_of_pypi_raises_on_a_bad_key(service):
    with httpx.Client(event_hooks={"request": [redirected(service)]}) as http:
        client = akismet.SyncClient(config=akismet.Config("123456789012", BLOG), http_client=http)
        with pytest.raises(akismet.APIKeyError):
            client.comment_check("203.0.113.9", comment_content="Bonjour")


def test_the_client_of_pypi_raises_when_the_scorer_is_down(speechless):
    key = flask(speechless, "keys", "add").splitlines()[-1]
    with httpx.Client(event_hooks={"request": [redirected(speechless)]}) as http:
        client = akismet.SyncClient(config=akismet.Config(key, BLOG), http_client=http)
        with pytest.raises(akismet.AkismetError):
            client.comment_check("203.0.113.9", comment_content="Bonjour")


def test_the_asynchronous_client_of_pypi_works_unmodified(service, key):
    async def talk():
        rewrite = redirected(service)

        async def hook(request):
            rewrite(request)

        async with httpx.AsyncClient(event_hooks={"request": [hook]}, timeout=1.0) as http:
            client = akismet.AsyncClient(config=akismet.Config(key, BLOG), http_client=http)
            return (
                await client.verify_key(),
                await client.comment_check("203.0.113.9", comment_content="zorglub", **WRITTEN),
                await client.submit_ham("203.0.113.9", comment_content="zorglub", **WRITTEN),
            )

    with ThreadPoolExecutor(1) as thread:  # where browser tests ran before, this one's loop is still running
        told = thread.submit(lambda: asyncio.run(talk())).result()
    assert told == (True, akismet.CheckResponse.SPAM, True)
