"""A promotion under load: every worker scores with the new model within seconds, and no request fails meanwhile."""

import json
import random
import threading

import httpx
import pytest
from running import flask, until

pytestmark = pytest.mark.long

HAM = [
    "merci",
    "pour",
    "cette",
    "recette",
    "de",
    "levain",
    "la",
    "mie",
    "est",
    "belle",
    "le",
    "four",
    "chaud",
    "la",
    "farine",
    "complète",
    "bravo",
]
SPAM = [
    "zorglub",
    "quantum",
    "promo",
    "achetez",
    "maintenant",
    "zorglub",
    "code",
    "reduc",
    "livraison",
    "zorglub",
    "vip",
    "lot",
]
KEEP_ALIVE = httpx.Limits(max_keepalive_connections=0)  # each request finds a worker anew


def words(seed, bag):
    return " ".join(random.Random(seed).choices(bag, k=14))


class Readers:
    """Somebody posts all the time; ``answers`` are the statuses they got."""

    def __init__(self, service) -> None:
        self.service = service
        self.answers: list[int] = []
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        self._thread.join()

    def _write(self):
        with httpx.Client(timeout=30, limits=KEEP_ALIVE) as client:
            while not self._enough.is_set():
                self.answers.append(self.post(client).status_code)

    def post(self, client):
        number = len(self.answers)
        return client.post(
            f"{self.service.url}/api/v1/articles/demo/comments",
            json={"author": "Anne", "email": f"a{number}@example.org", "content": words(number, SPAM)},
            headers={"X-Forwarded-For": f"10.{number >> 8}.{number & 255}.1"},
        )


@pytest.fixture
def taught(service, data_dir, tmp_path):
    """A service with labels to learn from."""
    path = tmp_path / "labels.jsonl"
    rows = [
        {
            "text": words(f"{label}{number}", bag),
            "label": label,
            "date": f"2026-01-01T{number // 60:02}:{number % 60:02}:00Z",
        }
        for number in range(60)
        for label, bag in (("ham", HAM), ("spam", SPAM))
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert flask(data_dir, "labels", "import", str(path)).returncode == 0
    return service


def models(service, newest=20):
    """The models that scored the newest comments."""
    store = service.client()
    ids = store.zrange("moderation:{default}:queue:pending", 0, newest - 1, desc=True)
    found = {store.hget(f"moderation:{{default}}:comment:{i.decode()}", "model").decode() for i in ids}
    store.close()
    return found


def test_a_promotion_reaches_every_worker_and_fails_no_request(taught, data_dir):
    with Readers(taught) as readers:
        until(lambda: len(readers.answers) > 50)
        trained = flask(data_dir, "model", "train", "--json")
        assert trained.returncode == 0, trained.stderr
        version = json.loads(trained.stdout)["version"]
        until(lambda: models(taught) == {version}, 10, "a worker kept the old model")
        seen = len(readers.answers)
        rolled_back = flask(data_dir, "model", "rollback")
        assert rolled_back.returncode == 0, rolled_back.stderr
        until(lambda: len(readers.answers) > seen + 50)
    assert set(readers.answers) <= {201, 202}


def test_a_spoilt_model_put_on_duty_stops_nobody(taught, data_dir):
    version = json.loads(flask(data_dir, "model", "train", "--json").stdout)["version"]
    store = taught.client()
    with Readers(taught) as readers:
        until(lambda: models(taught) == {version}, 20, "the model never came on duty")
        store.hset(f"moderation:{{default}}:model:{version}", "artifact", b"spoilt")
        store.hset("moderation:{default}:models:roles", "challenger", version)
        seen = len(readers.answers)
        until(lambda: len(readers.answers) > seen + 50)
    store.close()
    assert set(readers.answers) <= {201, 202}
    assert all(model == version or model.startswith("base-") for model in models(taught))  # every one had a verdict
