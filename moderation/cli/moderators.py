"""``flask --app wsgi moderators …``: who may sit at the desk."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from moderation.accounts import ROLES, Person
from moderation.cli.invocation import desk, told

group = AppGroup("moderators", help="Add and remove moderators' accounts.")
role_option = click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")


@group.command("add")
@click.argument("name")
@role_option
@click.option("--site", "sites", multiple=True, help="A site of theirs, as often as needed; every site if left out.")
def add(name: str, role: str, sites: tuple[str, ...]) -> None:
    """Add an account; its password is asked for."""
    with told(name):
        for site in sites:
            desk().site(site)
        desk().accounts.add(Person(name, role, sites), _password())
    click.echo(f"{name} may sign in as {role} on {_sites(sites)}")


@group.command("list")
def list_people() -> None:
    """List the accounts: name, role, sites."""
    with told():
        for person in desk().accounts.people():
            click.echo(f"{person.name}\t{person.role}\t{_sites(person.sites)}")


@group.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Remove an account and end its sessions; what it ruled stays."""
    with told(name):
        desk().accounts.remove(name)
    click.echo(f"{name} removed")


@group.command("passwd")
@click.argument("name")
def passwd(name: str) -> None:
    """Give an account another password, which is asked for, and sign it out everywhere."""
    with told(name):
        desk().accounts.find(name)
        desk().accounts.change_password(name, _password())
    click.echo(f"{name} has a new password and is signed out everywhere")


@group.command("sign-out")
@click.argument("name")
def sign_out(name: str) -> None:
    """End every session of an account."""
    with told(name):
        desk().accounts.sign_out_everywhere(name)
    click.echo(f"{name} is signed out everywhere")


def _password() -> str:
    """Asked for twice, never an argument: those are seen by everybody on the machine."""
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _sites(sites: tuple[str, ...]) -> str:
    return ", ".join(sites) or "every site"
