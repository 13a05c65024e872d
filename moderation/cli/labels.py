"""``flask --app wsgi labels …``: labelled comments out and in, as JSON lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

import click
from flask.cli import AppGroup

from moderation.cli.invocation import batches, counted, desk, site_option, stop_if_cut_short, told
from moderation.importers import jsonl
from moderation.importers.report import Refused, Report
from moderation.labels import BATCH

if TYPE_CHECKING:
    from moderation.comments import Label

group = AppGroup("labels", help="Labelled comments out and in, as JSON lines.")
json_option = click.option("--json", "as_json", is_flag=True, help="Report as one line of JSON.")


@group.command("export")
@click.argument("file", type=click.File("wb"), default="-")
@site_option
def export_labels(file: BinaryIO, site: str | None) -> None:
    """Write every label with its comment to FILE (- is standard output), the oldest comment first."""
    with told(site or ""):
        name = desk().site(site).name
        rows = (jsonl.row(label, name) for label in desk().labels.read(name))
        file.writelines(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


@group.command("import")
@click.argument("file", type=click.File("rb"))
@site_option
@json_option
def import_labels(file: BinaryIO, site: str | None, *, as_json: bool) -> None:
    """Read labels from FILE (- is standard input), a line each; the same file twice changes nothing.

    A line that is no labelled comment is told and left out. Labels of moderators are never overruled.
    Exit status: 0 the file was read to its end, 6 it ends within a line, 1 something went wrong.
    """
    report = Report()
    with told(site or ""), counted(file, "labels") as lines:
        name = desk().site(site).name
        for found in batches(jsonl.read(lines, desk().clock()), BATCH):
            _file(name, found, report)
    click.echo(json.dumps(report.as_dict()) if as_json else report.text())
    stop_if_cut_short(report)


@group.group("gold", help="Labels that judge every new model and teach none: they have a veto.")
def gold() -> None:
    """The gold set."""


@gold.command("add")
@click.argument("comment_ids", nargs=-1, required=True)
@site_option
def add_gold(comment_ids: tuple[str, ...], site: str | None) -> None:
    """Freeze the labels of these comments."""
    with told(site or ""):
        click.echo(f"{desk().labels.freeze(desk().site(site).name, comment_ids)} added")


@gold.command("remove")
@click.argument("comment_ids", nargs=-1, required=True)
@site_option
def remove_gold(comment_ids: tuple[str, ...], site: str | None) -> None:
    """Let the labels of these comments teach again."""
    with told(site or ""):
        click.echo(f"{desk().labels.thaw(desk().site(site).name, comment_ids)} removed")


@gold.command("list")
@site_option
def list_gold(site: str | None) -> None:
    """List the ids of the gold set."""
    with told(site or ""):
        for comment_id in sorted(desk().labels.gold(desk().site(site).name)):
            click.echo(comment_id)


def _file(site: str, found: list[Label | Refused | None], report: Report) -> None:
    labels = []
    for item in found:
        report.read += item is not None
        if isinstance(item, Refused):
            report.skip(item)
        elif item:
            labels.append(item)
    for label, outcome in zip(labels, desk().labels.file_all(site, labels), strict=True):
        report.labelled += outcome in {"filed", "flipped"}
        report.known += outcome == "same"
        if outcome == "outweighed":
            report.skip(Refused(label.id, "a moderator ruled otherwise here"))
