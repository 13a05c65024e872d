"""Who may: every route's rule, and the one place where roles, sites and CSRF are enforced."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, g, request

from moderation.errors import CsrfError, ForbiddenError, ForeignOriginError, NotFoundError, UnauthorisedError
from moderation.sessions import LIFE_S, Attempt
from moderation.tokens import SIGNED_IN_LIFE_S
from moderation.web import caller

if TYPE_CHECKING:
    from moderation.accounts import Person
    from moderation.sessions import Session
    from moderation.sites import Site

SESSION, SIGNED_IN = "moderator", "signed_in"  # cookies
CSRF_HEADER, CSRF_FIELD = "X-CSRF-Token", "csrf_token"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Rule(StrEnum):
    """Who may call a route. MODERATOR and ADMIN are of the site that the request means."""

    ANYONE = "anyone"
    MODERATOR = "moderator"
    ADMIN = "admin"


# open to strangers as a whole (akismet asks for keys of its own); other blueprints' routes are named one by one
OPEN = frozenset({"static", "akismet", "articles", "openapi", "public", "receipts", "wordpress", "status"})
RULES: dict[str, Rule] = {
    "queue.listing": Rule.MODERATOR,
    "queue.comment": Rule.MODERATOR,
    "queue.rule": Rule.MODERATOR,
    "queue.rule_many": Rule.MODERATOR,
    "queue.history": Rule.MODERATOR,
    "queue.reveal": Rule.MODERATOR,
    "queue.looking": Rule.MODERATOR,
    "queue.article": Rule.MODERATOR,
    "queue.change_article": Rule.MODERATOR,
    "sites.numbers": Rule.MODERATOR,
    "sites.show": Rule.MODERATOR,
    "sites.change": Rule.ADMIN,
    "checks.list_checks": Rule.MODERATOR,
    "checks.rule": Rule.MODERATOR,
    "entrance.enter": Rule.ANYONE,
    "entrance.settle": Rule.ANYONE,
    "entrance.sign_in": Rule.ANYONE,
    "entrance.sign_out": Rule.MODERATOR,
    "entrance.welcome": Rule.ANYONE,
    "check_pages.listed": Rule.MODERATOR,
    "check_pages.rule": Rule.MODERATOR,
    "models.listing": Rule.MODERATOR,
    "models.show": Rule.MODERATOR,
    "models.report": Rule.MODERATOR,
    "people.export": Rule.ADMIN,
    "people.erase": Rule.ADMIN,
    "numbers.shown": Rule.MODERATOR,
    "pages.comment": Rule.MODERATOR,
    "pages.keys": Rule.MODERATOR,
    "pages.looking": Rule.MODERATOR,
    "pages.queue": Rule.MODERATOR,
    "pages.reveal": Rule.MODERATOR,
    "pages.rule": Rule.MODERATOR,
    "settings_pages.change": Rule.ADMIN,
    "settings_pages.shown": Rule.ADMIN,
}


def register(app: Flask) -> None:
    """Every request is held to its route's rule before its view runs, and sessions' cookies are set after."""
    app.before_request(enforce)
    app.after_request(_set_cookies)


def rule_of(endpoint: str) -> Rule:
    """The rule of a route; raises KeyError where none is stated in RULES or OPEN."""
    return Rule.ANYONE if endpoint.partition(".")[0] in OPEN else RULES[endpoint]


def check_rules(app: Flask) -> None:
    """Raises RuntimeError naming the routes that have no rule: the service does not start with a door left open."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    without = sorted(name for name in endpoints if name.partition(".")[0] not in OPEN and name not in RULES)
    if without:
        raise RuntimeError(f"no rule in moderation/web/auth.py for: {', '.join(without)}")


def enforce() -> None:
    """Raises UnauthorisedError, ForbiddenError, or NotFoundError for a site of others, as the route's rule says."""
    if request.endpoint is None or request.method == "OPTIONS":
        return
    rule = rule_of(request.endpoint)
    if rule is Rule.ANYONE:
        return
    require(rule, site().name)
    if request.method not in READING and _token() is None:
        _check_csrf(_session())


def require(role: str, site_name: str) -> Person:
    """The caller, who has this role on this site; raises UnauthorisedError, ForbiddenError, NotFoundError (site)."""
    caller_ = person()
    if not caller_.sees(site_name):
        raise NotFoundError(what="site")
    if not caller_.may(role):
        raise ForbiddenError(role=role)
    return caller_


def person() -> Person:
    """Whoever calls, by bearer token, else by session; raises UnauthorisedError."""
    if "person" not in g:
        token = _token()
        g.person = caller.desk().api_tokens.person(token) if token is not None else _session().person
    return cast("Person", g.person)


def site() -> Site:
    """The site meant by ``?site=``, else the default one if it is the caller's, else the caller's first.

    Raises UnauthorisedError, and NotFoundError alike for a site that is none and one of others.
    """
    wanted, known = request.args.get("site"), person()
    if wanted and not known.sees(wanted):
        raise NotFoundError(what="site")
    default = caller.desk().settings.default_site
    return caller.desk().site(wanted or (default if known.sees(default) else known.sites[0]))


def csrf() -> str:
    """The token that this session's forms and scripts carry; '' for a caller without a session."""
    try:
        return _session().csrf
    except UnauthorisedError:
        return ""


def sign_in(name: str, password: str) -> Person:
    """The answer to this request carries a session of this account; raises WrongPasswordError, TooManyError.

    Refused with ForeignOriginError where another site's page asks, which could sign a visitor in as somebody else.
    """
    origin = request.headers.get("Origin")
    if origin is not None and not caller.is_own_origin(origin):
        raise ForeignOriginError(origin=origin)
    desk = caller.desk()
    attempt = Attempt(
        name=name,
        password=password,
        network=desk.addresses.network("sign-in", caller.address() or "0.0.0.0"),  # noqa: S104 (a mark, not bound)
        browser=desk.tokens.signed_in_browser(request.cookies.get(SIGNED_IN), name),
    )
    g.cookies = {SESSION: desk.sessions.sign_in(attempt), SIGNED_IN: desk.tokens.signed_in(name)}
    g.pop("session", None)
    signed_in: Person = desk.accounts.find(name).person
    g.person = signed_in
    return signed_in


def welcome(token: str, name: str, password: str) -> Person:
    """The first account exists and the answer carries its session; raises as `Accounts.settle` does."""
    desk = caller.desk()
    settled = desk.accounts.settle(token, name, password)
    secret = desk.sessions.start(desk.accounts.find(name))
    g.cookies = {SESSION: secret, SIGNED_IN: desk.tokens.signed_in(name)}
    return settled


def sign_out(*, everywhere: bool = False) -> None:
    """This session has ended, or every one of its account; a repeat changes nothing."""
    secret, desk = request.cookies.get(SESSION), caller.desk()
    if secret is None:
        return
    if everywhere:
        desk.accounts.sign_out_everywhere(desk.sessions.find(secret).person.name)
    desk.sessions.end(secret)
    g.cookies = {SESSION: None}


def is_secure() -> bool:
    """Whether the visitor came over TLS: to us, to a trusted proxy before us, or to PUBLIC_URL."""
    if request.scheme == "https" or (caller.desk().settings.public_url or "").startswith("https:"):
        return True
    return caller.is_behind_proxy() and request.headers.get("X-Forwarded-Proto", "").split(",")[-1].strip() == "https"


def _token() -> str | None:
    """The bearer token, '' for another scheme of authorisation, None where there is none."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _session() -> Session:
    if "session" not in g:
        secret = request.cookies.get(SESSION)
        if not secret:
            raise UnauthorisedError
        g.session = caller.desk().sessions.find(secret)
    return cast("Session", g.session)


def _check_csrf(session: Session) -> None:
    """Raises CsrfError where a change does not carry the session's token, or comes from another site's page."""
    sent = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD) or ""
    origin = request.headers.get("Origin")
    is_foreign = origin is not None and not caller.is_own_origin(origin)
    if is_foreign or not secrets.compare_digest(sent.encode(), session.csrf.encode()):
        raise CsrfError


def _set_cookies(response: Response) -> Response:
    lives = {SESSION: LIFE_S, SIGNED_IN: SIGNED_IN_LIFE_S}
    for name, value in g.get("cookies", {}).items():
        response.set_cookie(
            name, value or "", max_age=lives[name] if value else 0, secure=is_secure(), httponly=True, samesite="Lax"
        )
    if "person" in g:  # what a moderator saw is kept by no cache
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.vary.update(("Cookie", "Authorization"))
    return response
