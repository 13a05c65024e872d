"""The pages a reader sees: the demo article, any article's discussion, and the fragments embed.js puts in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from moderation.comments import Article
from moderation.web import caller, headers
from moderation.web.reader import discussion, outcomes, places

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from moderation.sites import Site

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
def demo() -> AnyResponse:
    """The demo article with its comments and the form."""
    return discussion.page(_site(), places.DEMO, "demo.html")


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> AnyResponse:
    """Any article's comments and form on a page of their own, for a visitor without JavaScript."""
    return discussion.page(_site(), article_id, outcomes.template_of(article_id))


@blueprint.get("/articles/<article_id>/embed")
def embed(article_id: str) -> AnyResponse:
    """The comments and the form as a fragment, which static/embed.js puts into an article's page."""
    return discussion.page(_site(), article_id, "_discussion.html")


@blueprint.get("/articles/<article_id>/thread")
def thread(article_id: str) -> AnyResponse:
    """The comments alone as a fragment, under an ETag: what static/embed.js asks for again and again."""
    site = _site()
    known = Article(article_id) if site.open_articles else caller.desk().store.article(site.name, article_id)
    discussion.check_known(site, known)
    return headers.conditional(discussion.thread(site, article_id), "text/html; charset=utf-8")


def _site() -> Site:
    """The site meant; its pages are in its language."""
    site = caller.site()
    caller.speak(site.language)
    return site
