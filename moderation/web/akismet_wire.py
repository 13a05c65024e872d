"""What clients of Akismet's protocol send: every field whichever way it came, the key wherever it stands."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import request

from moderation.apikeys import KEYLESS, TRUST, ApiKey
from moderation.checks import total
from moderation.errors import TooManyError
from moderation.thirdparty import Query
from moderation.web import caller

SPENT_RETRY_S = 3_600
_TRUE = frozenset({"1", "true", "yes", "on"})
_CONTEXT = re.compile(r"comment_context(?:\[\d*\])?")

Sent = Mapping[str, list[str]]


class InvalidError(Exception):
    """The request is answered ``invalid``; the text, if any, goes into X-akismet-debug-help."""


def sent() -> Sent:
    """Every field of the request, whichever way it came: a form in its own charset, JSON, the query."""
    if request.is_json:
        body = request.get_json(silent=True)
        fields = _listed(body) if isinstance(body, dict) else {}
    else:
        fields = _decoded_form()
    for name, value in request.args.items(multi=True):
        fields.setdefault(name, []).append(value)
    return fields


def _decoded_form() -> dict[str, list[str]]:
    """A form as UTF-8, or in the ``blog_charset`` it names."""
    if request.mimetype == "multipart/form-data":
        return {name: request.form.getlist(name) for name in request.form}
    raw = request.get_data().decode("utf-8", "replace")
    charset = dict(parse_qsl(raw)).get("blog_charset", "utf-8")
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, encoding=charset, errors="replace")
    except LookupError:
        pairs = parse_qsl(raw, keep_blank_values=True)
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _listed(body: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        name: [_as_text(v) for v in (value if isinstance(value, list) else [value])] for name, value in body.items()
    }


def _as_text(value: Any) -> str:
    """JSON's values as the form would write them."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


def one(sent: Sent, name: str) -> str:
    """The first value of a field, '' where it is absent; lone surrogates and NUL, which no text has, replaced."""
    values = sent.get(name)
    return values[0].encode("utf-8", "replace").decode().replace("\x00", "").strip() if values else ""


def key(sent: Sent, *, is_required: bool = False) -> ApiKey:
    """The key in the body, the query or the host's left-most label; without one, a site that opted in by its blog.

    Raises InvalidError, and TooManyError where the key's monthly limit is spent.
    """
    desk = caller.desk()
    texts = (one(sent, "api_key"), one(sent, "key"), request.host.partition(".")[0] if "." in request.host else "")
    found = next((key for text in texts if text and (key := desk.api_keys.found(text))), None)
    if found is None and not is_required and not texts[0] and not texts[1]:
        found = _keyless(one(sent, "blog"))
    if found is None:
        raise InvalidError
    if not is_required and found.monthly_limit and is_spent(found, calls(found)):
        raise TooManyError(SPENT_RETRY_S)
    return found


def _keyless(blog: str) -> ApiKey | None:
    """A stand-in key where a site lets its blog's network call without one (`keyless_networks`)."""
    desk, sender = caller.desk(), caller.address()
    parts = urlsplit(blog)
    origin = f"{parts.scheme}://{parts.netloc}"
    for name in {desk.settings.default_site, *desk.store.sites()} if sender else ():
        site = desk.site(name)
        networks = [ipaddress.ip_network(network) for network in site.keyless_networks]
        if site.allows(origin) and any(ipaddress.ip_address(sender or "") in network for network in networks):
            return ApiKey(KEYLESS, name, KEYLESS, TRUST, is_trusted=False, monthly_limit=None, created_at=desk.clock())
    return None


def query(sent: Sent) -> Query:
    """What the protocol lists, nothing else; raises InvalidError naming the first required field that is missing."""
    for name in ("blog", "user_ip"):
        if not one(sent, name):
            raise InvalidError(f"Missing required field: {name}")
    if urlsplit(one(sent, "blog")).scheme not in ("http", "https"):
        raise InvalidError("Invalid field: blog, a full URI is needed")
    honeypot = one(sent, "honeypot_field_name")
    context = [value for name in sent if _CONTEXT.fullmatch(name) for value in sent[name] if value.strip()]
    return Query(
        blog=one(sent, "blog"),
        user_ip=one(sent, "user_ip"),
        content=one(sent, "comment_content"),
        author=one(sent, "comment_author") or None,
        email=one(sent, "comment_author_email") or None,
        url=one(sent, "comment_author_url") or None,
        permalink=one(sent, "permalink") or None,
        comment_type=one(sent, "comment_type") or None,
        lang=one(sent, "blog_lang").partition(",")[0].partition("_")[0].strip().lower() or None,
        context=tuple(context),
        written_at=_moment(one(sent, "comment_date_gmt")),
        user_role=one(sent, "user_role") or None,
        honeypot_filled=bool(honeypot and one(sent, honeypot)),
        is_test=is_true(one(sent, "is_test")),
    )


def _moment(text: str) -> datetime | None:
    """An ISO 8601 or MySQL date, GMT where it names no zone; None where it is neither."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def calls(key: ApiKey) -> int:
    """The key's calls this month, of all its blogs."""
    desk = caller.desk()
    return total(desk.checks.usage(key.site, key.id, f"{desk.clock():%Y-%m}"))["api_calls"]


def is_spent(key: ApiKey, calls: int) -> bool:
    """Whether so many calls use up the key's monthly limit."""
    return key.monthly_limit is not None and calls >= key.monthly_limit


def whole(sent: Sent, name: str, default: int) -> int:
    """A whole number, the default where the field is none."""
    text = one(sent, name)
    return int(text) if text.isascii() and text.isdecimal() else default


def is_true(text: str) -> bool:
    """Whether the protocol reads this as true: 1, true, True; one client always sends is_test=False."""
    return text.lower() in _TRUE
