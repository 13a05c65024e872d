"""What is read from the wire: every wrong field named at once, and every real text let through."""

import pytest
from builders import a_body
from hypothesis import given
from hypothesis import strategies as st

from moderation.comments import AUTHOR_MAX, CONTENT_MAX, EMAIL_MAX
from moderation.errors import InvalidSubmissionError
from moderation.sites import Site
from moderation.web import schemas

SITE = Site("default")


def read(is_form=False, site=SITE, **changes):
    return schemas.load(a_body(**changes), site, is_form=is_form)


def wrong(is_form=False, site=SITE, **changes):
    with pytest.raises(InvalidSubmissionError) as refused:
        read(is_form, site, **changes)
    return {name: [error.key for error in found] for name, found in refused.value.fields.items()}


def test_every_wrong_field_is_named_at_once():
    assert wrong(author=None, email="anne", content="", website="ftp://a.example", shoe_size="43") == {
        "author": ["field-required"],
        "email": ["field-email"],
        "content": ["field-required"],
        "website": ["field-website"],
        "shoe_size": ["field-unknown"],
    }


@pytest.mark.parametrize("name", ["id", "status", "created_at", "score", "ip", "article_id", "version", "by"])
def test_nothing_a_stranger_may_not_set_is_taken(name):
    assert wrong(**{name: "approved"}) == {name: ["field-unknown"]}
    assert name not in read(is_form=True, **{name: "approved"})


@pytest.mark.parametrize("blank", ["", " ", "\n\t ", "\u00a0", "\u2003", "\x00", "\x07\x1b", None])
def test_a_blank_field_is_a_missing_one(blank):
    assert wrong(content=blank) == {"content": ["field-required"]}
    assert "website" not in read(website=blank)


@pytest.mark.parametrize("letter", ["a", "é", "語", "😀"])
def test_the_limit_of_a_comment_is_the_same_in_every_script(letter):
    assert len(read(content=letter * CONTENT_MAX)["content"]) == CONTENT_MAX
    assert wrong(content=letter * (CONTENT_MAX + 1)) == {"content": ["field-too-long"]}


def test_the_limits_of_names_and_addresses():
    assert read(author="é" * AUTHOR_MAX)
    assert wrong(author="é" * (AUTHOR_MAX + 1)) == {"author": ["field-too-long"]}
    assert wrong(email="a@" + "b" * EMAIL_MAX + ".example")["email"]


@pytest.mark.parametrize("value", [7, 1.5, True, [], ["text"], {}, {"a": "b"}])
def test_what_is_no_text_is_refused(value):
    assert set(wrong(author=value, content=value)) == {"author", "content"}


def test_control_characters_and_half_letters_are_taken_out_and_lines_stay():
    assert read(content=" a\x00b\x1b[31m\r\n\tc\x7f \ud800 d ")["content"] == "ab[31m\r\n\tc \ufffd d"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300))
def test_real_text_comes_through_as_it_was_sent(text):
    if text.strip():
        assert read(content=text)["content"] == text.strip()


@pytest.mark.parametrize(
    "email", ["anne", "anne@", "@example.org", "a b@example.org", "a@b@example.org", "anne@example"]
)
def test_an_address_that_cannot_be_one_is_refused(email):
    assert wrong(email=email) == {"email": ["field-email"]}


@pytest.mark.parametrize("email", ["anne+tag@example.org", "a.b@sub.example.org", "é@example.org", "a@exämple.fr"])
def test_an_address_that_may_be_one_is_taken(email):
    assert read(email=email)["email"] == email


@pytest.mark.parametrize(
    "website",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "//a.example", "http://", "http://[", "x y"],
)
def test_a_website_is_http_or_https(website):
    assert wrong(website=website) == {"website": ["field-website"]}


@pytest.mark.parametrize("website", ["https://example.org", "http://example.org:8080/~a?b#c", "https://exämple.fr/é"])
def test_a_website_is_taken_as_it_is(website):
    assert read(website=website)["website"] == website


def test_people_type_a_website_without_its_scheme_into_a_form():
    assert read(is_form=True, website="example.org")["website"] == "https://example.org"
    assert wrong(website="example.org") == {"website": ["field-website"]}


def test_a_site_chooses_what_is_required():
    assert read(site=Site("s", required=("content",)), author=None, email=None)
    assert wrong(site=Site("s", required=("content", "website"))) == {"website": ["field-required"]}
