"""Who is calling: their address, origin, language, and the site they mean."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from flask import current_app, g, request

from moderation.config import LOCALES
from moderation.errors import ForeignOriginError
from moderation.i18n import Translations, negotiated
from moderation.sites import Site

if TYPE_CHECKING:
    from moderation.config import Network
    from moderation.desk import Desk


def desk() -> Desk:
    """The desk this application was wired with."""
    return cast("Desk", current_app.extensions["desk"])


def site() -> Site:
    """The site meant by ``?site=``, else the default one; raises NotFoundError."""
    return desk().site(request.args.get("site"))


def unread_site() -> Site:
    """What stands for a site whose settings cannot be read: enough to show a form again, it accepts nothing unseen."""
    return Site(name=desk().settings.default_site, moderation="all")


def speak(language: str) -> None:
    """This answer is in the page's own language, whatever the browser would prefer; only ``?lang=`` goes before it."""
    g.language = negotiated([language], desk().settings.default_language)
    g.pop("locale", None)


def locale() -> str:
    """The reader's language: ``?lang=``, else the page's (`speak`), else Accept-Language, else the default site's."""
    if "locale" not in g:  # a page of the desk asks 1,200 times
        g.locale = _locale()
    return cast("str", g.locale)


def _locale() -> str:
    asked = request.args.get("lang")
    if asked in LOCALES:
        return asked
    if "language" in g:
        return str(g.language)
    accepted = [tag for tag, _ in request.accept_languages]
    return negotiated(accepted, desk().settings.default_language)


def translations() -> Translations:
    """All messages in all languages."""
    return cast("Translations", current_app.extensions["translations"])


def text(key: str, **figures: object) -> str:
    """The message of this key in the reader's language."""
    return translations().text(locale(), key, **figures)


def address() -> str | None:
    """The right-most address in the chain of hops that is not one of TRUSTED_PROXIES; None where none is one."""
    return client_address(
        request.environ.get("REMOTE_ADDR", ""),
        ",".join(request.headers.getlist("X-Forwarded-For")),
        desk().settings.trusted_proxies,
    )


def is_behind_proxy() -> bool:
    """Whether this request was handed on by one of TRUSTED_PROXIES."""
    hop = _ip(request.environ.get("REMOTE_ADDR", ""))
    return hop is not None and any(hop in network for network in desk().settings.trusted_proxies)


def client_address(remote: str, forwarded: str, trusted: tuple[Network, ...]) -> str | None:
    """Walks X-Forwarded-For from its right end, as long as the hop that wrote it is trusted."""
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    current = _ip(remote)
    while current is not None and hops and any(current in network for network in trusted):
        before = _ip(hops.pop())
        if before is None:
            break
        current = before
    return str(current) if current is not None else None


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address of a hop, which may carry a port or brackets."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found


def is_own_origin(origin: str) -> bool:
    """Whether this is the address by which visitors reach this very service."""
    public = desk().settings.public_url
    try:
        return origin == public or urlsplit(origin).netloc.lower() == request.host.lower()
    except ValueError:  # an open bracket
        return False


def absolute(path: str) -> str:
    """This path as visitors reach it: under PUBLIC_URL, else under the host they asked."""
    return (desk().settings.public_url or request.host_url.rstrip("/")) + path


def check_origin(wanted: Site) -> None:
    """A browser's page may send here only from the service itself or an origin on the site's list.

    Raises ForeignOriginError. A caller that sends no Origin is no browser page, and passes.
    """
    origin = request.headers.get("Origin")
    if origin is not None and not is_own_origin(origin) and not wanted.allows(origin):
        raise ForeignOriginError(origin=origin)


def wants_page() -> bool:
    """Whether the caller would rather have an HTML page than JSON."""
    best = request.accept_mimetypes.best_match(["application/json", "text/html"], default="application/json")
    return best == "text/html" and request.accept_mimetypes["text/html"] > request.accept_mimetypes["application/json"]
