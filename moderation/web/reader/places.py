"""Where an article's discussion is found, and where a visitor may be led."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import request, url_for

from moderation.config import LOCALES
from moderation.web import caller

if TYPE_CHECKING:
    from moderation.comments import Article, Comment
    from moderation.sites import Site

DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Address:
    """The addresses of one discussion: absolute, because the fragment also stands in pages of other origins."""

    site: Site
    article_id: str

    def to(self, endpoint: str) -> str:
        """The absolute address of an endpoint about this article, in the language of this answer."""
        query = named(self.site) | {"lang": caller.locale()}
        return caller.absolute(url_for(endpoint, article_id=self.article_id, **query))

    @property
    def page(self) -> str:
        """Our own page of the article as it was asked for, as a path: where its form leads back to."""
        return _page(self.article_id, **named(self.site) | asked())


def named(site: Site) -> dict[str, Any]:
    """What names the site in a query: nothing for the default one."""
    return {} if site.name == caller.desk().settings.default_site else {"site": site.name}


def asked() -> dict[str, str]:
    """What of this address belongs into every link of its page: which site, which of our languages.

    Anything else is left out: the links stand in answers that are kept, and made-up values would fill the store.
    """
    language = request.args.get("lang")
    kept = {"site": request.args.get("site"), "lang": language if language in LOCALES else None}
    return {name: value for name, value in kept.items() if value}


def own_page(site: Site, article_id: str) -> str:
    """Our own page of an article, as a path."""
    return _page(article_id, **named(site))


def of_article(site: Site, article: Article) -> str:
    """The absolute address at which an article is read: its own where we may lead there, else our page of it."""
    if article.url and site.allows_url(article.url):
        return article.url.partition("#")[0]
    return caller.absolute(own_page(site, article.id))


def of_comment(site: Site, article: Article, comment: Comment) -> str:
    """The absolute address of a published comment; on our own page, of the very page of the thread it stands on."""
    if article.url and site.allows_url(article.url):
        return f"{of_article(site, article)}#comment-{comment.id}"
    path = _page(article.id, **named(site), comment=comment.id)
    return caller.absolute(f"{path}#comment-{comment.id}")


def may_lead_to(site: Site, url: str) -> bool:
    """Whether a visitor may be sent there: an origin on the site's list, or this service."""
    return site.allows_url(url) or is_ours(url)


def is_ours(url: str) -> bool:
    """A path on this service, or its full address; never //host or a back slash that browsers read as one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return url.startswith("/") and not url.startswith("//") and "\\" not in url
    return parts.scheme in ("http", "https") and caller.is_own_origin(f"{parts.scheme}://{parts.netloc}")


def _page(article_id: str, **query: Any) -> str:
    if article_id == DEMO:
        return url_for("public.demo", **query)
    return url_for("public.article", article_id=article_id, **query)
