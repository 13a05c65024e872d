"""Akismet's REST protocol, as its clients use it: an unmodified client that is only told another host works.

Source: the developer pages at akismet.com, and what its PHP SDK, its WordPress plugin, npm's and PyPI's clients send.
Bodies are exact, `text/plain` without a newline; a header stands only where a client expects it: one throws on the
mere presence of X-akismet-debug-help.
"""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Blueprint, Response, json
from werkzeug.exceptions import HTTPException

from moderation.akismet import judging
from moderation.akismet.checks import COUNTERS, months_back, total
from moderation.akismet.judging import NoVerdictError
from moderation.comments import Status
from moderation.errors import ModerationError, TooManyError
from moderation.web import akismet_wire as wire
from moderation.web import caller

THANKS = "Thanks for making the web a better place."
RECHECK_AFTER_S = "120"
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
SITES_LIMIT = 500
SITE_TITLES = ("Site", "Total API Calls", "Spam", "Ham", "Missed Spam", "False Positives", "Is Revoked")
_TEXT = "text/plain; charset=utf-8"
_log = logging.getLogger(__name__)
blueprint = Blueprint("akismet", __name__)

Handler = Callable[..., Response]


def _never_false(handler: Handler) -> Handler:
    """What fails is a 5xx with an empty body, so that the client holds the comment; ``false`` would publish it."""

    @wraps(handler)
    def answered() -> Response:
        try:
            return handler()
        except wire.InvalidError as error:
            return _text("invalid", {"X-akismet-debug-help": str(error)} if str(error) else {})
        except TooManyError as error:
            return _text("", {"Retry-After": str(error.retry_after_s)}, 429)
        except (ModerationError, NoVerdictError) as error:
            _log.warning("not answered", extra={"cause": type(error).__name__})
            return _text("", {"Retry-After": RECHECK_AFTER_S}, 503)
        except HTTPException:
            raise
        except Exception:  # noqa: BLE001 (whatever went wrong, an answer with a body could be read as a verdict)
            _log.exception("unexpected")
            return _text("", status=500)

    return answered


@blueprint.post("/1.1/verify-key")
@_never_false
def verify_key() -> Response:
    """``valid`` or ``invalid``."""
    sent = wire.sent()
    wire.key(sent)
    if not wire.one(sent, "blog"):
        raise wire.InvalidError("Missing required field: blog")
    return _text("valid")


@blueprint.post("/1.1/comment-check")
@_never_false
def comment_check() -> Response:
    """``true`` for spam, else ``false``; X-akismet-recheck-after says that a person has yet to decide."""
    sent = wire.sent()
    key = wire.unspent_key(sent)
    answer = judging.check(caller.desk(), key, wire.query(sent))
    headers = {"X-akismet-guid": answer.check_id}
    if answer.discard:
        headers["X-akismet-pro-tip"] = "discard"
    if answer.is_provisional:
        headers["X-akismet-recheck-after"] = RECHECK_AFTER_S
    if wire.is_true(wire.one(sent, "classify")):
        headers["X-Akismet-Classification"] = _classification(answer)
    return _text("true" if answer.is_spam else "false", headers)


@blueprint.post("/1.1/submit-spam")
@_never_false
def submit_spam() -> Response:
    """A missed spam: labelled, on the context it was judged in."""
    return _correct("spam")


@blueprint.post("/1.1/submit-ham")
@_never_false
def submit_ham() -> Response:
    """A false positive: labelled, on the context it was judged in."""
    return _correct("ham")


def _correct(label: str) -> Response:
    sent = wire.sent()
    key = wire.unspent_key(sent)
    judging.correct(caller.desk(), key, wire.query(sent), label)
    return _text(THANKS)


@blueprint.route("/1.2/usage-limit", methods=["GET", "POST"])
@_never_false
def usage_limit() -> Response:
    """The calls of this month against the key's limit."""
    key = wire.key(wire.sent(), may_be_keyless=True)
    calls = wire.calls(key)
    share = 100 * calls / key.monthly_limit if key.monthly_limit else 0
    limit: int | str = key.monthly_limit or "none"
    body = {"limit": limit, "usage": calls, "percentage": f"{share:.2f}", "throttled": wire.is_spent(key, calls)}
    return Response(json.dumps(body), content_type="application/json")


@blueprint.route("/1.2/key-sites", methods=["GET", "POST"])
@_never_false
def key_sites() -> Response:
    """What each blog of the key sent in a month and how often we were wrong, the busiest first; JSON or CSV."""
    sent = wire.sent()
    key = wire.key(sent, may_be_keyless=True)
    month = wire.one(sent, "month") or f"{caller.desk().clock():%Y-%m}"
    if not MONTH.fullmatch(month):
        raise wire.InvalidError("Invalid field: month, YYYY-MM is needed")
    wanted, order = wire.one(sent, "filter"), wire.one(sent, "order")
    rows = [_site_row(blog, counted) for blog, counted in wire.usage(key, month).items() if wanted in blog]
    counter = order if order in COUNTERS else "api_calls"
    rows.sort(key=lambda row: (-int(row[counter]), row["site"]))
    offset, limit = wire.whole(sent, "offset", 0), wire.whole(sent, "limit", SITES_LIMIT)
    if wire.one(sent, "format") == "csv":
        lead = f"Active sites for {key.id} during {month} (limit:{limit}, offset: {offset}, total: {len(rows)})\n"
        return Response(lead + _as_csv(rows[offset : offset + limit]), content_type="text/csv; charset=utf-8")
    body = {month: rows[offset : offset + limit], "limit": limit, "offset": offset, "total": len(rows)}
    return Response(json.dumps(body), content_type="application/json")


@blueprint.post("/1.1/deactivate")
@_never_false
def deactivate() -> Response:
    """The plugin says goodbye; its key stays valid until it is revoked here."""
    wire.key(wire.sent())
    return _text("deactivated")


@blueprint.route("/1.1/get-subscription", methods=["GET", "POST"])
@_never_false
def get_subscription() -> Response:
    """What the plugin's settings page shows of the account: active, for good."""
    key = wire.key(wire.sent())
    body = {
        "account_id": key.id,
        "account_name": key.site,
        "account_type": "self-hosted",
        "status": "active",
        "next_billing_date": False,
        "limit_reached": wire.is_spent(key, wire.calls(key)),
    }
    return Response(json.dumps(body), content_type="application/json")


@blueprint.route("/1.1/get-stats", methods=["GET", "POST"])
@_never_false
def get_stats() -> Response:
    """What the plugin's widget shows: the key's counts of the last six months and their accuracy."""
    key, desk = wire.key(wire.sent()), caller.desk()
    months = {month: total(wire.usage(key, month)) for month in months_back(desk.clock(), 6)}
    summed = total(months)
    wrong = summed["missed_spam"] + summed["false_positives"]
    accuracy = 100 * (1 - wrong / summed["api_calls"]) if summed["api_calls"] else 100.0
    breakdown = {
        month: {**{name: str(count) for name, count in counted.items()}, "da": f"{month}-01"}
        for month, counted in months.items()
    }
    body = {**summed, "accuracy": f"{accuracy:.2f}", "breakdown": breakdown, "time_saved": 0}
    return Response(json.dumps(body), content_type="application/json")


@blueprint.route("/1.1/token", methods=["GET", "POST"])
@_never_false
def token() -> Response:
    """The plugin asks for a token to sign in to its service with; there is nothing to sign in to."""
    wire.key(wire.sent())
    return _text("")


def _classification(answer: judging.Answer) -> str:
    """The label and the reason, as one line."""
    label = {Status.SPAM: "spam", Status.PENDING: "unsure"}.get(answer.decision.status, "ham")
    return "; ".join([label, *(reason.key for reason in answer.decision.reasons)])


def _site_row(blog: str, counted: Mapping[str, int]) -> dict[str, Any]:
    return {"site": blog, **{name: str(count) for name, count in counted.items()}, "is_revoked": False}


def _as_csv(rows: list[dict[str, Any]]) -> str:
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(SITE_TITLES)
    table.writerows((row | {"is_revoked": json.dumps(row["is_revoked"])}).values() for row in rows)
    return file.getvalue()


def _text(body: str, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    return Response(body, status, dict(headers or {}), content_type=_TEXT)
