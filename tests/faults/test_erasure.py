"""After a person is erased nothing of them is left in the data directory, the store's log on disk included."""

import subprocess

import httpx
import pytest
from running import flask, until

pytestmark = pytest.mark.long

EMAIL, NAME, WORDS = "canary77@canary77.example", "Canaria77", "ein kanarienvogel77 singt"


def traces(directory):
    """Files in which something of the person stands."""
    found = subprocess.run(
        ["grep", "-rlaE", "canary77|Canaria77|kanarienvogel77", str(directory)], capture_output=True, text=True
    )
    return found.stdout.split()


def test_no_file_of_the_service_tells_of_an_erased_person(service, data_dir, tmp_path):
    body = {"author": NAME, "email": EMAIL, "content": WORDS}
    answer = httpx.post(f"{service.url}/api/v1/articles/demo/comments", json=body)
    assert flask(data_dir, "comments", "spam", answer.json()["id"]).returncode == 0
    assert any("aof" in file for file in traces(tmp_path))
    erased = flask(data_dir, "people", "erase", EMAIL)
    assert erased.returncode == 0, erased.stderr
    until(lambda: not traces(tmp_path), 20, "the store's log still tells of them")
