"""What every command needs: the desk, the site it means, errors as a sentence."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, cast

import click
from flask import current_app

from moderation.errors import ConfigurationError, ModerationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moderation.desk import Desk

site_option = click.option("--site", default=None, help="The site's name; the default site if left out.")


def desk() -> Desk:
    """The desk this application was wired with."""
    return cast("Desk", current_app.extensions["desk"])


@contextlib.contextmanager
def told(subject: str = "") -> Iterator[None]:
    """What goes wrong inside is told in one sentence and ends the command with status 1."""
    lead = f"{subject}: " if subject else ""
    try:
        yield
    except ConfigurationError as error:
        raise click.ClickException(f"{lead}{error}") from error
    except ModerationError as error:
        raise click.ClickException(" ".join([f"{lead}{error.key}", *_details(error)])) from error


def _details(error: ModerationError) -> list[str]:
    return [str(error.details)] if error.details else []
