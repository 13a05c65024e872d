"""A submission off the wire: JSON or a form, under our names or WordPress's, into one `Submission`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from moderation.comments import Evidence, Submission
from moderation.errors import FieldError, InvalidSubmissionError, NotFoundError
from moderation.web import caller, schemas
from moderation.web.forms import URLENCODED
from moderation.web.reader import consent

if TYPE_CHECKING:
    from moderation.sites import Site

ARTICLE_ID = re.compile(r"[^\s\x00-\x1f/\\]{1,200}")
FORM_TOKEN = "form_token"  # noqa: S105 (a field's name)
HONEYPOT = "homepage"


def is_form() -> bool:
    """Whether the request carries a form; anything that is neither form nor JSON is refused with 415."""
    if request.mimetype == URLENCODED:
        return True
    if request.is_json:
        return False
    raise UnsupportedMediaType


def read(site: Site, article_id: str, sent: dict[str, Any] | None = None) -> Submission:
    """The submission in this request, or in ``sent`` where a form speaks with other names.

    Raises InvalidSubmissionError naming every wrong field, NotFoundError for an impossible article id.
    """
    if not ARTICLE_ID.fullmatch(article_id):
        raise NotFoundError(what="article")
    form = sent is not None or is_form()
    body = sent if sent is not None else (request.form.to_dict() if form else _json())
    checked = schemas.load(body, site, is_form=form)
    if not (checked.get("url") and site.allows_url(checked["url"])):
        checked.pop("url", None)
    return Submission(
        site=site.name,
        article_id=article_id,
        received_at=caller.desk().clock(),
        lang=site.language,
        ip=caller.address(),
        browser=consent.browser() if form else consent.known_browser(),
        idempotency_key=_idempotency_key(),
        evidence=_evidence(site.name, article_id) if form else Evidence(),
        **checked,
    )


def _json() -> Any:
    try:
        body = request.get_json()
    except BadRequest as cause:
        raise InvalidSubmissionError({"body": [FieldError("malformed-json")]}) from cause
    if not isinstance(body, dict):
        raise InvalidSubmissionError({"body": [FieldError("malformed-json")]})
    return body


def _evidence(site: str, article_id: str) -> Evidence:
    elapsed_s = caller.desk().tokens.elapsed_s(request.form.get(FORM_TOKEN), site, article_id)
    return Evidence(honeypot_filled=bool(request.form.get(HONEYPOT, "").strip()), elapsed_s=elapsed_s)


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > schemas.IDEMPOTENCY_KEY_MAX:
        limit = {"limit": schemas.IDEMPOTENCY_KEY_MAX}
        raise InvalidSubmissionError({"Idempotency-Key": [FieldError("field-too-long", limit)]})
    return key or None
