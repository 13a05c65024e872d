"""What every command needs: the desk, the site it means, errors as a sentence."""

from __future__ import annotations

import contextlib
import getpass
import itertools
import os
import sys
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

import click
from flask import current_app

from classifiers.scorer import ModelError
from moderation.errors import (
    ConfigurationError,
    InvalidSettingsError,
    InvalidSubmissionError,
    ModerationError,
    NotFoundError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from moderation.desk import Desk
    from moderation.i18n import Translations
    from moderation.importers.report import Report

CUT_SHORT = 6  # the exit status of an import whose file ends too early; 3 to 5 are a training's
T = TypeVar("T")
site_option = click.option("--site", default=None, help="The site's name; the default site if left out.")


def desk() -> Desk:
    """The desk this application was wired with."""
    return cast("Desk", current_app.extensions["desk"])


def user_name(ask: Callable[[], str] = getpass.getuser) -> str:
    """Who runs this command: a user's name, or the number of one that has none, as in a container."""
    try:
        return ask()
    except (KeyError, OSError):  # KeyError before Python 3.13
        return f"uid {os.getuid()}"


@contextlib.contextmanager
def told(subject: str = "") -> Iterator[None]:
    """What goes wrong inside is told in one sentence and ends the command with status 1."""
    lead = f"{subject}: " if subject else ""
    try:
        yield
    except (InvalidSettingsError, InvalidSubmissionError) as error:
        fields = [f"{name}: {_words(e.key, e.details)}" for name, found in error.fields.items() for e in found]
        raise click.ClickException(lead + "; ".join(fields)) from error
    except (ConfigurationError, ModelError) as error:
        raise click.ClickException(f"{lead}{error}") from error
    except ModerationError as error:
        raise click.ClickException(lead + _sentence(error, subject)) from error


@contextlib.contextmanager
def counted(file: BinaryIO, what: str) -> Iterator[Iterator[bytes]]:
    """The file's lines, with a bar on standard error that says how far they are read."""
    size = file.seek(0, os.SEEK_END) if file.seekable() else 0
    if size:
        file.seek(0)
    with click.progressbar(length=size, label=f"Reading {what}", file=sys.stderr, hidden=not size) as bar:

        def lines() -> Iterator[bytes]:
            for line in file:
                bar.update(len(line))
                yield line

        yield lines()


def stop_if_cut_short(report: Report) -> None:
    """The command ends with status `CUT_SHORT`, and says what to do, where its file ended too early."""
    if report.is_cut_short:
        click.echo(
            "the file ends too early, nobody knows what is missing: export or copy it again, and import that;"
            " what is here by then is passed over",
            err=True,
        )
        sys.exit(CUT_SHORT)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of up to this size."""
    source = iter(items)
    while found := list(itertools.islice(source, size)):
        yield found


def _sentence(error: ModerationError, subject: str) -> str:
    """What went wrong, with what is missing in the sentence and without what the ``subject`` says already."""
    details = {name: value for name, value in error.details.items() if value != subject}
    what = details.pop("what", None)
    if what is None:
        sentence = _words(error.key, error.details)
    else:
        sentence = f"there is no such {what}" if isinstance(error, NotFoundError) else f"there is {what}"
    told = ", ".join(f"{name} {value}" for name, value in details.items())
    return f"{sentence} ({told})" if told else sentence


def _words(key: str, figures: dict[str, Any]) -> str:
    """The message of this key in English, or the key where there is none."""
    translations = cast("Translations", current_app.extensions["translations"])
    return translations.text("en", key, **figures) if translations.has("en", key) else key
