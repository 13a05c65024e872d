"""50 moderators rule on the same 200 comments at once, against a real service: each comment gets exactly one ruling."""

import http.client
import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from builders import a_submission

from moderation import create_app, intake
from moderation.config import Settings
from moderation.desk import utc_now

MODERATORS, COMMENTS, ONE_BY_ONE, ROWS = 50, 200, 20, 60
ACTIONS = {"approve": "approved", "spam": "spam", "reject": "rejected"}


@pytest.fixture
def desk(service):
    app = create_app(Settings(data_dir=service.data_dir, redis_url=f"unix://{service.data_dir}/store/store.sock"))
    desk = app.extensions["desk"]
    desk.save_site(desk.site().changed(moderation="all"))
    yield desk
    desk.store.client.close()


class Moderator:
    """Rules on every comment in an order of their own, some one by one, the others many at a time."""

    def __init__(self, service, token, seed):
        self.line = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.random = random.Random(seed)
        self.told = {}  # comment id -> (status, action, answer)

    def ask(self, path, body):
        self.line.request("POST", f"/api/v1{path}", json.dumps(body), self.headers)
        answer = self.line.getresponse()
        return answer.status, json.loads(answer.read())

    def rule(self, ids):
        mine = self.random.sample(ids, len(ids))
        wanted = {i: self.random.choice(list(ACTIONS)) for i in mine}
        for i in mine[:ONE_BY_ONE]:
            status, answer = self.ask(f"/comments/{i}/rulings", {"action": wanted[i], "version": 1})
            self.told[i] = (status, wanted[i], answer)
        rest = mine[ONE_BY_ONE:]
        for start in range(0, len(rest), ROWS):
            rows = [{"id": i, "version": 1, "action": wanted[i]} for i in rest[start : start + ROWS]]
            status, answer = self.ask("/rulings", {"rulings": rows})
            assert status == 200
            self.told |= {o["id"]: (o["status"], wanted[o["id"]], o) for o in answer["rulings"]}
        self.line.close()
        return self.told


@pytest.mark.long
def test_fifty_moderators_on_the_same_comments_leave_one_ruling_each(service, desk):
    ids = [intake.submit(desk, a_submission(received_at=utc_now())).comment.id for _ in range(COMMENTS)]
    names = [f"moderator-{n}" for n in range(MODERATORS)]
    moderators = [Moderator(service, desk.api_tokens.add("moderator", name=name), seed=name) for name in names]
    with ThreadPoolExecutor(MODERATORS) as pool:
        told = dict(zip(names, pool.map(lambda one: one.rule(ids), moderators), strict=True))

    for i in ids:
        winners = [name for name in names if told[name][i][0] == 200]
        assert len(winners) == 1
        (winner,) = winners
        action = told[winner][i][1]
        for name in names:
            status, _, answer = told[name][i]
            if name != winner:
                assert (status, answer["by"], answer["action"]) == (409, winner, action)
        stands = desk.store.comment("default", i)
        assert (stands.status, stands.version, stands.decided_by) == (ACTIONS[action], 2, winner)
        machine, person = desk.store.history("default", i)
        assert machine["action"] is None
        assert (person["action"], person["by"], person["version"]) == (action, winner, 2)

    counts = desk.queues.counts("default")
    assert (counts["pending"], sum(counts.values())) == (0, COMMENTS)
    assert desk.labels.total("default") == counts["approved"] + counts["spam"]
