"""The courier: from a comment that waits to a mail in a mailbox and a call at a receiver, once each."""

import json
import logging
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import a_submission
from receivers import Mailbox, Receiver

from moderation import TRANSLATIONS, intake, review
from moderation.config import MailServer, Settings
from moderation.courier import courier
from moderation.i18n import Translations
from moderation.notices import ATTEMPTS
from moderation.webhooks import signature

LEA, MAX = "lea@blog.example", "max@blog.example"
PAUSE = timedelta(minutes=15)


@pytest.fixture
def mailbox():
    with Mailbox() as running:
        yield running


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


@pytest.fixture
def couriers(desk, mailbox):
    """A courier of this desk: ``couriers(**changes of the settings)``."""

    def make(**changes):
        environ = {"SMTP_URL": mailbox.url, "WEBHOOK_ALLOW_PRIVATE": "127.0.0.0/8"} | changes
        read = Settings.from_environ(environ)
        names = ("mail_server", "mail_from", "webhook_allow_private", "public_url")
        settings = replace(desk.settings, **{name: getattr(read, name) for name in names})
        return courier(replace(desk, settings=settings), Translations(TRANSLATIONS))

    return make


@pytest.fixture
def waiting(desk, with_scorer):
    """A comment comes and waits: ``waiting()``."""
    with_scorer(0.5)

    def come(**changes):
        return intake.submit(desk, a_submission(**changes | {"received_at": desk.clock()})).comment

    return come


def test_one_digest_tells_of_all_that_came_within_the_pause(site, waiting, clock, couriers, mailbox):
    site(notify=[LEA, MAX])
    carrier = couriers()
    waiting()
    clock.advance(minutes=14)
    waiting(content="Et encore un.")
    assert carrier.round() == {}
    assert mailbox.mails == []
    clock.advance(minutes=1)
    assert carrier.round() == {"sent": 2}
    assert [to for _, to, _ in mailbox.mails] == [[LEA], [MAX]]
    assert "2 commentaires attendent" in mailbox.mails[0][2]["Subject"]
    clock.advance(hours=1)
    assert carrier.round() == {}, "the same is not told twice"


def test_the_next_comment_opens_the_next_digest(site, waiting, clock, couriers, mailbox):
    site(notify=[LEA], digest_pause_s=60)
    carrier = couriers()
    for _ in range(2):
        waiting()
        clock.advance(seconds=59)
        assert carrier.round() == {}
        clock.advance(seconds=1)
        assert carrier.round() == {"sent": 1}
    assert len(mailbox.mails) == 2


def test_nothing_is_sent_when_the_queue_is_empty_again(desk, site, waiting, clock, couriers, mailbox):
    site(notify=[LEA])
    review.rule(desk, waiting(), "approve", by="lea")
    clock.advance(minutes=15)
    assert couriers().round() == {}
    assert mailbox.mails == []


def test_what_was_ruled_on_between_write_and_send_is_not_told(desk, site, waiting, clock, couriers, mailbox):
    site(notify=[LEA])
    comment = waiting()
    mailbox.refusal = "451 later"
    assert couriers().round(is_patient=False) == {"failed": 1}
    review.rule(desk, comment, "approve", by="lea")
    mailbox.refusal = None
    clock.advance(minutes=1)
    assert couriers().round() == {"dropped": 1}
    assert mailbox.mails == []


def test_who_is_no_longer_to_be_told_is_not(site, waiting, clock, couriers, mailbox):
    site(notify=[LEA])
    waiting()
    mailbox.refusal = "451 later"
    couriers().round(is_patient=False)
    mailbox.refusal = None
    site(notify=[MAX])
    clock.advance(minutes=1)
    assert couriers().round() == {"dropped": 1}
    assert mailbox.mails == []


def test_a_site_that_tells_nobody_yet_is_told_of_all_that_waits_later(site, waiting, clock, couriers, mailbox):
    waiting()
    clock.advance(days=2)
    assert couriers().round() == {}
    site(notify=[LEA])
    assert couriers().round() == {"sent": 1}


def test_an_appeal_is_told(desk, site, waiting, clock, couriers, mailbox):
    site(notify=[LEA])
    comment = review.rule(desk, waiting(), "reject", by="lea")
    clock.advance(minutes=15)
    assert couriers().round() == {}
    review.appeal(desk, comment)
    clock.advance(minutes=15)
    assert couriers().round() == {"sent": 1}
    assert "Un auteur demande une nouvelle lecture" in mailbox.mails[0][2].get_body(("plain",)).get_content()


def test_two_couriers_on_one_store_send_each_notice_once(site, waiting, clock, couriers, mailbox):
    site(notify=[LEA, MAX])
    waiting()
    clock.advance(minutes=15)
    assert sum((couriers().round() for _ in range(2)), start=couriers().round())["sent"] == 2
    assert len(mailbox.mails) == 2


def test_a_courier_without_a_mail_server_leaves_the_mails_to_another(site, waiting, clock, couriers, mailbox, receiver):
    site(notify=[LEA], webhook_url=receiver.url)
    waiting()
    clock.advance(minutes=15)
    assert couriers(SMTP_URL="").round() == {"sent": 1}
    assert len(receiver.calls) == 1
    assert mailbox.mails == []
    assert couriers().round() == {"sent": 1}
    assert len(mailbox.mails) == 1


def test_a_mail_that_fails_is_sent_again_under_the_same_id(site, waiting, clock, couriers, mailbox):
    site(notify=[LEA])
    waiting()
    clock.advance(minutes=15)
    mailbox.refusal = "451 busy"
    carrier = couriers()
    assert carrier.round() == {"failed": 1}
    (failed,) = carrier.desk.notices.unsent("default")
    mailbox.refusal = None
    clock.advance(seconds=59)
    assert carrier.round() == {}
    clock.advance(seconds=1)
    assert carrier.round() == {"sent": 1}
    assert mailbox.mails[0][2]["Message-ID"] == f"<{failed[0].id}@localhost>"


def test_the_fifth_failure_parks_until_somebody_retries(site, waiting, clock, couriers, runner, mailbox):
    site(notify=[LEA])
    waiting()
    mailbox.refusal = f"550 who is {LEA}?"
    carrier = couriers()
    outcomes = [carrier.round(is_patient=False)]
    for minutes in (1, 4, 16, 64):
        clock.advance(minutes=minutes)
        outcomes.append(carrier.round())
    assert outcomes == [{"failed": 1}] * (ATTEMPTS - 1) + [{"parked": 1}]
    clock.advance(days=1)
    assert carrier.round() == {}
    listed = runner.invoke(args=["notices", "list"]).output
    assert listed.split("\t") == [
        "default", "parked", "mail", "l…@blog.example", "5", "-", "recipient refused: SMTP 550\n"
    ]  # fmt: skip
    mailbox.refusal = None
    assert carrier.desk.notices.resend("default") == 1
    assert carrier.round() == {"sent": 1}
    assert runner.invoke(args=["notices", "list"]).output == ""


def test_a_webhook_is_signed_with_the_sites_secret(site, waiting, clock, couriers, receiver, runner):
    site(webhook_url=receiver.url, title="Le Blog")
    comment = waiting(author="<b>Ann", content="Voir https://spam.example/ \u202eici", title="Le levain")
    clock.advance(minutes=15)
    assert couriers(PUBLIC_URL="https://c.blog.example").round() == {"sent": 1}
    ((_, headers, body),) = receiver.calls
    secret = runner.invoke(args=["notices", "secret"]).output.splitlines()[-1]
    at = int(clock().timestamp())
    assert headers["Webhook-Signature"] == signature(secret, at, body)
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(body) == {
        "id": headers["Webhook-Id"],
        "type": "digest",
        "site": "default",
        "at": "2026-11-23T09:45:00+00:00",
        "waiting": 1,
        "appeals": 0,
        "oldest_at": "2026-11-23T09:30:00+00:00",
        "url": "https://c.blog.example/moderation?site=default",
        "comments": [
            {
                "id": comment.id,
                "article": {"id": "demo", "title": "Le levain"},
                "author": "<b>Ann",
                "excerpt": "Voir https://spam.example/ ici",
                "created_at": "2026-11-23T09:30:00+00:00",
                "appeal": False,
            }
        ],
    }


def test_sites_have_secrets_of_their_own_that_can_be_changed(runner):
    runner.invoke(args=["sites", "add", "blog"])

    def secret(*options):
        return runner.invoke(args=["notices", "secret", *options]).output

    first, other = secret(), secret("--site", "blog")
    assert len(first.strip()) == 64
    changed = secret("--new")
    assert len({first, other, changed}) == 3
    assert (secret(), secret("--site", "blog")) == (changed, other)
    assert runner.invoke(args=["notices", "secret", "--site", "none"]).exit_code == 1


def test_a_webhook_into_a_private_network_is_refused_and_the_mail_still_goes(
    site, waiting, clock, couriers, mailbox, receiver
):
    site(notify=[LEA], webhook_url=receiver.at("localhost"))
    waiting()
    clock.advance(minutes=15)
    assert couriers(WEBHOOK_ALLOW_PRIVATE="").round() == {"sent": 1, "failed": 1}
    assert receiver.calls == []
    assert len(mailbox.mails) == 1


def test_what_kills_its_senders_is_parked(desk, site, waiting, clock, couriers, mailbox):
    """Five claims that nobody settled count as five attempts."""
    site(notify=[LEA])
    waiting()
    clock.advance(minutes=15)
    carrier = couriers()
    impatient = replace(carrier, desk=replace(carrier.desk, notices=type(desk.notices)(desk.store, left_after_s=0)))
    since = desk.notices.waiting_since("default")
    desk.notices.dispatch("default", since, [("mail", LEA)], digest="d", at=clock())
    for _ in range(ATTEMPTS):
        assert impatient.desk.notices.claim("default", "mail", clock())
    assert impatient.round() == {"parked": 1}
    assert mailbox.mails == []


def test_logs_hold_no_address_and_no_word(site, waiting, clock, couriers, mailbox, caplog):
    ours = logging.getLogger("moderation")
    ours.addHandler(caplog.handler)
    site(notify=[LEA, "canary@aviary.example"], webhook_url="http://nobody.invalid/aviary")
    waiting(content="Un canari chante.")
    mailbox.refusal = "550 canary@aviary.example is unknown"
    with caplog.at_level(logging.DEBUG, "moderation"):
        couriers().round(is_patient=False)
    ours.removeHandler(caplog.handler)
    told = [vars(record) for record in caplog.records]
    assert {record["outcome"] for record in told if "outcome" in record} == {"failed"}
    assert not any(word in str(told) for word in ("canary", "aviary", "canari", "lea@"))


def test_the_store_keeps_no_word_of_a_notice(desk, site, waiting, couriers, mailbox):
    site(notify=[LEA])
    waiting(content="Un canari chante.", author="Canari")
    mailbox.refusal = "451 later"
    couriers().round(is_patient=False)
    keys = desk.store.client.scan_iter(f"{desk.store.prefix}*notices*")
    dumps = [desk.store.client.dump(key) for key in keys]
    assert dumps
    assert not any(b"anari" in dump for dump in dumps)


def test_the_command_sends_at_once_or_only_what_is_due(desk, settings, site, waiting, clock, mailbox):
    from moderation import create_app

    site(notify=[LEA])
    waiting()
    server = MailServer("smtp", "127.0.0.1", mailbox.port)
    app = create_app(replace(settings, mail_server=server, public_url="https://c.blog.example"), clock)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["notices", "send", "--due"]).output == "0 sent, 0 dropped, 0 failed, 0 parked\n"
    assert runner.invoke(args=["notices", "send", "--site", "default"]).output.startswith("1 sent")
    assert runner.invoke(args=["notices", "send"]).output.startswith("0 sent")
    assert runner.invoke(args=["notices", "retry"]).output.startswith("0 sent")
    assert runner.invoke(args=["notices", "send", "--site", "none"]).exit_code == 1
    app.extensions["desk"].store.client.close()
    assert mailbox.mails[0][0] == "moderation@c.blog.example"


def test_without_a_mail_server_the_command_says_so(runner, site):
    site(notify=[LEA])
    assert "SMTP_URL is not set" in runner.invoke(args=["notices", "send"]).output


@pytest.mark.long
def test_a_store_that_does_not_answer_ends_no_courier(couriers, desk):
    """The loop goes on: it is told to stop in its second round, which it reaches although the first one failed."""

    class TwoRounds:
        left = 2

        def wait(self, _):
            self.left -= 1
            return self.left < 0

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        import redis

        from moderation.store import Store

        client = redis.Redis(port=bound.getsockname()[1])
        carrier = couriers()
        lost = replace(carrier, desk=replace(carrier.desk, store=Store(client, "none:")))
        stop = TwoRounds()
        lost.run(stop)
        client.close()
    assert stop.left == -1
