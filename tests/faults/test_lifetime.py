"""Two commands start everything; one signal, of whatever kind, ends everything."""

import os
import signal

import httpx
import psutil
import pytest
from builders import a_body
from running import Service, alive, flask, until

pytestmark = pytest.mark.long


def post(service, **changes):
    return httpx.post(f"{service.url}/api/v1/articles/demo/comments", json=a_body(**changes), timeout=30)


def ends(service, family):
    """Everything of it has ended."""
    return lambda: not any(alive(one) for one in family) and service.process.poll() is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_a_signal_to_the_terminal_stops_everything(service, number):
    family = service.family()
    assert len(family) == 4, "launcher, store and two workers"
    service.signal_group(number)
    until(ends(service, family), 20, f"still there: {[p for p in family if alive(p)]}")
    assert service.process.returncode == 0, service.said()
    assert "Traceback" not in service.said()


def test_a_signal_to_the_launcher_alone_stops_everything(service):
    family = service.family()
    os.kill(service.process.pid, signal.SIGTERM)
    until(ends(service, family), 20, f"still there: {[p for p in family if alive(p)]}")


def test_a_killed_launcher_leaves_no_orphan(service):
    family = service.family()
    os.kill(service.process.pid, signal.SIGKILL)
    until(ends(service, family), 20, f"still there: {[p for p in family if alive(p)]}")


def test_a_second_start_still_has_every_comment(service, tmp_path):
    told = [post(service).json()["id"] for _ in range(5)]
    service.stop()
    again = Service(service.data_dir, tmp_path / "again.log").start()
    try:
        listed = flask(service.data_dir, "comments", "list").stdout
        published = httpx.get(f"{again.url}/api/v1/articles/demo/comments").text
        assert all(comment_id in listed + published for comment_id in told)
    finally:
        again.stop()


def test_a_worker_that_dies_is_replaced(service):
    first = service.workers()
    first[0].kill()
    until(lambda: len([p for p in service.workers() if p.pid != first[0].pid]) == 2, 30, service.said())
    assert all(post(service).status_code in (201, 202) for _ in range(8))


def test_both_workers_dying_at_once_are_replaced(service):
    first = service.workers()
    for worker in first:
        worker.kill()
    until(lambda: len(service.workers()) == 2, 30, service.said())
    until(service.is_ready, 30, service.said())
    assert psutil.pid_exists(service.process.pid)


def test_workers_that_die_again_at_once_end_the_service_for_whoever_starts_it_to_see(service):
    store, first = service.store(), service.workers()
    first[0].kill()
    until(lambda: len([p for p in service.workers() if p.pid != first[0].pid]) == 2, 30, service.said())
    (fresh,) = [p for p in service.workers() if p.pid not in {worker.pid for worker in first}]
    fresh.kill()
    assert service.process.wait(30) == 1
    until(lambda: not store.is_running(), 30, service.said())


def test_the_command_line_works_beside_the_service_and_after_it(service):
    waiting = post(service, content="Un lien http://a.example, http://b.example, http://c.example").json()["id"]
    beside = flask(service.data_dir, "comments", "list")
    assert waiting in beside.stdout, beside.stderr
    assert service.is_ready(), "a command that ends must not take the store with it"
    service.stop()
    after = flask(service.data_dir, "comments", "list")
    assert waiting in after.stdout, after.stderr
