"""The way in and out of the desk: signing in, the first account, signing out here or everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from moderation.accounts import PASSWORD_MIN
from moderation.errors import InvalidSubmissionError, ModerationError, NotFoundError, TooManyError, UnauthorisedError
from moderation.web import auth, caller, problems
from moderation.web.desk import frame

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("entrance", __name__, url_prefix="/moderation")


@blueprint.get("/sign-in")
def sign_in() -> AnyResponse:
    """The form; whoever is signed in already goes on."""
    try:
        auth.person()
    except UnauthorisedError:
        return _door()
    return redirect(_wanted(), 303)


@blueprint.post("/sign-in")
def enter() -> AnyResponse:
    """In, and on to the page that was wanted; or the form again with what went wrong."""
    try:
        auth.sign_in(request.form.get("name", "").strip(), request.form.get("password", ""))
    except (UnauthorisedError, TooManyError) as error:
        return _door(error)
    return redirect(_wanted(), 303)


@blueprint.get("/welcome/<token>")
def welcome(token: str) -> Response:
    """The form that makes the first account, as long as the link is good."""
    if not caller.desk().accounts.is_welcome(token):
        return _page("desk/gone.html", 404)
    return _page("desk/welcome.html", errors={}, least=PASSWORD_MIN)


@blueprint.post("/welcome/<token>")
def settle(token: str) -> AnyResponse:
    """The first account exists and sits at the desk; or the form again with what is to be corrected."""
    try:
        auth.welcome(token, request.form.get("name", "").strip(), request.form.get("password", ""))
    except InvalidSubmissionError as error:
        errors = problems.worded(error.fields)
        return _page("desk/welcome.html", problems.status_of(error), errors=errors, least=PASSWORD_MIN)
    except NotFoundError:
        return _page("desk/gone.html", 404)
    return redirect(frame.to("queue"), 303)


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    """Out, in this browser or in all of them."""
    auth.sign_out(everywhere="everywhere" in request.form)
    return redirect(frame.to("entrance.sign_in", out=1), 303)


def _door(error: ModerationError | None = None) -> Response:
    """The form. A wrong password is a form to be corrected, 422: it asks for no WWW-Authenticate, as 401 would."""
    if error is None:
        return _page("desk/sign_in.html")
    if not isinstance(error, TooManyError):
        return _page("desk/sign_in.html", 422, error=caller.text("desk-sign-in-wrong"))
    words = caller.text("desk-sign-in-throttled", seconds=error.retry_after_s)
    response = _page("desk/sign_in.html", problems.status_of(error), error=words)
    response.headers.update(problems.headers_of(error))
    return response


def _page(template: str, status: int = 200, **values: object) -> Response:
    response = frame.page(template, site=caller.desk().site(), person=None, **values)
    response.status_code = status
    return response


def _wanted() -> str:
    """The page of the desk that was asked for, and never another site's."""
    path = request.args.get("next", "")
    is_ours = path.startswith("/moderation") and "\\" not in path and not path.startswith("/moderation/sign-")
    return path if is_ours else frame.to("queue")
