"""A real service in a process of its own, started as `make run` starts it."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Self

HOME = Path(__file__).resolve().parent.parent
START_LIMIT_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(is_so, limit_s=START_LIMIT_S, what="it did not happen"):
    """The first true answer of ``is_so``; asks again every 20 ms, since other processes tell nobody what they do."""
    limit = time.monotonic() + limit_s
    while time.monotonic() < limit:
        if answer := is_so():
            return answer
        time.sleep(0.02)  # a process is awaited here: there is no clock of ours to move
    raise AssertionError(what)


class Service:
    """``with Service(data_dir) as service``: answers at ``service.url`` until the block ends."""

    def __init__(self, data_dir: Path, **environ: str) -> None:
        self.port = free_port()
        self.url = f"{'https' if 'TLS_KEY' in environ else 'http'}://127.0.0.1:{self.port}"
        self.data_dir = data_dir
        self.log = data_dir / "service.log"
        self.environ = {"DATA_DIR": str(data_dir), "PORT": str(self.port), **environ}
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "moderation"],
                cwd=HOME,
                env=os.environ | self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until(lambda: self.answers() or self.process.poll() is not None, what=self.log)
        if self.process.poll() is not None:
            raise RuntimeError(f"the service did not start: {self.log.read_text()}")

    def answers(self) -> bool:
        try:
            anyone = ssl._create_unverified_context()  # noqa: S323 (a certificate of the test's own)
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5, context=anyone) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(how)
        return self.process.wait(30)
