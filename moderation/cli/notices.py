"""``flask --app wsgi notices …``: who is told that something waits, and what could not be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import AppGroup

from moderation.addresses import masked
from moderation.cli.invocation import desk, site_option, told
from moderation.courier import courier

if TYPE_CHECKING:
    from moderation.courier import Courier
    from moderation.i18n import Translations
    from moderation.notices import Notice

group = AppGroup("notices", help="Tell people what waits, and see what could not be sent.")
sites_option = click.option("--site", default=None, help="One site's; every site's if left out.")


@group.command("send")
@sites_option
@click.option("--due", is_flag=True, help="Only what is due: sites' pauses are awaited.")
def send(site: str | None, *, due: bool) -> None:
    """Tell people now what waits and nobody has been told of."""
    _round(site, is_patient=due)


@group.command("retry")
@sites_option
def retry(site: str | None) -> None:
    """Send again at once what is parked or waits for its next attempt."""
    with told(site or ""):
        for name in _names(site):
            desk().notices.resend(name)
    _round(site, is_patient=True)


@group.command("list")
@sites_option
def list_notices(site: str | None) -> None:
    """List what has not been sent: site, state, kind, to whom, attempts, when next, what went wrong."""
    with told(site or ""):
        for name in _names(site):
            for notice, due in desk().notices.unsent(name):
                click.echo(_line(name, "waits" if due else "new", notice, f"{due:%Y-%m-%d %H:%M}" if due else "-"))
            for notice in desk().notices.parked(name):
                click.echo(_line(name, "parked", notice, "-"))


@group.command("secret")
@site_option
@click.option(
    "--new", is_flag=True, help="Another one from now on: calls fail, and are tried again, until it is known there."
)
def secret(site: str | None, *, new: bool) -> None:
    """Show the secret that a site's webhooks are signed with, alone on the last line."""
    with told(site or ""):
        name = desk().site(site).name
        if new:
            desk().notices.change_secret(name)
        click.echo(_courier().secret(name))


def _round(site: str | None, *, is_patient: bool) -> None:
    with told(site or ""):
        outcomes = _courier().round(_names(site), is_patient=is_patient)
    counts = ", ".join(f"{outcomes[outcome]} {outcome}" for outcome in ("sent", "dropped", "failed", "parked"))
    click.echo(counts)
    if desk().settings.mail_server is None and any(desk().site(name).notify for name in _names(site)):
        click.echo("SMTP_URL is not set: no mail can be sent", err=True)


def _courier() -> Courier:
    return courier(desk(), cast("Translations", current_app.extensions["translations"]))


def _names(site: str | None) -> list[str]:
    return [desk().site(site).name] if site else _courier().sites()


def _line(site: str, state: str, notice: Notice, due: str) -> str:
    to = masked(notice.to) if notice.kind == "mail" else urlsplit(notice.to).netloc
    return "\t".join([site, state, notice.kind, to, str(notice.attempts), due, notice.error or "-"])
