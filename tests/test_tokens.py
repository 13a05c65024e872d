"""Signed tokens: good for their purpose, their bearer and their time."""

import pytest

from moderation.tokens import BROWSER_LIFE_S, FORM_LIFE_S, RECEIPT_LIFE_S, Tokens

SECRET = "s" * 32


@pytest.fixture
def tokens(clock):
    return Tokens(SECRET, clock)


def test_a_form_tells_how_long_it_was_on_the_screen(tokens, clock):
    token = tokens.form("default", "demo")
    clock.advance(seconds=42)
    assert tokens.elapsed_s(token, "default", "demo") == 42


@pytest.mark.parametrize("token", [None, "", "x", "a.b.c", "é", "\x00", "W10.x.y"])
def test_a_token_that_is_none_tells_nothing(tokens, token):
    assert tokens.elapsed_s(token, "default", "demo") is None
    assert tokens.receipt_of(token) is None
    assert tokens.browser_of(token) is None


def test_a_token_of_another_form_tells_nothing(tokens):
    token = tokens.form("default", "demo")
    assert tokens.elapsed_s(token, "default", "other") is None
    assert tokens.elapsed_s(token, "other", "demo") is None


def test_a_form_that_is_too_old_tells_nothing(tokens, clock):
    token = tokens.form("default", "demo")
    clock.advance(seconds=FORM_LIFE_S + 1)
    assert tokens.elapsed_s(token, "default", "demo") is None


def test_a_receipt_is_good_for_thirty_days_from_the_writing(tokens, clock):
    token = tokens.receipt("default", "c1", clock())
    assert tokens.receipt("default", "c1", clock()) == token, "a retried POST is answered the same"
    clock.advance(seconds=RECEIPT_LIFE_S)
    assert tokens.receipt_of(token) == ("default", "c1")
    clock.advance(seconds=1)
    assert tokens.receipt_of(token) is None


def test_a_browser_is_known_for_a_year(tokens, clock):
    browser, cookie = tokens.new_browser()
    assert tokens.browser_of(cookie) == browser
    clock.advance(seconds=BROWSER_LIFE_S + 1)
    assert tokens.browser_of(cookie) is None
    assert tokens.new_browser()[0] != browser


def test_no_token_serves_another_purpose_or_another_service(tokens, clock):
    _, cookie = tokens.new_browser()
    made = [tokens.form("default", "c1"), tokens.receipt("default", "c1", clock()), cookie, tokens.signed_in("anne")]
    for token in made:
        answers = [tokens.elapsed_s(token, "default", "c1"), tokens.receipt_of(token), tokens.browser_of(token)]
        assert len([a for a in answers if a is not None]) == (token != made[3])
        stranger = Tokens("t" * 32, clock)
        assert stranger.receipt_of(token) is stranger.browser_of(token) is None
        assert stranger.elapsed_s(token, "default", "c1") is None


def test_a_changed_token_is_refused(tokens, clock):
    token = tokens.receipt("default", "c1", clock())
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        assert tokens.receipt_of(token[:place] + other + token[place + 1 :]) is None
