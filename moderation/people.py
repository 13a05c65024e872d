"""The story of one person's data: all they wrote here, handed out or forgotten."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifiers.documents import Document
from moderation.comments import Comment
from moderation.errors import FieldError, InvalidSubmissionError
from moderation.importers.items import address_or_none
from moderation.intake import said_mark
from moderation.records import compact, milliseconds, moment
from moderation.rulings import keys_of_move
from moderation.store import lua, reaching, run_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from moderation.desk import Desk
    from moderation.keyspace import Keyspace

BATCH = 100
STALE = "comments it learned from were erased"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was forgotten: how many comments on which sites, and which models have to be trained again."""

    comments: int
    sites: tuple[str, ...]
    models: tuple[str, ...]


def checked_address(text: str) -> str:
    """The address; raises InvalidSubmissionError where this is none."""
    address = address_or_none(text)
    if address is None:
        raise InvalidSubmissionError({"email": [FieldError("field-email")]})
    return address


def written_by(desk: Desk, email: str, sites: Iterable[str]) -> Iterator[Comment]:
    """Every comment of this address on these sites, the oldest of each site first; raises InvalidSubmissionError."""
    address = checked_address(email)
    for site in sites:
        ids = _ids(desk, site, desk.addresses.fingerprint(site, address))
        for start in range(0, len(ids), BATCH):
            yield from desk.store.comments(site, ids[start : start + BATCH])


def exported(desk: Desk, email: str, sites: Iterable[str]) -> dict[str, Any]:
    """All a person wrote here and what became of it, JSON-ready; raises InvalidSubmissionError."""
    sites = list(sites)
    comments = [_told(comment) for comment in written_by(desk, email, sites)]
    elsewhere = [told for site in sites for told in _elsewhere(desk, site, email)]
    about = {"email": email.strip(), "exported_at": desk.clock().isoformat()}
    return about | {"comments": comments, "elsewhere": elsewhere}


def erase(desk: Desk, email: str, sites: Sequence[str], *, by: str, anonymise: bool = False) -> Erased:
    """Nothing of this address is left on these sites: comments, seals, marks, labels, author's records.

    ``anonymise``: the comments stay, without name, website, address and marks. Models that learned from them are marked
    to be trained again, and lose their reports, which quote comments. A repeat finds nothing. Raises
    InvalidSubmissionError, StoreUnavailableError.
    """
    address = checked_address(email)
    touched: list[str] = []
    models: list[str] = []
    count = 0
    for site in sites:
        fingerprint = desk.addresses.fingerprint(site, address)
        found = list(written_by(desk, address, [site]))
        erasure = Erasure(desk, site, "anonymise" if anonymise else "erase", by)
        labelled = [at for at in erasure.carry_out(found) if at] + _forget_elsewhere(desk, site, fingerprint)
        with reaching():
            desk.store.client.delete(*_marks(desk.store.keys(site), fingerprint))
        if found or labelled:
            touched.append(site)
            count += len(found)
        if labelled:
            models += desk.registry.mark_stale(site, min(labelled), STALE)
    if touched:
        desk.store.rewrite_log()
    _log.info("person erased", extra={"sites": touched, "comments": count, "anonymised": anonymise, "by": by})
    return Erased(count, tuple(touched), tuple(models))


class Erasure:
    """Forgets comments of one site, a batch in one round trip."""

    def __init__(self, desk: Desk, site: str, how: str, by: str) -> None:
        """``how`` is erase (never to be imported again), anonymise or expire."""
        self._desk = desk
        self._site = site
        self._how = how
        self._by = by
        self._erase = desk.store.client.register_script(lua("placement") + lua("tally") + lua("erase"))

    def carry_out(self, comments: Sequence[Comment]) -> list[datetime | None]:
        """The comments are forgotten; of each that was there, when it was labelled, None where it was not.

        To expire, one that was ruled on since it was read stays, and is not told.
        """
        gone: list[datetime | None] = []
        for start in range(0, len(comments), BATCH):
            calls = [(self._script_keys(c), self._arguments(c)) for c in comments[start : start + BATCH]]
            with reaching():
                outcomes = run_all(self._desk.store.client, self._erase, calls)
            gone += [moment(at) if at else None for outcome, at in outcomes if outcome == b"done"]
        return gone

    def _arguments(self, comment: Comment) -> list[Any]:
        nameless = Document(text=comment.content, lang=comment.lang, context=comment.context)
        kept = compact(dataclasses.asdict(nameless))
        seen = comment.version if self._how == "expire" else ""
        return [comment.id, self._how, self._by, milliseconds(self._desk.clock()), kept, seen]

    def _script_keys(self, comment: Comment) -> list[str]:
        keys = self._desk.store.keys(self._site)
        return [
            *keys_of_move(keys, comment),
            keys.author_comments(comment.fingerprint) if comment.fingerprint else keys.comment(comment.id),
            keys.label(comment.id),
            keys.labels,
            keys.gold,
            keys.appeals,
            keys.network(comment.id),
            keys.said(said_mark(self._desk, comment)),
            keys.erased,
            keys.article_comments(comment.article_id),
            keys.label_counts,
        ]


def _marks(keys: Keyspace, fingerprint: str) -> list[str]:
    """What is kept under an address's own mark."""
    kept = (keys.author, keys.author_comments, keys.author_checks, keys.author_labels)
    return [*(name(fingerprint) for name in kept), keys.rate("author", fingerprint)]


def _elsewhere(desk: Desk, site: str, email: str) -> Iterator[dict[str, Any]]:
    """What the person wrote on other systems that asked here whether it was spam, as far as it is remembered."""
    fingerprint = desk.addresses.fingerprint(site, email)
    for check in desk.checks.of_author(site, fingerprint):
        yield _written(site, check.document, check.at) | {"where": check.permalink or check.blog}
    for label in desk.labels.of_author(site, fingerprint):
        if label.document:
            yield _written(site, label.document, label.created) | {"where": label.by, "label": label.label}


def _written(site: str, document: Document, at: datetime | None) -> dict[str, Any]:
    when = at.isoformat() if at else None
    return {
        "site": site,
        "written_at": when,
        "author": document.author,
        "website": document.url,
        "content": document.text,
    }


def _forget_elsewhere(desk: Desk, site: str, fingerprint: str) -> list[datetime]:
    """Checks and labels from other systems are gone; when those that taught were labelled."""
    checks, labels = desk.checks.of_author(site, fingerprint), desk.labels.of_author(site, fingerprint)
    desk.checks.forget(site, [check.id for check in checks])
    desk.labels.withdraw(site, [f"check-{check.id}" for check in checks] + [label.id for label in labels])
    return [label.at for label in labels]


def _ids(desk: Desk, site: str, fingerprint: str) -> list[str]:
    with reaching():
        found = desk.store.client.zrange(desk.store.keys(site).author_comments(fingerprint), 0, -1)
    return [comment_id.decode() for comment_id in found]


def _told(comment: Comment) -> dict[str, Any]:
    """What is kept of a comment that is its author's to know."""
    return {
        "id": comment.id,
        "site": comment.site,
        "article": comment.article_id,
        "article_then": comment.context,
        "in_reply_to": comment.parent_id,
        "written_at": comment.created_at.isoformat(),
        "author": comment.author,
        "website": comment.website,
        "content": comment.content,
        "status": comment.status,
        "decided_by": "a moderator" if comment.decided_by else "the machine",
        "decided_at": comment.decided_at.isoformat() if comment.decided_at else None,
        "reasons": [reason.key for reason in comment.reasons],
        "score": comment.score,
        "model": comment.model,
    }
