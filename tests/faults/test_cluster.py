"""A site's moves on a real cluster of three nodes: every script's keys share the site's hash tag."""

import gc
import json
import subprocess
import warnings
from dataclasses import replace

import pytest
import redis
from builders import a_body
from exports import a_comment, a_wxr
from service import free_port, until

from classifiers.artifact import Artifact
from classifiers.scorer import BASE_MODEL
from moderation import create_app
from moderation.accounts import Person
from moderation.connection import server_binary
from moderation.errors import AccountExistsError

READY_LIMIT_S = 30
PORT_MAX = 55_000  # the nodes' bus listens 10,000 ports above
SLOTS = [(0, 5460), (5461, 10922), (10923, 16383)]


class Node:
    """One node of the cluster."""

    def __init__(self, directory) -> None:
        directory.mkdir()
        self.port = next(port for port in iter(free_port, None) if port < PORT_MAX)
        options = {"port": self.port, "cluster-enabled": "yes", "dir": directory, "save": ""}
        command = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        with (directory / "log").open("wb") as log:
            self.process = subprocess.Popen([server_binary(), *command], stdout=log, stderr=log)
        self.client = redis.Redis(port=self.port, decode_responses=True)

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False

    def knows(self, nodes: int) -> bool:
        told = self.client.cluster("INFO")
        return told["cluster_state"] == "ok" and int(told["cluster_known_nodes"]) == nodes

    def stop(self) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    home = tmp_path_factory.mktemp("cluster")
    nodes = [Node(home / str(number)) for number in range(len(SLOTS))]
    try:
        for node, (low, high) in zip(nodes, SLOTS, strict=True):
            until(node.answers, READY_LIMIT_S, "the cluster did not come up")
            node.client.execute_command("CLUSTER ADDSLOTSRANGE", low, high)
        for node in nodes[1:]:
            nodes[0].client.execute_command("CLUSTER MEET", "127.0.0.1", node.port)
        until(lambda: all(node.knows(len(nodes)) for node in nodes), READY_LIMIT_S, "the cluster did not come up")
        yield f"redis+cluster://127.0.0.1:{nodes[0].port}"
    finally:
        for node in nodes:
            node.stop()


@pytest.fixture
def app(cluster, settings, clock):
    app = create_app(replace(settings, redis_url=cluster), clock)
    app.testing = True
    yield app
    app.extensions["desk"].store.client.close()
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()  # redis-py leaves the connections by which it learnt the slots to the collector


@pytest.mark.parametrize("site", ["default", "blog", "third"])  # three tags, three slots
def test_a_comment_walks_its_life_on_a_cluster(client, runner, with_scorer, desk, site):
    with_scorer(0.5)
    if site != "default":
        assert runner.invoke(args=["sites", "add", site]).exit_code == 0
    answer = client.post(f"/api/v1/articles/demo/comments?site={site}", json=a_body())
    assert answer.status_code == 202, answer.text
    comment_id = answer.json["id"]
    result = runner.invoke(args=["comments", "approve", comment_id, "--site", site])
    assert result.exit_code == 0, result.output
    (shown,) = client.get(f"/api/v1/articles/demo/comments?site={site}").json["comments"]
    assert shown["id"] == comment_id
    assert [entry["to"] for entry in desk.store.history(site, comment_id)] == ["pending", "approved"]
    assert desk.labels.total(site) == 1
    assert client.get("/readyz").status_code == 200


def test_an_account_is_made_once_on_a_cluster(desk):
    ada = Person("ada", "admin")
    desk.accounts.add(ada, "correct horse battery")
    with pytest.raises(AccountExistsError):
        desk.accounts.add(ada, "another horse battery")
    assert desk.accounts.verified("ada", "correct horse battery").person == ada


def test_a_check_and_its_correction_work_on_a_cluster(client, runner, with_scorer, desk):
    with_scorer(0.5)
    key = runner.invoke(args=["keys", "add"]).output.splitlines()[-1]
    form = {"api_key": key, "blog": "https://blog.example", "user_ip": "203.0.113.9", "comment_content": "Bonjour"}
    assert client.post("/1.1/comment-check", data=form).get_data() == b"false"
    assert client.post("/1.1/submit-spam", data=form).get_data().startswith(b"Thanks")
    assert desk.labels.counts("default") == {"ham": 0, "spam": 1}


def test_moving_in_learning_and_forgetting_work_on_a_cluster(runner, desk, clock, tmp_path):
    export = tmp_path / "export.xml"
    export.write_bytes(
        a_wxr(a_comment(1), a_comment(2, parent="1"), a_comment(3, approved="spam", author_email="x@y.z"))
    )
    told = json.loads(runner.invoke(args=["import", "wordpress", str(export), "--json"]).stdout)
    assert (told["imported"], told["labelled"]) == (3, 3)
    base = Artifact.read(BASE_MODEL)
    model = Artifact.seal(base.weights, base.card | {"bias": 1.0})
    desk.registry.add("default", model.to_bytes(), model.card, "", clock())
    assert runner.invoke(args=["model", "promote", model.card["version"]]).exit_code == 0
    clock.advance(seconds=1)
    assert desk.scoring.version("default") == model.card["version"]
    assert runner.invoke(args=["model", "rollback"]).exit_code == 0
    with desk.registry.training("default"):
        pass
    erased = runner.invoke(args=["people", "erase", "x@y.z", "--json"])
    assert erased.exit_code == 0, erased.exception
    assert json.loads(erased.stdout)["comments"] == 1
    assert desk.labels.counts("default") == {"ham": 2, "spam": 0}


def test_notices_of_several_sites_are_written_claimed_and_settled_on_a_cluster(
    client, runner, with_scorer, desk, clock
):
    with_scorer(0.5)
    names = ["default", "tell", "told"]
    for name in names:
        if name != "default":
            assert runner.invoke(args=["sites", "add", name]).exit_code == 0
        assert client.post(f"/api/v1/articles/demo/comments?site={name}", json=a_body()).status_code == 202
        since, to = desk.notices.waiting_since(name), [("mail", "lea@blog.example")]
        assert desk.notices.dispatch(name, since, to, digest="d", at=clock()) == 1
    assert desk.notices.busy([*names, "none"]) == {name: {"mail"} for name in names}
    for name in names:
        assert not desk.notices.failed(desk.notices.claim(name, "mail", clock()), "refused", clock())
        assert desk.notices.claim(name, "mail", clock()) is None
        assert desk.notices.resend(name) == 1
        desk.notices.done(desk.notices.claim(name, "mail", clock()))
    assert desk.notices.busy(names) == {}
