"""The command line: ``flask --app wsgi GROUP COMMAND``, one module per group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.cli import comments, imports, keys, labels, moderators, sites, tokens

if TYPE_CHECKING:
    from flask import Flask

GROUPS = (comments.group, sites.group, moderators.group, tokens.group, labels.group, imports.group, keys.group)


def register(app: Flask) -> None:
    """The commands are known to ``flask``."""
    for group in GROUPS:
        app.cli.add_command(group)
