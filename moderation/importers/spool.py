"""Comments of an export on disk: each comes after the one it replies to, in whatever order the file had them."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moderation.comments import Status
from moderation.importers.dates import moment_of
from moderation.importers.items import Item, Piece
from moderation.importers.report import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES = """
CREATE TABLE item (native TEXT PRIMARY KEY, parent TEXT, article TEXT, fields TEXT);
CREATE INDEX child ON item (parent);
CREATE TABLE piece (article TEXT PRIMARY KEY, fields TEXT);
CREATE TABLE seat (native TEXT PRIMARY KEY, root TEXT, depth INTEGER) WITHOUT ROWID;
"""
_SEATS = """
INSERT OR IGNORE INTO seat
WITH RECURSIVE tree (native, article, root, depth) AS (
  SELECT native, article, native, 0 FROM item AS child WHERE NOT EXISTS
    (SELECT 1 FROM item AS above WHERE above.native = child.parent AND above.article = child.article)
  UNION ALL
  SELECT item.native, item.article, tree.root, depth + 1
  FROM item JOIN tree ON item.parent = tree.native AND item.article = tree.article
) SELECT native, root, depth FROM tree
"""
# a circle of parents has no root: everyone in it becomes one
_CIRCLES = "INSERT INTO seat SELECT native, native, 0 FROM item WHERE native NOT IN (SELECT native FROM seat)"
_ORDERED = """
SELECT item.fields, piece.fields, seat.root, seat.depth FROM seat JOIN item USING (native) JOIN piece USING (article)
ORDER BY seat.depth, item.rowid
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Seated:
    """An item with its place: ``root`` is the native id of its thread's first comment, None where it is that itself."""

    item: Item
    root: str | None


class Spool:
    """Takes items in any order, gives them back parents first; memory stays flat, the disk holds the rest."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(_TABLES)

    def put(self, item: Item) -> Refused | None:
        """The item is kept; it is refused where another of its id came before."""
        fields = dataclasses.asdict(item)
        piece = fields.pop("piece")
        row = (item.native, item.parent, item.piece.id, json.dumps(fields, default=str))
        kept = self._database.execute("INSERT OR IGNORE INTO item VALUES (?, ?, ?, ?)", row).rowcount
        if not kept:
            return Refused(item.where, "its id came before in the same file")
        about = (item.piece.id, json.dumps(piece, default=str))
        self._database.execute("INSERT OR IGNORE INTO piece VALUES (?, ?)", about)
        return None

    def __len__(self) -> int:
        """How many items are kept."""
        return int(self._database.execute("SELECT count(*) FROM item").fetchone()[0])

    def seated(self) -> Iterator[Seated]:
        """Every item, each after the one it replies to; a parent that is missing, or elsewhere, is none."""
        self._database.execute(_SEATS)
        self._database.execute(_CIRCLES)
        for fields, piece, root, depth in self._database.execute(_ORDERED):
            item = _item(json.loads(fields), json.loads(piece))
            yield Seated(item, root) if depth else Seated(replace(item, parent=None), None)


@contextmanager
def spool() -> Iterator[Spool]:
    """A spool in a file without a name in TMPDIR: nothing of it is left, even by an import that is killed.

    Temporary databases: https://www.sqlite.org/inmemorydb.html#temp_db
    """
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;")
        database.execute("BEGIN")
        yield Spool(database)


def _item(fields: dict[str, Any], piece: dict[str, Any]) -> Item:
    about = Piece(**piece | {"published_at": moment_of(piece["published_at"])})
    changes = {"piece": about, "status": Status(fields["status"]), "created_at": moment_of(fields["created_at"])}
    return Item(**fields | changes)
