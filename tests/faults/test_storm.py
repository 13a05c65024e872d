"""1,000 readers write at once while something dies: what was acknowledged is kept, once, and where it belongs."""

import asyncio
import json
import threading
from dataclasses import dataclass, field

import httpx
import pytest
from running import flask, until

from moderation.comments import Status
from moderation.store import Store

pytestmark = pytest.mark.long

READERS = 1_000
KILL_AFTER = 200  # acknowledged comments
ACKNOWLEDGED = {201: "approved", 202: "pending"}
ARTICLE = "storm"


@dataclass
class Storm:
    """What 1,000 readers sent and were told; each has an address and a network of their own, and tries until told."""

    url: str
    told: dict[int, tuple[str, str]] = field(default_factory=dict)  # reader -> (id, status)
    refused: dict[int, int] = field(default_factory=dict)  # HTTP status -> how often
    broken: int = 0  # connections that ended without an answer
    enough: threading.Event = field(default_factory=threading.Event)

    def run(self):
        asyncio.run(self._all())

    async def _all(self):
        limits = httpx.Limits(max_connections=READERS, max_keepalive_connections=0)
        async with httpx.AsyncClient(limits=limits, timeout=60) as client:
            await asyncio.gather(*(self._reader(client, number) for number in range(READERS)))

    async def _reader(self, client, number):
        for _ in range(200):
            if await self._told(client, number):
                return
            await asyncio.sleep(0.1)

    async def _told(self, client, number) -> bool:
        try:
            answer = await client.post(
                f"{self.url}/api/v1/articles/{ARTICLE}/comments",
                content=json.dumps(body_of(number)),
                headers={
                    "Content-Type": "application/json",
                    "Idempotency-Key": f"reader-{number}",
                    "X-Forwarded-For": f"10.{number // 250}.{number % 250}.7",
                },
            )
        except httpx.TransportError:
            self.broken += 1
            return False
        if answer.status_code not in ACKNOWLEDGED:
            self.refused[answer.status_code] = self.refused.get(answer.status_code, 0) + 1
            return False
        assert answer.json()["status"] == ACKNOWLEDGED[answer.status_code]
        self.told[number] = (answer.json()["id"], answer.json()["status"])
        if len(self.told) >= KILL_AFTER:
            self.enough.set()
        return True


def body_of(number):
    """Every other comment has more links than the site publishes unseen."""
    links = " http://a.example http://b.example http://c.example" if number % 2 else ""
    return {
        "author": f"Reader {number}",
        "email": f"reader{number}@example.org",
        "content": f"Comment {number}.{links}",
    }


@pytest.fixture
def calm(service):
    """The site publishes whatever has few links: the state of each comment is known beforehand."""
    changed = flask(service.data_dir, "sites", "set", "default", "publish_below=1", "spam_from=1", "depth=1")
    assert changed.returncode == 0, changed.stderr
    return service


def stormed(service, strike):
    """The storm, after ``strike`` fell upon the service in the middle of it."""
    storm = Storm(service.url)
    sending = threading.Thread(target=storm.run)
    sending.start()
    assert storm.enough.wait(60), "nobody was answered"
    strike()
    sending.join(240)
    assert not sending.is_alive()
    return storm


def check(service, storm):
    """Every acknowledged comment is there exactly once, in the state that was told, and on its page or in the queue."""
    assert len(storm.told) == READERS, f"{READERS - len(storm.told)} never told; {storm.refused}"
    assert set(storm.refused) <= {503}, storm.refused
    store = Store(service.client(), "moderation:")
    keys = store.keys("default")
    seats = {s: [i.decode() for i in store.client.zrange(keys.queue(s), 0, -1)] for s in Status}
    told = {status: {i for i, told in storm.told.values() if told == status} for status in Status}
    assert set(seats[Status.APPROVED]) == told["approved"]
    assert set(seats[Status.PENDING]) == told["pending"]
    assert seats[Status.SPAM] == seats[Status.REJECTED] == []
    assert sum(1 for _ in store.client.scan_iter(f"{keys.comment('*')}", count=1000)) == READERS

    for number, (comment_id, status) in storm.told.items():
        comment = store.comment("default", comment_id)
        assert (comment.status, comment.content) == (status, body_of(number)["content"])
        assert len(store.history("default", comment_id)) == 1
    assert sorted(shown(service)) == sorted(told["approved"])
    article = store.article("default", ARTICLE)
    assert article.approved == article.revision == len(told["approved"]) == READERS // 2
    assert store.client.xlen(keys.audit) == READERS


def shown(service):
    """The ids on the article's page, walked to its end."""
    found, cursor = [], {}
    while cursor is not None:
        page = httpx.get(
            f"{service.url}/api/v1/articles/{ARTICLE}/comments", params={"limit": 100} | cursor, timeout=30
        )
        found += [comment["id"] for comment in page.json()["comments"]]
        cursor = {"cursor": page.json()["next"]} if page.json()["next"] else None
    return found


def test_the_store_is_killed(calm):
    first = calm.store()
    storm = stormed(calm, first.kill)
    assert calm.store().pid != first.pid
    assert storm.refused.get(503), "the store was away, and nobody noticed"
    check(calm, storm)


def test_a_worker_is_killed(calm):
    first = calm.workers()[0]
    storm = stormed(calm, first.kill)
    until(lambda: len([p for p in calm.workers() if p.pid != first.pid]) == 2, 30)
    check(calm, storm)


def test_everything_is_killed_and_started_again(calm):
    def strike():
        for process in calm.family():
            process.kill()
        until(lambda: not calm.family(), 10)
        calm.process.wait()
        calm.start()

    check(calm, stormed(calm, strike))
