"""``flask --app wsgi keys …``: the keys of clients that speak Akismet's protocol."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from moderation.akismet.keys import TRUST
from moderation.cli.invocation import desk, site_option, told

group = AppGroup("keys", help="Add, list and revoke keys for clients that speak Akismet's protocol.")


@group.command("add")
@site_option
@click.option("--name", default="client", show_default=True, help="What you will know the key by; labels bear it.")
@click.option(
    "--trust",
    type=click.FloatRange(0, 1, min_open=True),
    default=TRUST,
    show_default=True,
    help="How much a label from this client weighs against a moderator's.",
)
@click.option("--trusted", is_flag=True, help="Believe the client when it says that an administrator writes.")
@click.option("--limit", type=click.IntRange(1), default=None, help="Calls a month; unlimited if left out.")
def add_key(site: str | None, name: str, trust: float, *, trusted: bool, limit: int | None) -> None:
    """Add a key: it is printed alone on the last line, this once."""
    with told():
        site_name = desk().site(site).name
        key = desk().api_keys.add(site_name, name, trust=trust, is_trusted=trusted, monthly_limit=limit)
    click.echo(f"A key for the site {site_name}, shown this once:")
    click.echo(key)


@group.command("list")
@site_option
def list_keys(site: str | None) -> None:
    """List a site's keys, a line each: id, when made, trust, name."""
    with told():
        found = desk().api_keys.of_site(desk().site(site).name)
    for key in found:
        state = "revoked" if key.is_revoked else "trusted" if key.is_trusted else "active"
        click.echo(f"{key.id}  {key.created_at:%Y-%m-%d}  {state:<7}  {key.trust:.2f}  {key.name}")


@group.command("revoke")
@click.argument("key_id")
@site_option
def revoke_key(key_id: str, site: str | None) -> None:
    """Revoke a key by its id: it opens nothing any more."""
    with told(key_id):
        desk().api_keys.revoke(desk().site(site).name, key_id)
    click.echo(f"{key_id} revoked")
