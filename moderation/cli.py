"""The command line: ``flask --app wsgi comments|sites …``."""

from __future__ import annotations

import getpass
import json
from typing import TYPE_CHECKING, Any

import click
from flask import current_app
from flask.cli import AppGroup

from moderation import review
from moderation.comments import Status
from moderation.errors import ConfigurationError, ModerationError

if TYPE_CHECKING:
    from flask import Flask

    from moderation.comments import Comment
    from moderation.desk import Desk

EXCERPT = 72
comments = AppGroup("comments", help="List, show and rule on comments.")
sites = AppGroup("sites", help="Add sites and change their settings.")
site_option = click.option("--site", default=None, help="The site's name; the default site if left out.")


def register(app: Flask) -> None:
    """The commands are known to ``flask``."""
    app.cli.add_command(comments)
    app.cli.add_command(sites)


def _desk() -> Desk:
    desk: Desk = current_app.extensions["desk"]
    return desk


@comments.command("list")
@site_option
@click.option("--status", type=click.Choice([s.value for s in Status]), default="pending", show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
def list_comments(site: str | None, status: str, limit: int) -> None:
    """List comments of a status, oldest first, a line each."""
    desk = _desk()
    for comment in desk.store.queue(desk.site(site).name, Status(status), limit=limit):
        click.echo(_line(comment))


@comments.command("show")
@click.argument("comment_id")
@site_option
def show_comment(comment_id: str, site: str | None) -> None:
    """Show one comment: what was written, how it was judged and what became of it."""
    desk = _desk()
    comment = _found(desk, site, comment_id)
    click.echo(_line(comment))
    click.echo(f"article  {comment.article_id}\nversion  {comment.version}\nwebsite  {comment.website or '-'}")
    click.echo(f"score    {comment.score if comment.score is not None else '-'} ({comment.model or 'no model'})")
    click.echo("clues    " + ", ".join(f"{c.token} {c.weight:+.2f}" for c in comment.clues))
    click.echo(f"\n{comment.content}\n")
    for entry in desk.store.history(comment.site, comment.id):
        reasons = ", ".join(": ".join(filter(None, reason)) for reason in entry["reasons"])
        click.echo(f"{entry['at']:%Y-%m-%d %H:%M:%S}  {entry['to']:<9} by {entry['by'] or 'the machine'}  {reasons}")


def _ruling_command(action: str, sentence: str) -> None:
    @comments.command(action, help=sentence)
    @click.argument("comment_ids", nargs=-1, required=True)
    @site_option
    @click.option("--by", default=getpass.getuser, help="Who rules; your user name if left out.")
    def rule(comment_ids: tuple[str, ...], site: str | None, by: str) -> None:
        desk = _desk()
        for comment_id in comment_ids:
            comment = _found(desk, site, comment_id)
            try:
                ruled = review.rule(desk, comment, action, by=by)
            except ModerationError as error:
                raise click.ClickException(f"{comment_id}: {error.key} {error.details or ''}") from error
            click.echo(f"{comment_id} {ruled.status}")


_ruling_command("approve", "Publish comments.")
_ruling_command("spam", "File comments as spam.")
_ruling_command("reject", "Refuse comments that are unwelcome but not spam.")


@sites.command("list")
def list_sites() -> None:
    """List the sites, each with its settings as one line of JSON."""
    desk = _desk()
    for name in sorted({*desk.store.sites(), desk.settings.default_site}):
        click.echo(json.dumps(desk.site(name).as_dict(), ensure_ascii=False))


@sites.command("add")
@click.argument("name")
@click.argument("settings", nargs=-1)
def add_site(name: str, settings: tuple[str, ...]) -> None:
    """Add a site: NAME [SETTING=VALUE …], as in: blog origins=https://blog.example moderation=all."""
    if name in _desk().store.sites():
        raise click.ClickException(f"{name}: there is such a site; change it with sites set")
    _save(name, settings, is_new=True)


@sites.command("set")
@click.argument("name")
@click.argument("settings", nargs=-1, required=True)
def set_site(name: str, settings: tuple[str, ...]) -> None:
    """Change a site: NAME SETTING=VALUE …; lists are separated by commas, an empty value is the default."""
    _save(name, settings, is_new=False)


def _save(name: str, settings: tuple[str, ...], *, is_new: bool) -> None:
    from moderation.sites import Site, parsed

    desk = _desk()
    try:
        site = Site(name=name) if is_new else desk.site(name)
        site = site.changed(**parsed(settings))
    except (ConfigurationError, ModerationError) as error:
        raise click.ClickException(str(error)) from error
    desk.save_site(site)
    click.echo(json.dumps(site.as_dict(), ensure_ascii=False))


def _found(desk: Desk, site: str | None, comment_id: str) -> Comment:
    try:
        return desk.store.comment(desk.site(site).name, comment_id)
    except ModerationError as error:
        raise click.ClickException(f"{comment_id}: {error.key}") from error


def _line(comment: Comment) -> str:
    words: Any = " ".join(comment.content.split())
    excerpt = words if len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"
    score = "  -  " if comment.score is None else f"{comment.score:.3f}"
    when = f"{comment.created_at:%Y-%m-%d %H:%M}"
    return f"{comment.id}  {when}  {comment.status:<8}  {score}  {comment.author or '-'}: {excerpt}"
