"""The figures of all workers, whichever of them is asked."""

import re

import httpx
import pytest
from builders import a_body

pytestmark = pytest.mark.long


def counted(service, name):
    """The sum of a metric over its labels, as one worker tells it."""
    text = httpx.get(f"{service.url}/metrics").text
    return sum(float(value) for value in re.findall(rf"^{name}{{[^}}]*}} (\S+)$", text, re.MULTILINE))


def test_every_worker_tells_what_all_have_done(service):
    for number in range(20):
        headers = {"X-Forwarded-For": f"10.0.{number}.1"}
        answer = httpx.post(f"{service.url}/api/v1/articles/demo/comments", json=a_body(), headers=headers)
        assert answer.status_code in (201, 202)
    told = {counted(service, "moderation_submissions_total") for _ in range(10)}
    assert told == {20}


def test_what_a_dead_worker_counted_is_not_forgotten(service):
    for number in range(10):
        headers = {"X-Forwarded-For": f"10.0.{number}.1"}
        httpx.post(f"{service.url}/api/v1/articles/demo/comments", json=a_body(), headers=headers)
    service.workers()[0].kill()
    assert counted(service, "moderation_submissions_total") == 10
