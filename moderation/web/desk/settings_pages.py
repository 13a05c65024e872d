"""A site's settings as a form: its twin is `web.desk.sites`, the schema and the story are the same."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, get_type_hints

from flask import Blueprint, redirect, request

from moderation import review
from moderation.config import LOCALES
from moderation.errors import InvalidSubmissionError, StaleSettingsError, UnauthorisedError
from moderation.sites import FIELDS, MODERATION, Site, mark
from moderation.web import auth, caller, problems, wire
from moderation.web.desk import frame, pages
from moderation.web.desk.site_schemas import SettingsSchema

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

GROUPS = {
    "site": ("title", "language", "origins", "open_articles", "required", "depth"),
    "judging": ("moderation", "max_links", "blocked_terms", "blocked_hosts", "publish_below", "spam_from"),
    "learning": ("promise_blocked_ham", "promise_published_spam", "second_opinions", "reject_reasons"),
    "floods": ("flood_per_author", "flood_per_network"),
    "telling": ("notify", "webhook_url", "digest_pause_s"),
    "keeping": (
        "network_retention_days",
        "pending_retention_days",
        "approved_retention_days",
        "spam_retention_days",
        "rejected_retention_days",
    ),
    "clients": ("strict_wordpress", "discard_from", "keyless_networks"),
}
CHOICES = {"language": LOCALES, "moderation": MODERATION}
KINDS: dict[Any, str] = {
    str: "text",
    bool: "tick",
    int: "whole",
    float: "number",
    float | None: "number",
    tuple[str, ...]: "lines",
    tuple[int, int]: "pair",
}
TYPES = {name: kind for name, kind in get_type_hints(Site).items() if name != "name"}
blueprint = Blueprint("settings_pages", __name__, url_prefix="/moderation/settings")
blueprint.register_error_handler(UnauthorisedError, pages.to_the_door)
_SETTINGS = SettingsSchema()


@blueprint.get("")
def shown() -> Response:
    """The form with the site's settings as they are."""
    site = auth.site()
    return _form(site.as_dict(), site.marks())


@blueprint.post("")
def change() -> AnyResponse:
    """The site has what was changed in the form, its other settings stay as they are now, whoever changed them.

    Or the form comes back as it was filled in, and nothing is changed: with what is to be corrected, or beside what
    somebody else has made of the same settings meanwhile; sent again, it has then seen that.
    """
    site, seen = auth.site(), _seen()
    sent = {name: _sent(name) for name in TYPES if name in _offered()}
    try:
        wanted = wire.checked(_SETTINGS, sent)
        changes = {name: value for name, value in wanted.items() if mark(value) != seen.get(name)}
        review.change_settings(caller.desk(), site.name, changes, seen)
    except InvalidSubmissionError as error:
        answer = _form(sent, seen, errors=problems.worded(error.fields))
        answer.status_code = problems.status_of(error)
        return answer
    except StaleSettingsError as error:
        now = caller.desk().store.site(site.name) or site
        touched = {name: sent[name] for name in changes}
        answer = _form(now.as_dict() | touched, now.marks(), theirs={name: getattr(now, name) for name in error.names})
        answer.status_code = problems.status_of(error)
        return answer
    return redirect(frame.to("settings_pages.shown", saved=1), 303)


def _seen() -> dict[str, str]:
    """The marks of the values that the form was shown with."""
    return dict(zip(*[iter(request.form.get("seen", "").split())] * 2, strict=False))


def kind_of(name: str) -> str:
    """How a setting is asked for."""
    if name == "required":
        return "ticks"
    return "choice" if name in CHOICES else KINDS[TYPES[name]]


def _offered() -> set[str]:
    return {name for names in GROUPS.values() for name in names}


def _form(
    values: dict[str, Any],
    seen: dict[str, str],
    *,
    errors: dict[str, list[str]] | None = None,
    theirs: dict[str, Any] | None = None,
) -> Response:
    """The form with these values; ``theirs`` are what others have made of settings since they were shown."""
    return frame.page(
        "desk/settings.html",
        site=auth.site(),
        person=auth.person(),
        here_is="settings",
        groups=GROUPS,
        kind_of=kind_of,
        choices=CHOICES,
        required=[name for name in FIELDS if name != "content"],
        values=values,
        seen=" ".join(part for pair in seen.items() for part in pair),
        errors=_by_setting(errors or {}),
        theirs={name: told(name, value) for name, value in (theirs or {}).items()},
    )


def told(name: str, value: Any) -> list[str]:
    """A setting's value in words, line by line; none for an empty one."""
    kind = kind_of(name)
    if kind == "tick":
        return [caller.text("desk-set-yes" if value else "desk-set-no")]
    if kind == "choice":
        return [caller.text(f"desk-set-{name}-{value}")]
    if kind == "ticks":
        return [caller.text(f"desk-set-field-{field}") for field in value if field != "content"]
    if kind == "pair":
        words = (caller.text("desk-set-pair-comments"), caller.text("desk-set-pair-seconds"))
        return [" ".join(f"{figure} {word}" for figure, word in zip(value, words, strict=True))]
    return list(value) if kind == "lines" else [str(value)] if value not in (None, "") else []


def _by_setting(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """The errors of a list's entries under the list's own name."""
    found: dict[str, list[str]] = {}
    for name, messages in errors.items():
        found.setdefault(name.partition(".")[0], []).extend(messages)
    return found


READERS: dict[str, Callable[[list[str]], Any]] = {
    "tick": bool,
    "ticks": lambda sent: [*sent, "content"],
    "whole": lambda sent: _number(*sent),
    "number": lambda sent: _number(*sent) if any(sent) else None,
    "lines": lambda sent: [line.strip() for text in sent for line in text.splitlines() if line.strip()],
    "pair": lambda sent: [_number(text) for text in sent],
}


def _sent(name: str) -> Any:
    """What the form says of a setting, as JSON would; what cannot be read stays as written, to be refused."""
    sent = [text.strip() for text in request.form.getlist(name)]
    read = READERS.get(kind_of(name))
    return read(sent) if read else "".join(sent[:1])


def _number(*sent: str) -> int | float | str:
    """The number that was written, with a comma or a point."""
    text = "".join(sent[:1]).replace(",", ".")
    for read in (int, float):
        with contextlib.suppress(ValueError):
            return read(text)
    return text
