"""What clients of Akismet's protocol send: every field whichever way it came, the key wherever it stands."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from moderation.akismet.checks import total
from moderation.akismet.judging import Query
from moderation.akismet.keys import KEYLESS, TRUST, ApiKey
from moderation.errors import TooManyError
from moderation.importers.dates import moment_of
from moderation.web import caller, forms

SPENT_RETRY_S = 3_600
WHOLE_DIGITS = 9
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
        form = request.form or MultiDict(forms.fields(request.get_data()))  # some name no media type
        fields = dict(form.lists())
    for name, value in request.args.items(multi=True):
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


def key(sent: Sent, *, may_be_keyless: bool = False) -> ApiKey:
    """The key in the body, the query or the host's left-most label; where it may, a stand-in for a keyless network.

    Raises InvalidError where there is none.
    """
    desk = caller.desk()
    texts = (one(sent, "api_key"), one(sent, "key"), request.host.partition(".")[0] if "." in request.host else "")
    found = next((key for text in texts if text and (key := desk.api_keys.found(text))), None)
    if found is None and may_be_keyless and not texts[0] and not texts[1]:
        found = _keyless(one(sent, "blog"))
    if found is None:
        raise InvalidError
    return found


def unspent_key(sent: Sent) -> ApiKey:
    """As `key`, for a call that counts; raises TooManyError where the key's monthly limit is spent."""
    found = key(sent, may_be_keyless=True)
    if found.monthly_limit and is_spent(found, calls(found)):
        raise TooManyError(SPENT_RETRY_S)
    return found


def _keyless(blog: str) -> ApiKey | None:
    """A stand-in key where a site lets its own network call without one (`keyless_networks`).

    Some clients send no key with a check when they address an IP, another none with key-sites, nor a blog.
    """
    desk, sender = caller.desk(), caller.address()
    for name in {desk.settings.default_site, *desk.store.sites()} if sender else ():
        site = desk.site(name)
        is_near = any(ipaddress.ip_address(sender or "") in ipaddress.ip_network(n) for n in site.keyless_networks)
        if is_near and (not blog or site.allows_url(blog)):
            return ApiKey(KEYLESS, name, KEYLESS, TRUST, is_trusted=False, monthly_limit=None, created_at=desk.clock())
    return None


def query(sent: Sent) -> Query:
    """What the protocol lists, nothing else; raises InvalidError naming the first required field that is missing."""
    for name in ("blog", "user_ip"):
        if not one(sent, name):
            raise InvalidError(f"Missing required field: {name}")
    if not one(sent, "blog").startswith(("http://", "https://")):
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
        written_at=moment_of(one(sent, "comment_date_gmt")),
        user_role=one(sent, "user_role") or None,
        honeypot_filled=bool(honeypot and one(sent, honeypot)),
        is_test=is_true(one(sent, "is_test")),
    )


def calls(key: ApiKey) -> int:
    """The key's calls this month, of all its blogs."""
    return total(usage(key, f"{caller.desk().clock():%Y-%m}"))["api_calls"]


def usage(key: ApiKey, month: str) -> dict[str, dict[str, int]]:
    """The key's counters of a month by blog; a keyless network sees those of all the site's keys."""
    desk = caller.desk()
    if key.id != KEYLESS:
        return desk.checks.usage(key.site, key.id, month)
    found: dict[str, dict[str, int]] = {}
    for key_id in (KEYLESS, *(other.id for other in desk.api_keys.of_site(key.site))):
        for blog, counted in desk.checks.usage(key.site, key_id, month).items():
            found[blog] = total({"so far": found.get(blog, {}), "this": counted})
    return found


def is_spent(key: ApiKey, calls: int) -> bool:
    """Whether so many calls use up the key's monthly limit."""
    return key.monthly_limit is not None and calls >= key.monthly_limit


def whole(sent: Sent, name: str, default: int) -> int:
    """A whole number of up to `WHOLE_DIGITS`, the default where the field is none."""
    text = one(sent, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= WHOLE_DIGITS else default


def is_true(text: str) -> bool:
    """Whether the protocol reads this as true: 1, true, True; one client always sends is_test=False."""
    return text.lower() in _TRUE
