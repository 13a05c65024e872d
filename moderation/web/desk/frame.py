"""The frame around the desk's pages, and their addresses, which keep site, language and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, make_response, render_template, request, url_for

from moderation.config import LOCALES
from moderation.web import auth, caller
from moderation.web.desk import reading, wording

if TYPE_CHECKING:
    from moderation.accounts import Person
    from moderation.sites import Site

WHERE = ("site", "lang")  # kept on every way
FILTERS = ("status", "order", "q", "article", "author", "source")
LANGUAGES = {"fr": "Français", "en": "English"}


def to(place: str, **changes: Any) -> str:
    """The address of one of the desk's pages, for the same site and in the same language."""
    kept = {name: request.args.get(name) for name in WHERE}
    return url_for(place if "." in place else f"pages.{place}", **_given(kept | changes))


def here(**changes: Any) -> str:
    """The queue under the same filters but for these changes; None takes one away."""
    kept = {name: request.args.get(name) for name in (*WHERE, *FILTERS, "cursor")}
    return url_for("pages.queue", **_given(kept | changes))


def filters() -> dict[str, Any]:
    """The filters of this address."""
    return _given({name: request.args.get(name) for name in (*FILTERS, "cursor")})


def page(template: str, *, site: Site, person: Person | None, **values: Any) -> Response:
    """One of the desk's pages in its frame; private, never kept."""
    frame = {
        "site": site,
        "person": person,
        "sites": _sites(person) if person else [],
        "languages": [(code, LANGUAGES[code]) for code in LOCALES],
        "places": _places(site, person) if person else [],
        "csrf": auth.csrf(),
        "filters": filters(),
        "here": here,
        "to": to,
    }
    answer = make_response(render_template(template, **frame | wording.WORDS | reading.WORDS | values))
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _sites(person: Person) -> list[str]:
    desk = caller.desk()
    every = {*desk.store.sites(), desk.settings.default_site}
    return sorted(name for name in every if person.sees(name))


def _places(site: Site, person: Person) -> list[tuple[str, str, str]]:
    """Name, words and address of each page that is of use to this person: other blogs' only where there are any."""
    places = [
        ("queue", to("queue")),
        ("rescue", here(status="spam", order="likely_ham", q=None, article=None, author=None, cursor=None)),
    ]
    if site.keyless_networks or caller.desk().checks.are_asked_for(site.name):
        places.append(("checks", to("check_pages.listed")))
    places.append(("numbers", to("numbers.shown")))
    if person.may("admin"):
        places.append(("settings", to("settings_pages.shown")))
    return [(name, caller.text(f"desk-place-{name}"), address) for name, address in places]
