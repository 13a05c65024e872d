"""The command line: ``flask --app wsgi GROUP COMMAND``, one module per group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.cli import comments, imports, keys, labels, models, moderators, notices, people, sites, tokens

if TYPE_CHECKING:
    from flask import Flask

MODULES = (comments, sites, moderators, tokens, labels, imports, models, people, keys, notices)
GROUPS = (*(module.group for module in MODULES), people.retention_group)


def register(app: Flask) -> None:
    """The commands are known to ``flask``."""
    for group in GROUPS:
        app.cli.add_command(group)
