"""The service as its owner runs it: ``python -m moderation``, its workers and its store, in processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import redis
from service import HOME, free_port, until


def environment(data_dir, **variables) -> dict[str, str]:
    """This process's own variables without any of the service's, and those given."""
    ours = {"DATA_DIR", "PORT", "HOST", "WORKERS", "REDIS_URL", "SECRET_KEY", "PROMETHEUS_MULTIPROC_DIR", "PUBLIC_URL"}
    kept = {k: v for k, v in os.environ.items() if k not in ours}
    return kept | {"DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"} | variables


class Service:
    """One running service. Its output is in ``log``; every process it ever started is in ``family()``."""

    def __init__(self, data_dir: Path, log: Path, **variables: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir, self.log = data_dir, log
        self.variables = {"PORT": str(self.port), "TRUSTED_PROXIES": "127.0.0.1/32"} | variables
        self.process: subprocess.Popen | None = None
        self._seen: dict[int, psutil.Process] = {}

    def start(self, *, ready: bool = True) -> Service:
        """It answers; with ``ready`` it has its store too."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "moderation"],
                cwd=HOME,
                env=environment(self.data_dir, **self.variables),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        answers = self.is_ready if ready else self.is_alive
        until(lambda: answers() or self.process.poll() is not None, what=self.said())
        assert self.process.poll() is None, self.said()
        until(lambda: len(self.workers()) >= int(self.variables.get("WORKERS", "2")))
        return self

    def is_ready(self) -> bool:
        return self._is_ok("/readyz")

    def is_alive(self) -> bool:
        return self._is_ok("/healthz")

    def _is_ok(self, path: str) -> bool:
        try:
            return httpx.get(f"{self.url}{path}", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def family(self) -> list[psutil.Process]:
        """The launcher and all its children, also those that have meanwhile lost it."""
        launcher = psutil.Process(self.process.pid) if psutil.pid_exists(self.process.pid) else None
        for one in [launcher, *(launcher.children(recursive=True) if launcher else [])]:
            if one:
                self._seen[one.pid] = one
        return [one for one in self._seen.values() if alive(one)]

    def store(self) -> psutil.Process | None:
        return next((p for p in self.family() if "valkey" in p.name() or "redis" in p.name()), None)

    def workers(self) -> list[psutil.Process]:
        store = self.store()
        return [p for p in self.family() if p.pid not in (self.process.pid, store.pid if store else 0)]

    def signal_group(self, number: int) -> None:
        os.killpg(self.process.pid, number)

    def stop(self) -> None:
        """Nothing of it runs any more, whatever state it was in."""
        if self.process is None:
            return
        family = self.family()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for one in family:
            if alive(one):
                one.kill()

    def client(self) -> redis.Redis:
        """A direct line to the embedded store."""
        return redis.Redis(unix_socket_path=str(self.data_dir / "store" / "store.sock"))


def alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def flask(data_dir, *arguments, **variables) -> subprocess.CompletedProcess:
    """``flask --app wsgi …`` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=HOME,
        env=environment(data_dir, **variables),
        capture_output=True,
        text=True,
        timeout=60,
    )


def launched(data_dir, **variables) -> subprocess.CompletedProcess:
    """``python -m moderation`` where it is expected to refuse."""
    return subprocess.run(
        [sys.executable, "-m", "moderation"],
        cwd=HOME,
        env=environment(data_dir, **{"PORT": str(free_port())} | variables),
        capture_output=True,
        text=True,
        timeout=60,
    )
