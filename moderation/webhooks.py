"""Signed calls of a site's webhook, to checked addresses only.

Whoever may change a site's settings must not reach our own network through us: every address a name resolves to is
checked, the connection is made to a checked address, not to the name a second time, and no redirect is followed.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
import time
from typing import TYPE_CHECKING, Any

import httpcore

from moderation.errors import DeliveryError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable

    from moderation.config import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LIMIT_S = 10.0  # for everything after the name is resolved
CONNECT_S = 5.0
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
UNICAST = ipaddress.IPv6Network("2000::/3")  # RFC 4291 section 2.4: all that is given to anybody so far


class Webhooks:
    """Calls receivers; ``allowed`` networks may be called although they are not public."""

    def __init__(
        self,
        allowed: Iterable[Network] = (),
        *,
        resolve: Callable[..., list[Any]] = socket.getaddrinfo,
        context: ssl.SSLContext | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allowed = tuple(allowed)
        self._resolve = resolve
        self._context = context
        self._ticks = ticks

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        """The receiver has answered 2xx within `LIMIT_S`; its answer's body is not read. Raises DeliveryError."""
        door = _Door(self._checked, _Deadline(self._ticks() + LIMIT_S, self._ticks))
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._context, network_backend=door) as pool,
                pool.stream("POST", url, headers=list(headers.items()), content=body) as answer,
            ):
                status = answer.status
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as failed:
            raise DeliveryError(type(failed).__name__) from failed
        if not 200 <= status < 300:  # noqa: PLR2004 (RFC 9110 section 15.3)
            raise DeliveryError(f"HTTP {status}")

    def _checked(self, host: str, port: int) -> list[str]:
        """The addresses of a host; raises DeliveryError where there is none, or where one may not be called."""
        try:
            found = self._resolve(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as failed:
            raise DeliveryError("the name does not resolve") from failed
        addresses = list(dict.fromkeys(entry[4][0] for entry in found))
        if not addresses:
            raise DeliveryError("the name does not resolve")
        if not all(self._may_be_called(address) for address in addresses):
            raise DeliveryError("not a public address: WEBHOOK_ALLOW_PRIVATE does not allow it")
        return addresses

    def _may_be_called(self, address: str) -> bool:
        found = plain(address)
        return is_public(found) or any(found in network for network in self._allowed)


def signature(secret: str, at_s: int, body: bytes) -> str:
    """``t=…,v1=…``: the time and, in hex, the HMAC-SHA256 of the time, a dot and the body.

    The form of Stripe's webhooks (https://docs.stripe.com/webhooks#verify-manually), for which many have code already.
    """
    signed = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at_s},v1={signed}"


def plain(address: str) -> Address:
    """The address, or the IPv4 address within it: mapped (RFC 4291), 6to4 (RFC 3056) or translated (RFC 6052)."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
    return found.ipv4_mapped or found.sixtofour or found


def is_public(address: Address) -> bool:
    """Whether this may be anybody's address: by IANA's registries, as `ipaddress` has them; of IPv6 2000::/3 only."""
    if isinstance(address, ipaddress.IPv6Address) and address not in UNICAST:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


class _Deadline:
    """What is left of a time that ends once for all."""

    def __init__(self, end_s: float, ticks: Callable[[], float]) -> None:
        self._end_s, self._ticks = end_s, ticks

    def left_s(self, most: float = LIMIT_S) -> float:
        """Seconds, at most so many; raises httpcore.TimeoutException where none are left."""
        left = self._end_s - self._ticks()
        if left <= 0:
            raise httpcore.TimeoutException
        return min(left, most)


class _Door(httpcore.NetworkBackend):
    """Opens connections to checked addresses only; all of them end at one deadline."""

    def __init__(self, checked: Callable[[str, int], list[str]], deadline: _Deadline) -> None:
        self._checked, self._deadline = checked, deadline
        self._network = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        failed: Exception = httpcore.ConnectError()
        for address in self._checked(host, port):
            try:
                return _Stream(
                    self._network.connect_tcp(address, port, self._deadline.left_s(CONNECT_S)), self._deadline
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as cause:
                failed = cause
        raise failed


class _Stream(httpcore.NetworkStream):
    """A connection that a slow other side cannot hold beyond the deadline, however little it sends at a time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 (ours counts)
        return self._stream.read(max_bytes, self._deadline.left_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 (ours counts)
        self._stream.write(buffer, self._deadline.left_s())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 (ours counts)
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left_s()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
