"""The settings of notices: what could be misread refuses to start, or is not saved."""

from pathlib import Path

import pytest

from moderation.config import MailServer, Settings
from moderation.errors import ConfigurationError


def read(**environ):
    return Settings.from_environ(environ)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("smtp://localhost", MailServer("smtp", "localhost", 25)),
        ("smtp://[::1]:2525/", MailServer("smtp", "::1", 2525)),
        ("smtps://lea%40blog:p%3Aw%2F@mail.example", MailServer("smtps", "mail.example", 465, "lea@blog", "p:w/")),
        ("smtp+starttls://u:p@mail.example:2587", MailServer("smtp+starttls", "mail.example", 2587, "u", "p")),
    ],
)
def test_a_mail_server_is_read_from_its_address(url, meant):
    assert read(SMTP_URL=url).mail_server == meant


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:25",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:notaport",
        "smtp://mail.example:99999",
        "smtp://mail.example/path",
        "smtp://mail.example?starttls=1",
        "smtps://user@mail.example",
        "smtps://:hunter2@mail.example",
        "smtps://user:hunter2@@",
    ],
)
def test_a_malformed_mail_server_refuses_to_start_and_repeats_no_password(url):
    with pytest.raises(ConfigurationError, match="SMTP_URL") as refused:
        read(SMTP_URL=url)
    assert "hunter2" not in str(refused.value)


def test_a_mail_servers_password_is_not_shown():
    assert "hunter2" not in repr(read(SMTP_URL="smtps://u:hunter2@mail.example"))


@pytest.mark.parametrize("address", ["nobody", "a b@blog.example", "a@b.example\nBcc: c@d.example", "A <a@b.example>"])
def test_a_malformed_sender_refuses_to_start(address):
    with pytest.raises(ConfigurationError, match="MAIL_FROM"):
        read(MAIL_FROM=address)


def test_a_malformed_network_refuses_to_start():
    with pytest.raises(ConfigurationError, match="WEBHOOK_ALLOW_PRIVATE"):
        read(WEBHOOK_ALLOW_PRIVATE="10.0.0.0/8,intranet")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("notify", ("lea",)),
        ("notify", ("lea@blog.example\r\nBcc: eve@blog.example",)),
        ("notify", ("Léa@blog.example",)),
        ("notify", ("=?utf-8?q?=0aBcc=3a_eve?=@blog.example",)),
        ("notify", tuple(f"m{n}@blog.example" for n in range(21))),
        ("webhook_url", "ftp://hooks.example/"),
        ("webhook_url", "file:///etc/passwd"),
        ("webhook_url", "https://user:password@hooks.example/"),
        ("webhook_url", "https:///nowhere"),
        ("webhook_url", "https://hooks.example/a b"),
        ("webhook_url", "https://hooks.example:0/"),
        ("webhook_url", "https://hooks.example/\r\nX-Evil: 1"),
        ("digest_pause_s", -1),
        ("digest_pause_s", 10**7),
    ],
)
def test_a_site_refuses_what_could_not_be_told(site, setting, value):
    with pytest.raises(ConfigurationError, match=setting):
        site(**{setting: value})


def test_a_site_is_told_how_on_the_command_line(runner, desk):
    given = ["notify=lea@blog.example, max@blog.example", "webhook_url=http://127.0.0.1:9/x?a=b", "digest_pause_s=60"]
    done = runner.invoke(args=["sites", "set", "default", *given])
    assert done.exit_code == 0, done.output
    site = desk.site()
    assert site.notify == ("lea@blog.example", "max@blog.example")
    assert (site.webhook_url, site.digest_pause_s) == ("http://127.0.0.1:9/x?a=b", 60)


@pytest.mark.parametrize(
    ("environ", "home"),
    [
        ({}, "http://localhost:8000"),
        ({"HOST": "127.0.0.1", "PORT": "81"}, "http://localhost:81"),
        ({"HOST": "::1"}, "http://[::1]:8000"),
        ({"PUBLIC_URL": "https://comments.blog.example"}, "https://comments.blog.example"),
    ],
)
def test_links_lead_where_people_reach_the_service(environ, home):
    assert Settings(data_dir=Path()).home == "http://localhost:8000"
    assert read(**environ).home == home
