"""``flask --app wsgi comments …``: list, show and rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

from moderation import review
from moderation.cli.invocation import desk, site_option, told, user_name
from moderation.comments import Status

if TYPE_CHECKING:
    from moderation.comments import Comment

EXCERPT = 72
group = AppGroup("comments", help="List, show and rule on comments.")


@group.command("list")
@site_option
@click.option("--status", type=click.Choice([s.value for s in Status]), default="pending", show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
def list_comments(site: str | None, status: str, limit: int) -> None:
    """List comments of a status, oldest first, a line each."""
    with told(site or ""):
        found = desk().store.queue(desk().site(site).name, Status(status), limit=limit)
    for comment in found:
        click.echo(_line(comment))


@group.command("show")
@click.argument("comment_id")
@site_option
def show_comment(comment_id: str, site: str | None) -> None:
    """Show one comment: what was written, how it was judged and what became of it."""
    comment = _found(site, comment_id)
    with told(comment_id):
        history = desk().store.history(comment.site, comment.id)
    click.echo(_line(comment))
    click.echo(f"article  {comment.article_id}\nversion  {comment.version}\nwebsite  {comment.website or '-'}")
    click.echo(f"score    {comment.score if comment.score is not None else '-'} ({comment.model or 'no model'})")
    click.echo("clues    " + ", ".join(f"{c.token} {c.weight:+.2f}" for c in comment.clues))
    click.echo(f"\n{comment.content}\n")
    for entry in history:
        reasons = ", ".join(": ".join(filter(None, reason)) for reason in entry["reasons"])
        click.echo(f"{entry['at']:%Y-%m-%d %H:%M:%S}  {entry['to']:<9} by {entry['by'] or 'the machine'}  {reasons}")


def _ruling_command(action: str, sentence: str) -> None:
    @group.command(action, help=sentence)
    @click.argument("comment_ids", nargs=-1, required=True)
    @site_option
    @click.option("--by", default=user_name, help="Who rules; your user name if left out.")
    def rule(comment_ids: tuple[str, ...], site: str | None, by: str) -> None:
        for comment_id in comment_ids:
            comment = _found(site, comment_id)
            with told(comment_id):
                ruled = review.rule(desk(), comment, action, by=by)
            click.echo(f"{comment_id} {ruled.status}")


_ruling_command("approve", "Publish comments.")
_ruling_command("spam", "File comments as spam.")
_ruling_command("reject", "Refuse comments that are unwelcome but not spam.")
_ruling_command("undo", "Take back the latest ruling on comments, with its label.")


def _found(site: str | None, comment_id: str) -> Comment:
    with told(comment_id):
        return desk().store.comment(desk().site(site).name, comment_id)


def _line(comment: Comment) -> str:
    words: Any = " ".join(comment.content.split())
    excerpt = words if len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"
    score = "  -  " if comment.score is None else f"{comment.score:.3f}"
    when = f"{comment.created_at:%Y-%m-%d %H:%M}"
    return f"{comment.id}  {when}  {comment.status:<8}  {score}  {comment.author or '-'}: {excerpt}"
