"""Notices survive real deaths: of the sender between write and send, of the whole service, of the mail server."""

import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest
from builders import a_body
from receivers import Mailbox, Receiver
from running import HOME, Service, environment, flask, until

from moderation.notices import Notices
from moderation.store import Store

LEA = "lea@blog.example"


@pytest.fixture
def told(data_dir, tmp_path):
    """A service whose site tells: ``told(settings of the site, **variables)`` gives it running, one comment waiting."""
    running = []

    def start(*settings, **variables):
        # before the service: a worker notices settings within a second, and the first comment may be faster
        done = flask(data_dir, "sites", "set", "default", "moderation=all", *settings)
        assert done.returncode == 0, done.stderr
        service = Service(data_dir, tmp_path / "service.log", WORKERS="1", **variables)
        running.append(service)
        service.start()
        return service

    yield start
    for service in running:
        service.stop()


def comment(service):
    answer = httpx.post(f"{service.url}/api/v1/articles/demo/comments", json=a_body(), timeout=30)
    assert answer.status_code == 202, answer.text


def unsent(service):
    client = service.client()
    try:
        return Notices(Store(client, "moderation:")).unsent("default")
    finally:
        client.close()


@pytest.mark.long
def test_the_launcher_tells_without_a_cron_job(told):
    with Mailbox() as mailbox, Receiver() as receiver:
        service = told(
            f"notify={LEA}",
            f"webhook_url={receiver.url}",
            "digest_pause_s=0",
            SMTP_URL=mailbox.url,
            WEBHOOK_ALLOW_PRIVATE="127.0.0.0/8",
        )
        comment(service)
        until(lambda: mailbox.mails and receiver.calls, what=service.said())
        until(lambda: not unsent(service))
        text = mailbox.mails[0][2].get_body(("plain",)).get_content()
        assert f"http://localhost:{service.port}/moderation?site=default" in text
        assert LEA not in service.said()
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(20) == 0
    assert (len(mailbox.mails), len(receiver.calls)) == (1, 1)


@pytest.mark.long
def test_a_sender_killed_in_the_middle_of_a_mail_loses_nothing(told, data_dir):
    """A mail server that never answers holds the sender; it is killed; the next sender finds the claim and sends."""
    service = told(f"notify={LEA}", "digest_pause_s=0")  # no SMTP_URL: the mail lies in the outbox
    comment(service)
    until(lambda: unsent(service), what=service.said())
    with socket.create_server(("127.0.0.1", 0)) as silent:
        reached = threading.Event()

        def hold():
            connection, _ = silent.accept()
            reached.set()
            with connection:
                connection.recv(1)

        holding = threading.Thread(target=hold)
        holding.start()
        sender = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "notices", "send"],
            cwd=HOME,
            env=environment(data_dir, SMTP_URL=f"smtp://127.0.0.1:{silent.getsockname()[1]}"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert reached.wait(30)
        sender.kill()
        sender.wait()
        holding.join()

    ((notice, _),) = unsent(service)
    with Mailbox() as mailbox:
        done = flask(data_dir, "notices", "send", SMTP_URL=mailbox.url)
        assert done.stdout.startswith("0 sent"), "the claim is not old enough to count as left"
        client = service.client()
        client.xclaim("moderation:{default}:notices:mail:outbox", "senders", "sender", 0, [entry(client)], idle=300_000)
        client.close()
        done = flask(data_dir, "notices", "send", SMTP_URL=mailbox.url)
        assert done.stdout.startswith("1 sent"), done.stderr
    assert [mail["Message-ID"] for _, _, mail in mailbox.mails] == [f"<{notice.id}@localhost>"]
    assert unsent(service) == []


def entry(client):
    """The one notice in the outbox."""
    ((found, _),) = client.xrange("moderation:{default}:notices:mail:outbox")
    return found


@pytest.mark.long
def test_what_was_to_be_told_outlives_the_service_and_its_store(told, data_dir, tmp_path):
    service = told(f"notify={LEA}", "digest_pause_s=3600")
    comment(service)
    service.signal_group(signal.SIGKILL)
    until(lambda: not service.family())
    with Mailbox() as mailbox:
        again = told("digest_pause_s=0", SMTP_URL=mailbox.url)
        until(lambda: mailbox.mails, what=again.said())
        until(lambda: not unsent(again))
    assert len(mailbox.mails) == 1


@pytest.mark.long
def test_two_services_on_one_store_tell_once(told, data_dir, tmp_path):
    with Mailbox() as mailbox:
        first = told(f"notify={LEA}", "digest_pause_s=0", SMTP_URL=mailbox.url)
        store = f"unix://{data_dir}/store/store.sock"
        second = Service(data_dir, tmp_path / "second.log", WORKERS="1", REDIS_URL=store, SMTP_URL=mailbox.url)
        try:
            second.start()
            for _ in range(3):
                before = len(mailbox.mails)
                comment(first)
                until(lambda before=before: len(mailbox.mails) > before)
                until(lambda: not unsent(first))
        finally:
            second.stop()
    assert len(mailbox.mails) == 3
