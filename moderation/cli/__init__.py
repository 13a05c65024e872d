"""The command line: ``flask --app wsgi GROUP COMMAND``, one module per group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.cli import comments, imports, keys, labels, models, moderators, sites, tokens

if TYPE_CHECKING:
    from flask import Flask

GROUPS = tuple(module.group for module in (comments, sites, moderators, tokens, labels, imports, models, keys))


def register(app: Flask) -> None:
    """The commands are known to ``flask``."""
    for group in GROUPS:
        app.cli.add_command(group)
