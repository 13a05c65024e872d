"""A site's settings: cautious defaults, and nothing that could not be meant."""

import dataclasses

import pytest

from moderation.errors import ConfigurationError
from moderation.sites import Site, is_origin, parsed


def test_settings_survive_their_way_through_the_store():
    site = Site("blog", origins=("https://blog.example",), blocked_terms=("a", "b"), flood_per_author=(2, 10), depth=0)
    assert Site.from_dict(site.as_dict()) == site


def test_settings_of_another_version_are_passed_over():
    assert Site.from_dict({"name": "blog", "telepathy": True}) == Site("blog")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "Blog"},
        {"name": "a/b"},
        {"name": "{a}"},
        {"name": "-a"},
        {"name": "a" * 64},
        {"moderation": "some"},
        {"publish_below": 1.5},
        {"spam_from": -0.1},
        {"publish_below": 0.9, "spam_from": 0.1},
        {"publish_below": float("nan")},
        {"required": ("author",)},
        {"required": ("content", "shoe-size")},
        {"origins": ("blog.example",)},
        {"origins": ("https://Blog.example",)},
        {"origins": ("https://blog.example/",)},
        {"origins": ("*",)},
        {"origins": ("null",)},
        {"origins": ("http://[",)},
        {"depth": -1},
        {"max_links": -1},
        {"network_retention_days": 0},
        {"flood_per_author": (0, 60)},
        {"flood_per_network": (5,)},
    ],
    ids=str,
)
def test_what_could_not_be_meant_is_refused(wrong):
    with pytest.raises(ConfigurationError):
        Site(**{"name": "blog"} | wrong)


def test_a_setting_that_there_is_not_is_refused():
    with pytest.raises(ConfigurationError, match="colour"):
        Site("blog").changed(colour="red")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("moderation=all", "all"),
        ("publish_below=0.1", 0.1),
        ("publish_below=", None),
        ("max_links=0", 0),
        ("blocked_terms=a, b c ,,d", ("a", "b c", "d")),
        ("blocked_terms=", ()),
        ("open_articles=false", False),
        ("open_articles=TRUE", True),
        ("flood_per_author=3/10", (3, 10)),
        ("title=A = B", "A = B"),
    ],
)
def test_a_setting_is_read_from_the_command_line(text, value):
    (found,) = parsed((text,)).values()
    assert found == value


@pytest.mark.parametrize(
    "text",
    [
        "moderation",
        "name=x",
        "colour=red",
        "max_links=two",
        "open_articles=0",
        "publish_below=much",
        "flood_per_author=5",
    ],
)
def test_a_setting_that_cannot_be_read_is_refused(text):
    with pytest.raises(ConfigurationError, match=text.partition("=")[0]):
        Site("blog").changed(**parsed((text,)))


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://blog.example", True),
        ("https://BLOG.example", True),
        ("http://blog.example", False),
        ("https://blog.example:8443", False),
        ("https://blog.example.evil.example", False),
        ("null", False),
    ],
)
def test_an_origin_is_allowed_to_the_letter(origin, allowed):
    site = Site("blog", origins=("https://blog.example",))
    assert site.allows(origin) is allowed
    assert site.allows_url(f"{origin}/page?x#y") is allowed


@pytest.mark.parametrize(
    "url", ["", "/path", "//blog.example", "javascript:alert(1)", "https://blog.example@evil.example/", "http://["]
)
def test_no_visitor_is_sent_elsewhere(url):
    assert not Site("blog", origins=("https://blog.example",)).allows_url(url)


def test_only_scheme_and_host_make_an_origin():
    assert is_origin("http://localhost:8000")
    assert not any(map(is_origin, ("localhost", "http://", "https://a/", "https://a?", "file:///x", "https://A")))


def test_the_defaults_are_cautious():
    site = Site("new")
    assert (site.publish_below, site.spam_from, site.origins) == (None, None, ())
    assert {"author", "email", "content"} == set(site.required)
    assert dataclasses.asdict(site)["moderation"] == "auto"
