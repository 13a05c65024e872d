"""Labels: what people said a comment is, in the order the comments were written; what the next model learns from."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from classifiers.documents import Document
from moderation.comments import LABELS, Label
from moderation.errors import NotFoundError
from moderation.records import compact, decoded, milliseconds, moment
from moderation.store import lua, reaching, run_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from moderation.store import Store

BATCH = 500
_COMMENT = ("content", "author", "website", "domain", "lang", "context", "created")


class Labels:
    """One deployment's labels. Every method raises StoreUnavailableError when the server does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._label = store.client.register_script(lua("tally") + lua("label"))

    def file(self, site: str, label: Label) -> str:
        """The comment has this label: filed, flipped, same; outweighed where a weightier source said something else.

        A repeat changes nothing; what a flip replaced is kept in the label's history.
        """
        (outcome,) = self.file_all(site, [label])
        return outcome

    def file_all(self, site: str, labels: Iterable[Label]) -> list[str]:
        """As `file` for each, in one round trip."""
        return self._run(site, [_arguments(label) for label in labels])

    def withdraw(self, site: str, comment_ids: Iterable[str]) -> int:
        """These comments have no label; how many had one."""
        return self._run(site, [[i, "", "", "", 0, 0, 0, ""] for i in comment_ids]).count("withdrawn")

    def _run(self, site: str, calls: list[list[str | int | float]]) -> list[str]:
        keys = self._store.keys(site)
        with reaching():
            runs = [([keys.label(str(call[0])), keys.labels, keys.label_counts], call) for call in calls]
            return [outcome.decode() for outcome in run_all(self._store.client, self._label, runs)]

    def belong(self, site: str, label_id: str, fingerprint: str) -> None:
        """The label is found, and forgotten, with the author of this fingerprint; a repeat changes nothing."""
        with reaching():
            self._store.client.sadd(self._store.keys(site).author_labels(fingerprint), label_id)

    def of_author(self, site: str, fingerprint: str) -> list[Label]:
        """The labels of one author's comments on other systems, oldest first."""
        with reaching():
            ids = {i.decode() for i in self._store.client.smembers(self._store.keys(site).author_labels(fingerprint))}
        return self.these(site, sorted(ids))

    def freeze(self, site: str, comment_ids: Iterable[str]) -> int:
        """These labels are gold: they judge every challenger and teach none; how many were not before.

        Raises NotFoundError for a comment without a label; none is frozen then.
        """
        keys, ids = self._store.keys(site), list(comment_ids)
        with reaching():
            for comment_id in ids:
                if not self._store.client.exists(keys.label(comment_id)):
                    raise NotFoundError(what="label", id=comment_id)
            return int(self._store.client.sadd(keys.gold, *ids)) if ids else 0

    def thaw(self, site: str, comment_ids: Iterable[str]) -> int:
        """These labels teach again; how many were gold."""
        ids = list(comment_ids)
        with reaching():
            return int(self._store.client.srem(self._store.keys(site).gold, *ids)) if ids else 0

    def gold(self, site: str) -> set[str]:
        """The ids of the gold labels."""
        with reaching():
            return {found.decode() for found in self._store.client.smembers(self._store.keys(site).gold)}

    def total(self, site: str) -> int:
        """How many comments have a label."""
        with reaching():
            return int(self._store.client.zcard(self._store.keys(site).labels))

    def counts(self, site: str) -> dict[str, int]:
        """How many are ham and how many spam: kept by the scripts that file, move and forget labels."""
        keys = self._store.keys(site)
        with reaching(), self._store.client.pipeline(transaction=True) as pipe:
            pipe.hmget(keys.label_counts, LABELS)
            pipe.zcard(keys.labels)
            kept, total = pipe.execute()
        found = {name: int(count or 0) for name, count in zip(LABELS, kept, strict=True)}
        return found if sum(found.values()) == total else self._counted(site)

    def _counted(self, site: str) -> dict[str, int]:
        """The labels counted one by one, and kept so: a store filled by an older version has no counters."""
        keys, found = self._store.keys(site), dict.fromkeys(LABELS, 0)
        for ids in self._ids(site):
            with reaching(), self._store.client.pipeline(transaction=False) as pipe:
                for comment_id in ids:
                    pipe.hget(keys.label(comment_id), "label")
                for name in pipe.execute():
                    if name:
                        found[name.decode()] += 1
        with reaching():
            self._store.client.hset(keys.label_counts, mapping=found)
        return found

    def read(self, site: str) -> Iterator[Label]:
        """Every label with its document, the oldest comment first, `BATCH` held at a time.

        A label whose comment is gone and that has no document of its own is left out.
        """
        for ids in self._ids(site):
            yield from self.these(site, ids)

    def these(self, site: str, ids: Sequence[str]) -> list[Label]:
        """The labels of these ids with their documents, in order; ids without one are left out."""
        keys = self._store.keys(site)
        with reaching(), self._store.client.pipeline(transaction=False) as pipe:
            for comment_id in ids:
                pipe.hgetall(keys.label(comment_id))
                pipe.hmget(keys.comment(comment_id), _COMMENT)
            found = iter(pipe.execute())
        labels = [_label(i, decoded(fields), comment) for i, fields, comment in zip(ids, found, found, strict=True)]
        return [label for label in labels if label]

    def _ids(self, site: str) -> Iterator[list[str]]:
        """The ids in order, a batch at a time; what comes or goes meanwhile makes none be told twice or skipped."""
        key, client, start = self._store.keys(site).labels, self._store.client, 0
        last: tuple[float, bytes] = (-1.0, b"")
        while True:
            with reaching():
                found = client.zrange(key, start, start + BATCH - 1, withscores=True)
            if not found:
                return
            fresh = [(score, i) for i, score in found if (score, i) > last]
            if fresh:
                last = fresh[-1]
                yield [i.decode() for _, i in fresh]
            with reaching():
                rank = client.zrank(key, last[1])
                start = client.zcount(key, "-inf", f"({last[0]}") if rank is None else rank + 1


def _arguments(label: Label) -> list[str | int | float]:
    document = compact(dataclasses.asdict(label.document)) if label.document else ""
    created = milliseconds(label.created) if label.created else 0
    who = (label.by or "", label.source, label.counts_for)
    return [label.id, label.label, *who, milliseconds(label.at), created, document]


def _label(comment_id: str, fields: dict[str, str], comment: list[bytes | None]) -> Label | None:
    known = {name: value.decode() for name, value in zip(_COMMENT, comment, strict=True) if value is not None}
    document = _document(fields.get("document"), known)
    if document is None or fields.get("label") not in LABELS:
        return None
    created = fields.get("created") or known.get("created") or "0"
    return Label(
        id=comment_id,
        label=fields["label"],
        source=fields.get("source", "ruling"),
        at=moment(fields.get("at", 0)),
        by=fields.get("by") or None,
        created=moment(created) if created != "0" else None,
        document=document,
        weight=float(fields["weight"]) if fields.get("weight") else None,
    )


def _document(own: str | None, comment: dict[str, str]) -> Document | None:
    """What the label says was judged, else the comment as it was written."""
    if own:
        return Document.from_row(json.loads(own))
    if "content" not in comment:
        return None
    return Document(
        text=comment["content"],
        author=comment.get("author"),
        url=comment.get("website"),
        email_domain=comment.get("domain"),
        lang=comment.get("lang"),
        context=comment.get("context"),
    )
