"""A visitor's consent to be recognised: one signed cookie with a random id, set when asked for and never before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from moderation.tokens import BROWSER_LIFE_S
from moderation.web import auth, caller

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

COOKIE = "commenter"
FIELDS = ("consent", "wp-comment-cookies-consent")  # ours and WordPress's


def is_given() -> bool:
    """Whether this form came with the box ticked."""
    return any(request.form.get(name) for name in FIELDS)


def known_browser() -> str | None:
    """The id in this browser's cookie; None where there is none, or none of ours."""
    cookie = request.cookies.get(COOKIE)
    return caller.desk().tokens.browser_of(cookie) if cookie else None


def browser() -> str | None:
    """The id of the browser that sent this form: none without consent, a new one with the first consent."""
    if not is_given():
        return None
    return known_browser() or caller.desk().tokens.new_browser()[0]


def settle(response: Response, browser: str | None) -> None:
    """The browser keeps the cookie of its id for a year; or, where the form came without consent, loses it."""
    if browser and is_given():
        response.set_cookie(
            COOKIE,
            caller.desk().tokens.browser_cookie(browser),
            max_age=BROWSER_LIFE_S,
            httponly=True,
            samesite="Lax",
            secure=auth.is_secure(),
        )
    elif COOKIE in request.cookies and not is_given():
        response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=auth.is_secure())
