"""``python -m moderation``: the embedded store and the service under granian, started and stopped as one thing."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from moderation import TRANSLATIONS, metrics, wired
from moderation.accounts import Accounts
from moderation.addresses import kept_secret
from moderation.config import Settings
from moderation.connection import EmbeddedServer, connect
from moderation.courier import courier
from moderation.desk import utc_now
from moderation.errors import ConfigurationError, StoreUnavailableError
from moderation.i18n import Translations
from moderation.lifeline import leave_the_terminal
from moderation.retention import Keeper
from moderation.store import Store
from moderation.web import logs

THREADS = 8  # a worker; most of a request's time is the store's fsync, which others wait for as well
STOP_LIMIT_S = 10  # a worker that has not answered its last request by then is killed


def main() -> int:
    """Serves until a signal; everything it started has ended when it returns."""
    store = None
    try:
        settings = Settings.from_environ(os.environ)
        _check_port(settings)
        if settings.redis_url is not None:
            connect(settings).close()
        if settings.redis_url is None:
            store = EmbeddedServer(settings.data_dir)
            store.start_alone()
            store.supervise()
            settings = replace(settings, redis_url=store.url)
            os.environ["REDIS_URL"] = store.url  # the workers find it there, and start none of their own
        kept_secret(settings.data_dir)
        metrics.prepare(settings.data_dir / "metrics" / str(settings.port))  # once it is known to be ours
        with _telling(settings):
            _serve(settings)
    except ConfigurationError as error:
        print(f"moderation: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before granian answers signals
        return 130
    finally:
        if store:
            store.stop()
    return 0


@contextlib.contextmanager
def _telling(settings: Settings) -> Iterator[None]:
    """Inside, a thread tells people what waits; a notice that is being sent at the end is awaited for a while."""
    logs.configure(settings.log_level)
    telling, stop = courier(wired(settings), Translations(TRANSLATIONS)), threading.Event()
    thread = threading.Thread(target=telling.run, args=(stop,), name="courier", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOP_LIMIT_S)


def _check_port(settings: Settings) -> None:
    """Raises ConfigurationError where the port is taken or not ours to take, or the host is none of this machine's."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as cause:
            raise ConfigurationError(why_not_here(settings, cause)) from cause


def why_not_here(settings: Settings, cause: OSError) -> str:
    """What stands against listening where the settings say, and the cure."""
    where = f"{settings.host}:{settings.port} cannot be taken ({cause.strerror})"
    if cause.errno == errno.EACCES:
        return f"PORT: {where}; below 1024 it takes the right CAP_NET_BIND_SERVICE, else set PORT to a higher one"
    if cause.errno == errno.EADDRINUSE:
        return f"PORT: {where}; set PORT to a free one, as in PORT=8001 make run"
    return f"HOST: {where}; set HOST to an address of this machine"


def _welcome(settings: Settings) -> str:
    """Where to set the first moderator's password, once, while nobody has an account; '' afterwards."""
    with contextlib.closing(connect(settings)) as client:
        accounts = Accounts(Store(client, settings.store_prefix), utc_now)
        try:
            token = accounts.new_welcome() if accounts.is_empty() else None
        except StoreUnavailableError:  # a server named by REDIS_URL may come up later
            return ""
    link = f"{settings.home}/moderation/welcome/{token}"
    return f"\nNobody can moderate yet: set the first password on {link}" if token else ""


def _serve(settings: Settings) -> None:
    server: Any = Granian(
        "wsgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_LIMIT_S,
        log_enabled=False,
        ssl_cert=settings.tls_certificate,
        ssl_key=settings.tls_key,
    )
    welcome = _welcome(settings)
    server.on_startup(lambda: print(f"Serving comments on {settings.home}/  (Ctrl-C stops){welcome}", flush=True))
    server.serve(target_loader=partial(_application, os.getpid()), wrap_loader=False)


def _application(launcher: int) -> Callable[..., Any]:
    """What a worker serves; called in the worker, before anything else."""
    leave_the_terminal(launcher)
    from wsgi import app

    Keeper(app.extensions["desk"]).start()
    return app


if __name__ == "__main__":
    sys.exit(main())
