"""The story of moving in: another system's comments become ours, on their pages, in the queue, and as labels."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from classifiers.documents import Document
from moderation.comments import LABEL_WEIGHTS, Comment, Reason, Status, Submission
from moderation.importers.report import Refused, Report
from moderation.records import as_hash, compact, milliseconds, reasons_json
from moderation.store import lua, reaching, run_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from moderation.desk import Desk
    from moderation.importers.items import Item
    from moderation.importers.spool import Seated, Spool

BATCH = 200
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before this nobody commented on a web page: the date is a mistake
REASON = Reason("imported")


@dataclass(frozen=True, slots=True)
class Arriving:
    """A comment about to be written, with what goes beside it."""

    comment: Comment
    item: Item


def gather(items: Iterable[Item | Refused], spool: Spool) -> Report:
    """Every item is in the spool; the report says how many were read, and what was left out and why."""
    report = Report()
    for item in items:
        report.read += 1
        refused = item if isinstance(item, Refused) else spool.put(item)
        if refused:
            report.skip(refused)
    return report


def move_in(
    desk: Desk, site: str, spool: Spool, report: Report, *, dry_run: bool, advance: Callable[[int], object]
) -> None:
    """Every comment of the spool is in the store with its thread, date, author and label; a repeat changes nothing.

    What was broken off goes on where it stopped: comments that are here already are counted as known and passed over.
    ``dry_run`` only counts. Raises StoreUnavailableError.
    """
    bring = _Migration(desk, site)
    source: Iterator[Seated] = spool.seated()
    while batch := list(itertools.islice(source, BATCH)):
        arriving = [bring.arriving(seated) for seated in batch]
        outcomes = bring.known(arriving) if dry_run else bring.write(arriving)
        for each, outcome in zip(arriving, outcomes, strict=True):
            _count(report, each.item, outcome)
        advance(len(batch))


def _count(report: Report, item: Item, outcome: str) -> None:
    match outcome:
        case "imported":
            report.imported += 1
            report.labelled += item.label is not None
        case "known":
            report.known += 1
        case _:
            report.skip(Refused(item.where, "it was erased here for its author"))


class _Migration:
    """Turns items into comments of one site, and writes them in batches."""

    def __init__(self, desk: Desk, site: str) -> None:
        self._desk = desk
        self._site = desk.site(site)
        self._keys = desk.store.keys(site)
        self._now = desk.clock()
        self._places = itertools.count()
        self._import = desk.store.client.register_script(lua("placement") + lua("tally") + lua("import"))

    def arriving(self, seated: Seated) -> Arriving:
        """The comment an item becomes; its id depends on nothing but where it comes from."""
        item = seated.item
        comment_id = id_of(item.origin, item.native)
        comment = Comment(
            id=comment_id,
            site=self._site.name,
            article_id=item.piece.id,
            content=item.content,
            created_at=_created(item, self._now),
            status=item.status,
            author=item.author,
            website=item.website,
            parent_id=id_of(item.origin, item.parent) if item.parent else None,
            root_id=id_of(item.origin, seated.root) if seated.root else None,
            lang=self._site.language,
            reasons=(REASON,),
            decided_at=self._stands_since(item),
            context=item.piece.title,
            email_domain=item.email.rpartition("@")[2].lower() if item.email else None,
        )
        return Arriving(self._judged(self._addressed(comment, item.email)), item)

    def _stands_since(self, item: Item) -> datetime:
        """Now; what waits comes a millisecond apart, so that the queue has it in the order of the export."""
        return self._now + timedelta(milliseconds=next(self._places) if item.status is Status.PENDING else 0)

    def _addressed(self, comment: Comment, email: str | None) -> Comment:
        """With the address sealed and marked; without one nobody is recognised: a name is not a person."""
        if not email:
            return comment
        addresses = self._desk.addresses
        sealed, fingerprint = addresses.seal(email, comment.id), addresses.fingerprint(self._site.name, email)
        return dataclasses.replace(comment, sealed_email=sealed, fingerprint=fingerprint)

    def _judged(self, comment: Comment) -> Comment:
        """What waits has a verdict, so that the queue can sort it; the rest has been ruled on."""
        if comment.status is not Status.PENDING:
            return comment
        verdict = self._desk.scoring.verdict(_submission(comment), comment.context)
        if verdict is None:
            return comment
        return dataclasses.replace(comment, score=verdict.score, model=verdict.version, clues=verdict.clues)

    def known(self, arriving: list[Arriving]) -> list[str]:
        """What `write` would say."""
        with reaching(), self._desk.store.client.pipeline(transaction=False) as pipe:
            for each in arriving:
                pipe.exists(self._keys.comment(each.comment.id))
            return ["known" if found else "imported" for found in pipe.execute()]

    def write(self, arriving: list[Arriving]) -> list[str]:
        """Each is on disk with its seat, label and audit entry: imported; or known, or erased."""
        with reaching():
            calls = [(self._script_keys(each.comment), self._arguments(each)) for each in arriving]
            return [outcome.decode() for outcome in run_all(self._desk.store.client, self._import, calls)]

    def _script_keys(self, comment: Comment) -> list[str]:
        keys, own = self._keys, self._keys.comment(comment.id)
        return [
            own,
            keys.queue(comment.status),
            keys.score(comment.status),
            keys.thread(comment.article_id),
            keys.replies(comment.root_id or comment.id),
            keys.article(comment.article_id),
            keys.author(comment.fingerprint) if comment.fingerprint else own,
            keys.author_comments(comment.fingerprint) if comment.fingerprint else own,
            keys.audit,
            keys.history(comment.id),
            keys.page(comment.article_id),
            keys.comment(comment.root_id or comment.id),
            keys.articles,
            keys.label(comment.id),
            keys.labels,
            keys.erased,
            keys.article_comments(comment.article_id),
            keys.label_counts,
        ]

    def _arguments(self, each: Arriving) -> list[Any]:
        comment, item = each.comment, each.item
        return [
            comment.id,
            comment.status,
            "" if comment.score is None else f"{comment.score:.6f}",
            milliseconds(comment.created_at),
            reasons_json(comment.reasons),
            item.piece.title or "",
            item.piece.url or "",
            int(item.piece.is_open),
            item.label or "",
            item.origin.partition(" ")[0],
            LABEL_WEIGHTS["import"],
            milliseconds(self._now),
            _typed(comment, item.original),
            int(comment.fingerprint is not None),
            *(part for pair in as_hash(comment).items() for part in pair),
        ]


def id_of(origin: str, native: str) -> str:
    """The id of an imported comment, 24 hex digits: the same whenever and however often it is imported."""
    return hashlib.blake2b(f"{origin}\x1f{native}".encode(), digest_size=12).hexdigest()


def _created(item: Item, now: datetime) -> datetime:
    """When it was written; an impossible date is the article's, or that of the import."""
    dates = (item.created_at, item.piece.published_at)
    return next((found for found in dates if found and EARLIEST <= found <= now), now)


def _submission(comment: Comment) -> Submission:
    return Submission(
        site=comment.site,
        article_id=comment.article_id,
        content=comment.content,
        received_at=comment.created_at,
        author=comment.author,
        email=f"@{comment.email_domain}" if comment.email_domain else None,
        website=comment.website,
        lang=comment.lang,
    )


def _typed(comment: Comment, original: str | None) -> str:
    """The label's own document, where the comment was typed otherwise than it is shown now; else ''."""
    if original is None:
        return ""
    document = Document(
        text=original,
        author=comment.author,
        url=comment.website,
        email_domain=comment.email_domain,
        lang=comment.lang,
        context=comment.context,
    )
    return compact(dataclasses.asdict(document))
