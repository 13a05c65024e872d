"""The WSGI entry point: ``wsgi:app`` for a server, ``flask --app wsgi`` for the command line."""

from moderation import create_app
from moderation.errors import ConfigurationError

try:
    app = create_app()
except ConfigurationError as error:  # a sentence that names the variable and the cure; a traceback would bury it
    raise SystemExit(f"moderation: {error}") from None
