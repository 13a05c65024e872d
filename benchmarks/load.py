"""A load generator: so many connections kept alive, each sends its next request as soon as it is answered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run gave: answers by status, how long it took, and each answer's time in seconds, sorted."""

    statuses: Counter[int]
    elapsed_s: float
    times_s: list[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times_s) / self.elapsed_s

    def quantile_ms(self, share: float) -> float:
        """The time in which this share of the requests was answered."""
        return 1e3 * self.times_s[min(len(self.times_s) - 1, int(share * len(self.times_s)))]


class _Connection(asyncio.Protocol):
    """One connection: bytes out, an answer with a Content-Length in, and again."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._kept = b""
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The first request is on its way."""
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """A whole answer is counted, and the next request sent."""
        self._kept += data
        head, found, body = self._kept.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._kept = b""
        self._run.answered(int(head[9:12]), time.perf_counter() - self._began)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """The run counts what it has; the last connection to close ends it."""
        if exc is not None:
            self._run.statuses[0] += 1
        self._run.ended()

    def _send(self) -> None:
        if self._run.is_over():
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(next(self._run.requests))  # type: ignore[attr-defined]


class _Run:
    def __init__(self, requests: Iterator[bytes], until: float, connections: int) -> None:
        self.requests = requests
        self.statuses: Counter[int] = Counter()
        self.times_s: list[float] = []
        self.done = asyncio.get_running_loop().create_future()
        self._until, self._open = until, connections

    def is_over(self) -> bool:
        return time.perf_counter() >= self._until

    def answered(self, status: int, took_s: float) -> None:
        self.statuses[status] += 1
        self.times_s.append(took_s)

    def ended(self) -> None:
        self._open -= 1
        if not self._open and not self.done.done():
            self.done.set_result(None)


def measure(port: int, requests: Iterator[bytes], seconds: float, connections: int = 16) -> Measured:
    """The answers to these requests, of which each connection always has one on its way."""
    return asyncio.run(_measure(port, requests, seconds, connections))


async def _measure(port: int, requests: Iterator[bytes], seconds: float, connections: int) -> Measured:
    began = time.perf_counter()
    run = _Run(requests, began + seconds, connections)
    for _ in range(connections):
        await asyncio.get_running_loop().create_connection(lambda: _Connection(run), "127.0.0.1", port)
    await run.done
    return Measured(run.statuses, time.perf_counter() - began, sorted(run.times_s))


def request(method: str, path: str, body: bytes = b"", headers: str = "") -> bytes:
    """A request as it goes over the wire."""
    length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}{length}\r\n".encode() + body


def _length(head: bytes) -> int:
    """The Content-Length of an answer, 0 where it has none."""
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
