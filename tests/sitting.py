"""A moderator at the desk, for tests: a client that is signed in, and pages as a browser parses them."""

from __future__ import annotations

import itertools

import html5lib
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from builders import a_submission

from moderation import intake
from moderation.accounts import Accounts, Person
from moderation.web.auth import SESSION

PASSWORD = "a password for tests only"
QUICK = PasswordHasher.from_parameters(CHEAPEST)  # the service's own takes 60 ms: test_accounts.py is about that one
_texts = itertools.count(1)


class Page:
    """A page as a browser parses it."""

    def __init__(self, answer) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.text = answer.get_data(as_text=True)
        self.tree = html5lib.parse(self.text, treebuilder="etree", namespaceHTMLElements=False)

    def all(self, tag, **attributes):
        """Every element of this tag with these attributes; ``class_`` is one of its classes."""
        wanted = attributes.pop("class_", None)
        return [
            e
            for e in self.tree.iter(tag)
            if all(e.get(k.replace("_", "-")) == v for k, v in attributes.items())
            and (wanted is None or wanted in (e.get("class") or "").split())
        ]

    def one(self, tag, **attributes):
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>"
        return found[0]

    def said(self, tag, **attributes):
        """What the one element of this kind says."""
        return words(self.one(tag, **attributes))

    @property
    def title(self):
        return words(self.one("title"))

    @property
    def ids(self):
        """The comments on this page, in order."""
        return [e.get("data-id") for e in self.all("li", class_="item")]

    @property
    def status_message(self):
        return self.said("div", id="status")

    def fields(self, form):
        """What this form sends as it stands, but for its token."""
        found = {}
        for e in form.iter():
            name, chosen = e.get("name"), [o.get("value") for o in e.iter("option") if o.get("selected") is not None]
            if (
                e.tag == "button"
                or not name
                or name == "csrf_token"
                or (e.get("type") == "checkbox" and e.get("checked") is None)
            ):
                continue
            values = {"textarea": ["".join(e.itertext())], "select": chosen}.get(e.tag, [e.get("value", "on")])
            found.setdefault(name, []).extend(values)
        return found

    def button(self, action, comment_id=None):
        """What the button for this action sends."""
        values = [(b.get("name"), b.get("value")) for b in self.all("button") if b.get("value")]
        found = [
            (n, v)
            for n, v in values
            if n in ("one", "undo", "bulk") and v.startswith(action) and (comment_id is None or comment_id in v)
        ]
        return dict(found[:1])


def words(element):
    return " ".join("".join(element.itertext()).split())


class Moderator:
    """Somebody signed in: opens pages and presses their buttons, as a browser without JavaScript would."""

    def __init__(self, app, name="lea", role="moderator", sites=()) -> None:
        desk = app.extensions["desk"]
        Accounts(desk.store, desk.clock, QUICK).add(Person(name, role, sites), PASSWORD)
        secret = desk.sessions.start(desk.accounts.find(name))
        self.name = name
        self.client = app.test_client()
        self.client.set_cookie(SESSION, secret)
        self.csrf = desk.sessions.find(secret).csrf

    def open(self, path="/moderation", **headers):
        return Page(self.client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"} | headers))

    def send(self, path, follow=True, headers=None, **fields):
        return Page(
            self.client.post(
                path,
                data={"csrf_token": self.csrf} | fields,
                headers={"Accept": "text/html", "Accept-Language": "en"} | (headers or {}),
                follow_redirects=follow,
            )
        )

    def press(self, page, action, comment_id=None, *, follow=True):
        """The answer to pressing a button of the page."""
        form = page.one("form", id="rulings")
        shown = page.one("input", name="shown").get("value")
        return self.send(form.get("action"), follow, shown=shown, **page.button(action, comment_id))

    def press_for_selected(self, page, action, comments):
        """The answer to pressing a button of the selection with these comments ticked."""
        ticks = [e.get("value") for e in page.all("input", name="selected")]
        selected = [v for v in ticks if v.split()[0] in {c.id for c in comments}]
        return self.send(page.one("form", id="rulings").get("action"), bulk=action, selected=selected)


def wait_for_ruling(desk, **changes):
    """A comment that came in just now."""
    content = f"Merci pour cet article, numéro {next(_texts)}."
    return intake.submit(desk, a_submission(**{"content": content, "received_at": desk.clock()} | changes)).comment
