"""``flask --app wsgi sites …``: add sites and change their settings."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from moderation.cli.invocation import desk, told
from moderation.sites import Site, parsed

group = AppGroup("sites", help="Add sites and change their settings.")


@group.command("list")
def list_sites() -> None:
    """List the sites, each with its settings as one line of JSON."""
    with told():
        for name in sorted({*desk().store.sites(), desk().settings.default_site}):
            _show(desk().site(name))


@group.command("add")
@click.argument("name")
@click.argument("settings", nargs=-1)
def add_site(name: str, settings: tuple[str, ...]) -> None:
    """Add a site: NAME [SETTING=VALUE …], as in: blog origins=https://blog.example moderation=all."""
    with told():
        if name in desk().store.sites():
            raise click.ClickException(f"{name}: there is such a site; change it with sites set")
        site = Site(name=name).changed(**parsed(settings))
        desk().save_site(site)
    _show(site)


@group.command("set")
@click.argument("name")
@click.argument("settings", nargs=-1, required=True)
def set_site(name: str, settings: tuple[str, ...]) -> None:
    """Change a site: NAME SETTING=VALUE …; lists are separated by commas, an empty value is the default."""
    with told():
        changes = parsed(settings)
        site = desk().change_site(name, lambda before: before.changed(**changes))
    _show(site)


def _show(site: Site) -> None:
    click.echo(json.dumps(site.as_dict(), ensure_ascii=False))
