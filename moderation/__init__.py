"""The comment-moderation service: `create_app` wires everything, here and nowhere else."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from moderation import cli
from moderation.accounts import Accounts
from moderation.addresses import Addresses, kept_secret
from moderation.akismet.checks import Checks
from moderation.akismet.keys import ApiKeys
from moderation.api_tokens import ApiTokens
from moderation.arrivals import Arrivals
from moderation.config import Settings
from moderation.connection import EmbeddedServer, connect
from moderation.desk import Desk, utc_now
from moderation.errors import ConfigurationError, StoreUnavailableError
from moderation.i18n import Translations
from moderation.labels import Labels
from moderation.limits import Limits
from moderation.notices import Notices
from moderation.numbers import Ledger
from moderation.opinions import Opinions
from moderation.presence import Presence
from moderation.queues import Queues
from moderation.registry import Registry
from moderation.rulings import Rulings
from moderation.scoring import Scoring
from moderation.sessions import Sessions
from moderation.store import Store
from moderation.threads import Threads
from moderation.tokens import Tokens
from moderation.web import akismet, auth, forms, headers, logs, openapi, problems, status, templating, wire
from moderation.web.desk import (
    check_pages,
    checks,
    entrance,
    models,
    numbers,
    pages,
    people,
    queue,
    settings_pages,
    sites,
)
from moderation.web.reader import articles, public, receipts, wordpress

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

PARTS = (
    akismet,
    checks,
    check_pages,
    articles,
    public,
    receipts,
    wordpress,
    status,
    queue,
    sites,
    entrance,
    pages,
    numbers,
    settings_pages,
    people,
    models,
    openapi,
)
WEB = Path(__file__).parent / "web"
TRANSLATIONS = WEB / "translations"
BODY_MAX_BYTES = 1_048_576  # 65,525 characters of four bytes, percent-encoded, and the other fields


def create_app(settings: Settings | None = None, clock: Callable[[], datetime] = utc_now) -> Flask:
    """The service as a WSGI application; raises ConfigurationError where a setting is wrong or the store cannot start.

    Without REDIS_URL the embedded store is started where none serves the data directory yet; it ends with this process.
    """
    settings = settings or Settings.from_environ(os.environ)
    app = Flask(__name__, root_path=str(WEB))
    app.url_map.merge_slashes = False  # an article's id may be empty of sense, but is never guessed
    app.config.update(MAX_CONTENT_LENGTH=BODY_MAX_BYTES, MAX_FORM_MEMORY_SIZE=BODY_MAX_BYTES)
    app.extensions["desk"] = wired(settings, clock)
    app.extensions["translations"] = Translations(TRANSLATIONS)
    logs.configure(settings.log_level)
    for part in (wire, forms, logs, headers, problems, auth, templating):
        part.register(app)
    for part in PARTS:
        app.register_blueprint(part.blueprint)
    auth.check_rules(app)
    cli.register(app)
    return app


def wired(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Desk:
    """A desk on the settings' store."""
    if settings.redis_url is None:
        server = EmbeddedServer(settings.data_dir)
        if server.start():
            atexit.register(server.stop)
    store = Store(connect(settings), settings.store_prefix)
    secret = settings.secret_key or kept_secret(settings.data_dir)
    addresses = Addresses(secret)
    _check_secret(store, addresses)
    registry = Registry(store)
    accounts, limits, opinions = Accounts(store, clock), Limits(store), Opinions(store)
    return Desk(
        settings=settings,
        store=store,
        arrivals=Arrivals(store),
        threads=Threads(store),
        labels=Labels(store),
        rulings=Rulings(store),
        queues=Queues(store, addresses, opinions),
        presence=Presence(store),
        opinions=opinions,
        ledger=Ledger(store, opinions),
        limits=limits,
        notices=Notices(store),
        api_keys=ApiKeys(store, clock),
        checks=Checks(store, addresses),
        tokens=Tokens(secret, clock),
        accounts=accounts,
        sessions=Sessions(store, accounts, limits, clock),
        api_tokens=ApiTokens(store, clock),
        addresses=addresses,
        scoring=Scoring(settings.model_dir, registry, clock),
        registry=registry,
        clock=clock,
    )


def _check_secret(store: Store, addresses: Addresses) -> None:
    """A secret that is not this store's could open no address in it, and would forget every author."""
    try:
        is_ours = store.claim(addresses.mark("store"))
    except StoreUnavailableError:
        return  # checked at the next start; meanwhile every request is answered 503
    if not is_ours:
        raise ConfigurationError("SECRET_KEY: this store was sealed with another one; give that one, or another store")
