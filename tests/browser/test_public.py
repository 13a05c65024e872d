"""The article's page as a reader sees it, in a real browser."""

import pytest

pytestmark = pytest.mark.browser


def test_the_demo_page_opens(running, visit):
    page = visit(f"{running.url}/")
    assert page.title()
