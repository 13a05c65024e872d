"""Checks by Akismet's protocol at the desk: a list of its own, since the comments wait in another system's queue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request, url_for

from moderation.akismet.judging import CLIENT
from moderation.comments import Article, Comment, Status
from moderation.errors import UnauthorisedError
from moderation.web import auth, caller
from moderation.web.desk import checks, frame, pages
from moderation.web.desk.cards import Card
from moderation.web.desk.reading import plain

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from moderation.akismet.checks import Check

PAGE = 25
SHOWN = (Status.PENDING, Status.SPAM, Status.APPROVED)  # a check is never rejected
blueprint = Blueprint("check_pages", __name__, url_prefix="/moderation/checks")
blueprint.register_error_handler(UnauthorisedError, pages.to_the_door)


@dataclass(frozen=True, slots=True)
class CheckCard:
    """A check beside the same words as a comment, which is how the desk shows them."""

    check: Check
    card: Card

    @property
    def labelled_by(self) -> str:
        """Who said what it is: a moderator by name, a client as the blog it serves."""
        by = self.check.labelled_by or ""
        client = by.removeprefix(CLIENT)
        return caller.text("desk-checks-client", name=plain(client)) if client != by else plain(by)


@blueprint.get("")
def listed() -> Response:
    """The site's checks, newest first, under the filters of the address."""
    site, desk = auth.site(), caller.desk()
    status = request.args.get("status")
    wanted = Status(status) if status in SHOWN else None
    found, cursor = desk.checks.page(site.name, wanted, request.args.get("cursor") or None, PAGE)
    return frame.page(
        "desk/checks.html",
        site=site,
        person=auth.person(),
        here_is="checks",
        cards=[CheckCard(check, _card(check)) for check in found],
        statuses=SHOWN,
        status=wanted,
        to_checks=_to,
        to_rule=partial(_to_rule, cursor=request.args.get("cursor")),
        cursor=request.args.get("cursor"),
        next=cursor,
        ruled=request.args.get("ruled"),
    )


@blueprint.post("/<check_id>")
def rule(check_id: str) -> AnyResponse:
    """A moderator's word on a check; back to it on the list."""
    checks.ruled(check_id, request.form.get("action", ""))
    return redirect(_to(ruled=check_id, cursor=request.args.get("cursor")) + f"#check-{check_id}", 303)


def _to(**changes: Any) -> str:
    """The list under the same site, language and filter but for these changes."""
    return url_for("check_pages.listed", **_kept(changes))


def _to_rule(check_id: str, **changes: Any) -> str:
    """Where a ruling on a check is sent, which leads back to this very list."""
    return url_for("check_pages.rule", check_id=check_id, **_kept(changes))


def _kept(changes: dict[str, Any]) -> dict[str, Any]:
    """What belongs into every address of the list; nothing else of the query, which anybody may have written."""
    kept = {name: request.args.get(name) for name in (*frame.WHERE, "status")}
    return {name: value for name, value in (kept | changes).items() if value}


def _card(check: Check) -> Card:
    """The check as the desk shows any comment; it has no version, thread or author's record here."""
    comment = Comment(
        id=check.id,
        site=check.site,
        article_id=check.permalink or check.blog,
        content=check.document.text,
        created_at=check.at,
        status=check.status,
        author=check.document.author,
        website=check.document.url,
        score=check.score,
        model=check.model,
        clues=check.clues,
        reasons=check.reasons,
    )
    return Card(comment, Article(comment.article_id))
