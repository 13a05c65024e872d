"""``flask --app wsgi tokens …``: keys for programs that use the API."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from moderation.cli.invocation import desk, told
from moderation.cli.moderators import role_option

group = AppGroup("tokens", help="Add and revoke API tokens.")


@group.command("add")
@role_option
@click.option("--site", default=None, help="The one site it serves; every site if left out.")
@click.option("--name", default=None, help="Who the audit says it acts for; the token's id if left out.")
def add(role: str, site: str | None, name: str | None) -> None:
    """Add a token and show it, once, alone on the last line."""
    with told(site or ""):
        if site:
            desk().site(site)
        token = desk().api_tokens.add(role, site, name)
    click.echo("This token is shown once; it is kept hashed. Send it as: Authorization: Bearer TOKEN", err=True)
    click.echo(token)


@group.command("list")
def list_tokens() -> None:
    """List the tokens: id, name, role, sites, since when."""
    with told():
        found = desk().api_tokens.all()
    for token in found:
        sites = ", ".join(token.person.sites) or "every site"
        line = (token.id, token.person.name, token.person.role, sites, f"{token.created_at:%Y-%m-%d %H:%M}")
        click.echo("\t".join(line))


@group.command("revoke")
@click.argument("token_id")
def revoke(token_id: str) -> None:
    """Revoke the token of this id."""
    with told(token_id):
        desk().api_tokens.revoke(token_id)
    click.echo(f"{token_id} revoked")
