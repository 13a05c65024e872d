"""``flask --app wsgi model …``: train, look at, promote and take back a site's models."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from flask.cli import AppGroup

from moderation.cli import model_texts
from moderation.cli.invocation import desk, site_option, told, user_name
from moderation.promises import promise_state
from moderation.registry import TrainingHeldError
from moderation.retraining import Order, TooLittleToLearnError, retrain

if TYPE_CHECKING:
    from collections.abc import Callable


NOT_BETTER, TOO_LITTLE, HELD = 3, 4, 5  # exit statuses besides 0: promoted, and 1: could not
group = AppGroup("model", help="Train, look at, promote and take back a site's models.")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one line of JSON.")
by_option = click.option("--by", default=user_name, help="Who the log names; your user name if left out.")


class Share(click.ParamType[float]):
    """A share written 0.005 or 0.5%."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share in (0, 1)."""
        text = str(value).strip()
        try:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            share = 0.0
        return share if 0 < share < 1 else self.fail(f"{value!r}: write 0.5% or 0.005, above 0 and below 1", param, ctx)


@group.command("train")
@site_option
@click.option("--shadow", is_flag=True, help="The challenger scores beside the champion, logged, deciding nothing.")
@click.option("--stream", is_flag=True, help="Read labels once through, as is done from 20,000 on, with fewer too.")
@click.option("--dask", metavar="ADDRESS", help="The scheduler whose workers read a stream: tcp://host:8786.")
@click.option("--promise", type=Share(), help="From now on at most this share of real comments into spam: 0.5%.")
@click.option("--promise-published", type=Share(), help="The same for spam in what is published unseen.")
@by_option
@json_option
def train(
    site: str | None, promise: float | None, promise_published: float | None, *, as_json: bool, **how: Any
) -> None:
    """Train a challenger on the site's labels, and promote it if it is better than the champion.

    Exit status: 0 promoted (with --shadow: better), 3 not better, 4 too little to learn from, 5 another training of
    this site is running, 1 something went wrong.
    """
    with told(site or ""):
        name = desk().site(site).name
        _promise_from_now_on(name, promise, promise_published)
        try:
            trained = retrain(desk(), name, Order(**how), _progress())
        except TrainingHeldError:
            _stop(HELD, "held", f"{name}: another training is running; its lease ends by itself", as_json=as_json)
        except TooLittleToLearnError as error:
            _stop(TOO_LITTLE, "too-little", model_texts.too_little(name, error.details), as_json=as_json)
    told_as = model_texts.as_json if as_json else model_texts.trained
    answer = told_as(desk().settings.home, name, trained)
    click.echo(json.dumps(answer) if as_json else answer)
    if not trained.is_better:
        sys.exit(NOT_BETTER)


def _promise_from_now_on(site: str, blocked_ham: float | None, published_spam: float | None) -> None:
    """What was asked for is the site's promise; None leaves it as it was."""
    asked = {"promise_blocked_ham": blocked_ham, "promise_published_spam": published_spam}
    if changes := {name: share for name, share in asked.items() if share is not None}:
        desk().save_site(desk().site(site).changed(**changes))


def _progress() -> Callable[[str, float], None]:
    """Redraws one line on a terminal; stays silent elsewhere."""

    def told(stage: str, share: float) -> None:
        if sys.stderr.isatty():
            stage, _, count = stage.partition(", ")
            line = "" if stage == "done" else f"{stage} {count or format(share, '4.0%')}"
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)

    return told


def _stop(status: int, outcome: str, sentence: str, *, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"outcome": outcome, "reasons": [sentence]}))
    else:
        click.echo(sentence, err=True)
    sys.exit(status)


@group.command("list")
@site_option
@json_option
def list_models(site: str | None, *, as_json: bool) -> None:
    """List the versions kept, the newest first, and what each does."""
    with told(site or ""):
        name = desk().site(site).name
        versions, roles = desk().registry.versions(name), desk().registry.roles(name)
    if as_json:
        click.echo(json.dumps([version.as_dict(roles) for version in versions]))
        return
    shipped = desk().scoring.scorer
    for version in versions:
        click.echo(model_texts.line(version, roles))
    click.echo(model_texts.shipped_line(shipped.version if shipped else "no shipped model", roles))


@group.command("show")
@click.argument("version", required=False)
@site_option
@json_option
def show(version: str | None, site: str | None, *, as_json: bool) -> None:
    """Show a version: what it learned from, how it was judged, what it may do; the champion if left out."""
    with told(site or ""):
        name = desk().site(site).name
        roles, state = desk().registry.roles(name), promise_state(desk(), name)
        wanted = version or roles.champion
        about = None if wanted == "base" else desk().registry.version(name, wanted)
        shadow = desk().registry.shadow(name) if wanted == roles.challenger else {}
    if as_json:
        click.echo(json.dumps(model_texts.shown_json(about, roles, state, shadow)))
    else:
        click.echo("\n".join(model_texts.shown(about, roles, state, shadow)))


@group.command("promote")
@click.argument("version")
@site_option
@by_option
def promote(version: str, site: str | None, by: str) -> None:
    """Put a version on duty (base: the shipped model), on every worker within seconds."""
    with told(version):
        roles = desk().registry.promote(desk().site(site).name, version, by=by, at=desk().clock())
    click.echo(f"champion {roles.champion}, previous {roles.previous}")


@group.command("rollback")
@site_option
@by_option
def rollback(site: str | None, by: str) -> None:
    """Put the previous champion back on duty; a second rollback undoes the first."""
    with told(site or ""):
        roles = desk().registry.rollback(desk().site(site).name, by=by, at=desk().clock())
    click.echo(f"champion {roles.champion}, previous {roles.previous}")


@group.command("diff")
@click.argument("one")
@click.argument("other", required=False)
@site_option
def diff(one: str, other: str | None, site: str | None) -> None:
    """Tell what differs between two versions, and which labelled comments they judge most differently.

    The second is the champion if left out; base is the shipped model.
    """
    with told(site or ""):
        name = desk().site(site).name
        lines = list(model_texts.differences(desk(), name, one, other or desk().registry.roles(name).champion))
    click.echo("\n".join(lines))


@group.command("report")
@click.argument("version", required=False)
@site_option
@click.option("--out", type=click.Path(path_type=Path), help="Where to write it; VERSION.html here if left out.")
def report(version: str | None, site: str | None, out: Path | None) -> None:
    """Write the HTML report of a version's training to a file; the newest version if left out."""
    with told(version or site or ""):
        name = desk().site(site).name
        versions = desk().registry.versions(name)
        if not version and not versions:
            raise click.ClickException(f"{name}: no model has been trained yet; flask --app wsgi model train")
        wanted = version or versions[0].version
        html = desk().registry.report(name, wanted)
    path = out or Path(f"{wanted}.html")
    try:
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written ({error.strerror}); --out names another file") from error
    click.echo(str(path.resolve()))
