"""A canary address is posted in every way, then hunted through all that leaves the service or stays in its store."""

import base64
import hashlib
import ipaddress
import json
import logging
import secrets
from dataclasses import replace
from urllib.parse import quote

import pytest
from builders import a_body
from conftest import SECRET

from moderation import create_app
from moderation.config import Settings
from moderation.connection import EmbeddedServer

EMAIL = "Canary.Bird+4711@Aviary.Example"
LOCAL_PART = "canary.bird"
IP = "203.0.113.77"
NETWORK = "203.0.113."
ARTICLE = "aviary"
FORM, PAGE = {"content_type": "application/x-www-form-urlencoded"}, {"Accept": "text/html"}


def disguises(secret):
    """Every simple form in which a text can leak, as bytes: no key is needed to undo or to guess it."""
    for text in {secret, secret.lower()}:
        raw = text.encode()
        yield from (raw, quote(text, safe="").encode(), quote(text).encode(), raw.hex().encode())
        yield base64.b64encode(raw)
        yield base64.urlsafe_b64encode(raw).rstrip(b"=")
        for algorithm in ("md5", "sha1", "sha256"):
            digest = hashlib.new(algorithm, raw, usedforsecurity=False)
            yield from (digest.digest(), digest.hexdigest().encode(), digest.hexdigest().upper().encode())
            yield base64.b64encode(digest.digest())


def hunted():
    network = str(ipaddress.ip_network(f"{IP}/24", strict=False))
    return {
        *(found for secret in (EMAIL, IP, network) for found in disguises(secret)),
        LOCAL_PART.encode(),
        NETWORK.encode(),
    }


def traces(place, content):
    """Where the canary shows in these bytes: nowhere, it is hoped."""
    lowered = content.lower()
    return [f"{place}: {found!r}" for found in hunted() if found in content or found.lower() in lowered]


class Lines(logging.Handler):
    """Keeps every line as it would be written."""

    def __init__(self, formatter) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(formatter)
        self.kept = []

    def emit(self, record):
        self.kept.append(self.format(record))


@pytest.fixture
def aviary(tmp_path):
    """A service with a store of its own, whose files can be read to the last byte."""
    server = EmbeddedServer(tmp_path / "var")
    server.start_alone()
    settings = Settings(
        data_dir=tmp_path / "var",
        redis_url=server.url,
        secret_key=SECRET,
        trusted_proxies=(ipaddress.ip_network("127.0.0.1/32"),),
        log_level="DEBUG",
    )
    app = create_app(settings)
    app.extensions["store_server"] = server
    yield app
    app.extensions["desk"].store.client.close()
    server.stop()


@pytest.fixture
def lines(aviary):
    """What is logged, by anybody, down to DEBUG."""
    root, ours = logging.getLogger(), logging.getLogger("moderation")
    handler = Lines(ours.handlers[0].formatter)
    levels = root.level, ours.level
    for logger in (root, ours):
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield handler.kept
    for logger, level in zip((root, ours), levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def sung(app):
    """The answers to the canary in every way it can be posted; pages that show visitors their own form are left out."""
    client, path = app.test_client(), f"/api/v1/articles/{ARTICLE}/comments"
    headers = {"X-Forwarded-For": IP}
    desk = app.extensions["desk"]
    desk.save_site(replace(desk.site(), publish_below=1.0, spam_from=1.0, flood_per_author=(9, 60)))

    def body(**more):
        return a_body(**{"email": EMAIL} | more)

    def form(path, fields, **more):
        return client.post(path, data=fields, headers=headers | PAGE, **FORM | more)

    def wordpress(**more):
        return {"comment_post_ID": ARTICLE, "author": "C", "email": EMAIL, "comment": secrets.token_hex(8)} | more

    twice, key = body(), {"Idempotency-Key": EMAIL}
    published = client.post(path, json=body(), headers=headers)
    yield from (published, client.post(path, json=body(parent_id=published.json["id"]), headers=headers))
    yield from (client.post(path, json=twice, headers=headers), client.post(path, json=twice, headers=headers))
    yield from (client.post(path, json=body(), headers=headers | key) for _ in range(2))
    yield client.post(path, json=body(content="http://a.example http://b.example http://c.example"), headers=headers)
    yield client.post(path, json=body(content=""), headers=headers)
    yield client.post(path, json=body(unknown=EMAIL), headers=headers)
    yield client.post(path, json=body(email=f"{EMAIL}@"), headers=headers)
    yield client.post(path, data=f'{{"email": "{EMAIL}"', headers=headers, content_type="application/json")
    yield client.post(path, data=EMAIL, headers=headers, content_type="text/plain")
    yield client.post(path, json=body(), headers=headers | {"Origin": "https://elsewhere.example"})
    yield client.post("/api/v1/articles/none at all/comments", json=body(), headers=headers)
    yield client.put(path, json=body(), headers=headers)
    yield from (form(path, body()), form("/wp-comments-post.php", wordpress()))
    form(path, body(content=""))
    form("/wp-comments-post.php", wordpress(comment=""))
    for _ in range(4):
        yield client.post(path, json=body(), headers=headers)


def walked(app, comment_id, receipt):
    """The answer of every route to a stranger, by every method it has."""
    values = {
        "article_id": ARTICLE,
        "token": receipt.rpartition("/")[2],
        "comment_id": comment_id,
        "id": comment_id,
        "site": "default",
        "filename": "embed.js",
    }
    client = app.test_client()
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            known = {name: values.get(name, comment_id) for name in rule.arguments}
            url = adapter.build(rule.endpoint, known)
            for method in rule.methods & {"GET", "OPTIONS", "POST"}:
                query = {"id": ARTICLE, "receipt": values["token"], "article": ARTICLE, "site": "default"}
                if url.startswith("/api/v1/articles/counts"):
                    query = {"id": ARTICLE}
                # buffered: a static file's answer would keep it open
                yield f"{method} {url}", client.open(url, method=method, query_string=query, buffered=True)


def everything_in(client):
    """Every key with its value, by type, as bytes."""
    read = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"set": client.smembers,
        b"zset": lambda key: client.zrange(key, 0, -1),
        b"list": lambda key: client.lrange(key, 0, -1),
        b"stream": client.xrange,
    }
    for key in client.scan_iter(count=1000):
        yield key, repr((key, read[client.type(key)](key))).encode()


def test_a_canary_address_is_found_nowhere(aviary, lines):
    answers = list(sung(aviary))
    statuses = {answer.status_code for answer in answers}
    assert {201, 202, 302, 303, 403, 404, 405, 409, 415, 422, 429} <= statuses, "not every way was taken"
    found = [t for a in answers for t in traces(a.request.path, a.data + str(a.headers).encode())]

    first = answers[0].json
    seen = dict(walked(aviary, first["id"], first["status_url"]))
    assert first["id"] in seen[f"GET /api/v1/articles/{ARTICLE}/comments"].text, "the walk saw the page"
    assert sum(a.status_code == 200 for a in seen.values()) >= 7
    found += [t for place, a in seen.items() for t in traces(place, a.data + str(a.headers).encode())]

    assert len(lines) > len(answers), "a line for each request"
    assert all(json.loads(line) for line in lines)
    found += traces("log", "\n".join(lines).encode())

    client = aviary.extensions["desk"].store.client
    client.config_set("rdbcompression", "no")
    client.save()
    found += [t for key, value in everything_in(client) for t in traces(f"key {key!r}", value)]
    files = [f for f in aviary.extensions["store_server"].directory.rglob("*") if f.is_file()]
    assert {f.suffix for f in files} >= {".rdb", ".aof", ".log"}
    assert first["id"].encode() in b"".join(f.read_bytes() for f in files), "the hunt reads what the store writes"
    found += [t for file in files for t in traces(file.name, file.read_bytes())]
    assert not found


def test_the_hunt_finds_what_is_there():
    digest = hashlib.md5(EMAIL.lower().encode(), usedforsecurity=False).hexdigest()
    for leak in (EMAIL, f"gravatar.example/{digest}", quote(EMAIL), base64.b64encode(EMAIL.encode()).decode(), IP):
        assert traces("page", f'<img src="{leak}">'.encode())


def test_the_address_can_be_opened_again_by_its_key(aviary):
    answer = aviary.test_client().post(f"/api/v1/articles/{ARTICLE}/comments", json=a_body(email=EMAIL))
    desk = aviary.extensions["desk"]
    comment = desk.store.comment("default", answer.json["id"])
    assert desk.addresses.open(comment.sealed_email, comment.id) == EMAIL
