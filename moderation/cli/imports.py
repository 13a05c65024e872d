"""``flask --app wsgi import wordpress|disqus FILE``: move in with the comments of another system."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

import click
from flask.cli import AppGroup

from moderation import migration
from moderation.cli.invocation import desk, site_option, stop_if_cut_short, told
from moderation.importers import disqus, wordpress
from moderation.importers.report import Report
from moderation.importers.spool import spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from moderation.importers.items import Item
    from moderation.importers.report import Refused

    Reader = Callable[[BinaryIO, Callable[[int], object]], Iterator[Item | Refused]]

REPEATS = """The same file twice changes nothing; a broken-off import goes on.

Exit status: 0 the file was read to its end, 6 it ends too early (what it holds is imported), 1 something went wrong."""
group = AppGroup("import", help="Move in with the comments of another system.")


def _command(name: str, read: Reader, sentence: str) -> None:
    @group.command(name, help=f"{sentence} {REPEATS}")
    @click.argument("file", type=click.File("rb"))
    @site_option
    @click.option("--dry-run", is_flag=True, help="Only count what would be imported.")
    @click.option("--json", "as_json", is_flag=True, help="Report as one line of JSON.")
    def bring_in(file: BinaryIO, site: str | None, *, dry_run: bool, as_json: bool) -> None:
        with told(site or ""):
            report = _bring_in(read, file, desk().site(site).name, dry_run=dry_run)
        lead = "dry run, nothing was written: " if dry_run else ""
        click.echo(json.dumps(report.as_dict() | {"dry_run": dry_run}) if as_json else lead + report.text())
        stop_if_cut_short(report)


def _bring_in(read: Reader, file: BinaryIO, site: str, *, dry_run: bool) -> Report:
    with spool() as kept:
        with _bar("Reading", _size(file)) as bar:
            report = migration.gather(read(file, bar.update), kept)
        with _bar("Importing", len(kept)) as bar:
            migration.move_in(desk(), site, kept, report, dry_run=dry_run, advance=bar.update)
    return report


def _bar(label: str, length: int) -> Any:
    """A bar on standard error that says how far the work is and how long it will take."""
    return click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not length, update_min_steps=length // 200
    )


def _size(file: BinaryIO) -> int:
    """How long the file is in bytes, 0 where nobody knows."""
    if not file.seekable():
        return 0
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


_command("wordpress", wordpress.read, "Read a WordPress export (WXR) from FILE.")
_command("disqus", disqus.read, "Read a Disqus export from FILE.")
