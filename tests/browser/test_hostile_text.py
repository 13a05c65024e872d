"""The corpus of hostile texts in a real browser, with the page's security policy switched off: nothing executes."""

import pytest
from payloads import PAYLOADS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hostile(running):
    """A site with an article of hostile comments, 45 to a page."""
    site = running.site(publish_below=1.0, spam_from=1.0)
    for number, payload in enumerate(PAYLOADS):
        running.comment(
            site, f"h{number // 45}", author=payload[:245], content=f"{payload} {number}", title=payload[:200]
        )
    return site


@pytest.mark.long
@pytest.mark.parametrize("part", range(1 + len(PAYLOADS) // 45))
def test_nothing_executes_and_nothing_breaks_out_of_the_page(running, visit, hostile, part):
    page = visit("about:blank", bypass_csp=True, viewport={"width": 360, "height": 740})
    opened, asked = [], []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{running.url}/articles/h{part}?site={hostile}", wait_until="networkidle")
    for link in page.locator(".comment .author").all():
        link.hover()
    assert opened == []
    assert [url for url in asked if not url.startswith(running.url)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".respond form").count() == 1


@pytest.mark.long
def test_nothing_executes_in_a_reply_form(running, visit, hostile):
    page = visit(f"{running.url}/articles/h0?site={hostile}", bypass_csp=True)
    opened = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    for reply in page.locator(".comment .reply").all():
        reply.click()
    assert opened == []
