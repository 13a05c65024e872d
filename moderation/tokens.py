"""Signed tokens: the form's time, the author's receipt, a consenting browser's cookie. Nothing in them is secret."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, TimestampSigner, URLSafeSerializer, URLSafeTimedSerializer

from moderation.addresses import derived

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

FORM_LIFE_S = 86_400
RECEIPT_LIFE_S = 30 * 86_400
BROWSER_LIFE_S = 365 * 86_400
SIGNED_IN_LIFE_S = 180 * 86_400


class Tokens:
    """Makes and reads tokens of one service; each purpose has a key of its own. ``clock`` gives aware UTC."""

    def __init__(self, secret: str, clock: Callable[[], datetime]) -> None:
        self._form = _serializer(secret, "form", clock)
        self._receipt = URLSafeSerializer(derived(secret, "sign receipt"))
        self._browser = _serializer(secret, "browser", clock)
        self._signed_in = _serializer(secret, "signed-in browser", clock)
        self._clock = clock

    def form(self, site: str, article_id: str) -> str:
        """A token that says when the form was shown."""
        return self._form.dumps([site, article_id])

    def elapsed_s(self, token: str | None, site: str, article_id: str) -> float | None:
        """Seconds since the form was shown; None where the token is missing, forged, expired or another form's."""
        value, signed_at = _read(self._form, token, FORM_LIFE_S)
        if value != [site, article_id] or signed_at is None:
            return None
        return (self._clock() - signed_at).total_seconds()

    def receipt(self, site: str, comment_id: str, written_at: datetime) -> str:
        """The author's unguessable key to the state of one comment, for 30 days from its writing; always the same."""
        return str(self._receipt.dumps([site, comment_id, int(written_at.timestamp())]))

    def receipt_of(self, token: str | None) -> tuple[str, str] | None:
        """(site, comment id) of a receipt; None alike for a wrong and an expired one."""
        try:
            site, comment_id, written_at = self._receipt.loads(token or "")
        except BadData:
            return None
        is_over = self._clock().timestamp() > written_at + RECEIPT_LIFE_S
        return None if is_over else (str(site), str(comment_id))

    def new_browser(self) -> tuple[str, str]:
        """(random id, cookie value) for a browser that has just consented."""
        browser = secrets.token_urlsafe(18)
        return browser, self.browser_cookie(browser)

    def browser_cookie(self, browser: str) -> str:
        """The cookie value of this id, good for another year."""
        return self._browser.dumps(browser)

    def browser_of(self, cookie: str | None) -> str | None:
        """The id in a browser's cookie, None where it is missing, forged or expired."""
        value, _ = _read(self._browser, cookie, BROWSER_LIFE_S)
        return value if isinstance(value, str) else None

    def signed_in(self, account: str) -> str:
        """A cookie value for a browser in which somebody has just signed in to this account."""
        return self._signed_in.dumps([secrets.token_urlsafe(18), account])

    def signed_in_browser(self, cookie: str | None, account: str) -> str:
        """The random id of a browser that has signed in to this account before; '' where it has not or is forged."""
        value, _ = _read(self._signed_in, cookie, SIGNED_IN_LIFE_S)
        return str(value[0]) if isinstance(value, list) and value[1:] == [account] else ""


def _serializer(secret: str, purpose: str, clock: Callable[[], datetime]) -> URLSafeTimedSerializer:
    class ClockedSigner(TimestampSigner):
        """Signs with the service's clock, to the second."""

        def get_timestamp(self) -> int:
            return int(clock().timestamp())

    return URLSafeTimedSerializer(derived(secret, f"sign {purpose}"), signer=ClockedSigner)


def _read(serializer: URLSafeTimedSerializer, token: str | None, life_s: int) -> tuple[Any, datetime | None]:
    try:
        value, signed_at = serializer.loads(token or "", max_age=life_s, return_timestamp=True)
    except BadData:
        return None, None
    return value, signed_at
