"""The WSGI entry point: ``wsgi:app`` for a server, ``flask --app wsgi`` for the command line."""

from moderation import create_app

app = create_app()
