"""``flask --app wsgi people …`` and ``retention run``: what a person wrote here, handed out or forgotten."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from moderation import people, retention
from moderation.cli.invocation import desk, told, user_name
from moderation.web.desk import person_page

if TYPE_CHECKING:
    from typing import TextIO

group = AppGroup("people", help="All a person wrote here: hand it out, or forget it.")
retention_group = AppGroup("retention", help="Forget what is past its time.")
email_argument = click.argument("email")
site_option = click.option("--site", default=None, help="The one site it is about; every site if left out.")


@group.command("export")
@email_argument
@site_option
@click.option("--format", "form", type=click.Choice(["json", "html"]), default="json", show_default=True)
@click.option("--out", type=click.File("w", encoding="utf-8"), default="-", help="Where to write it.")
def export(email: str, site: str | None, form: str, out: TextIO) -> None:
    """Write all that the person of this address wrote (EMAIL of - is read from standard input)."""
    with told():
        found = people.exported(desk(), _address(email), _sites(site))
    if form == "html":
        out.write(person_page.rendered(current_app, found))
    else:
        out.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


@group.command("erase")
@email_argument
@site_option
@click.option("--anonymise", is_flag=True, help="Keep the comments, without name, website, address and marks.")
@click.option("--by", default=user_name, help="Who the audit names; your user name if left out.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one line of JSON.")
def erase(email: str, site: str | None, by: str, *, anonymise: bool, as_json: bool) -> None:
    """Forget the person of this address (EMAIL of - is read from standard input): a repeat finds nothing."""
    with told():
        done = people.erase(desk(), _address(email), _sites(site), by=by, anonymise=anonymise)
    if as_json:
        click.echo(json.dumps({"comments": done.comments, "sites": done.sites, "models_to_retrain": done.models}))
        return
    verb = "anonymised" if anonymise else "erased"
    click.echo(f"{verb} {done.comments} comment{'s' * (done.comments != 1)} on {', '.join(done.sites) or 'no site'}")
    for model in done.models:
        click.echo(f"to be trained again: {model}  (flask --app wsgi model train)")


@retention_group.command("run")
def run_retention() -> None:
    """Forget now what is past its site's limits; the service does so by itself every hour."""
    with told():
        gone = retention.tend(desk())
    for site, counts in gone.items():
        click.echo(f"{site}: " + ", ".join(f"{count} {status}" for status, count in counts.items()))
    if not gone:
        click.echo("nothing is past its time")


def _address(email: str) -> str:
    return sys.stdin.readline().strip() if email == "-" else email


def _sites(site: str | None) -> list[str]:
    if site is not None:
        return [desk().site(site).name]
    return sorted({*desk().store.sites(), desk().settings.default_site})
