"""A site's settings: cautious defaults, and nothing that could not be meant."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from moderation import TRANSLATIONS
from moderation.config import LOCALES
from moderation.errors import ConfigurationError, InvalidSettingsError
from moderation.i18n import Translations
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
def test_what_could_not_be_meant_is_refused_in_both_languages(wrong):
    with pytest.raises(InvalidSettingsError) as refused:
        Site(**{"name": "blog"} | wrong)
    fields = refused.value.fields
    assert fields.keys() <= wrong.keys()
    words = Translations(TRANSLATIONS)
    told = {
        lang: [words.text(lang, e.key, **e.details) for found in fields.values() for e in found] for lang in LOCALES
    }
    assert not set(told["fr"]) & set(told["en"])


def test_every_wrong_setting_is_named_at_once():
    with pytest.raises(InvalidSettingsError) as refused:
        Site("blog", spam_from=2, depth=-1, origins=("a", "b"))
    assert {name: len(found) for name, found in refused.value.fields.items()} == {
        "spam_from": 1,
        "depth": 1,
        "origins": 2,
    }


def test_a_setting_out_of_range_is_told_in_words_on_the_command_line(runner):
    told = runner.invoke(args=["sites", "set", "default", "spam_from=2"])
    assert (told.exit_code, told.output) == (1, "Error: spam_from: A number from 0 to 1 is needed.\n")


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


def test_of_many_changes_at_once_none_is_lost(desk):
    def add(number):
        desk.change_site("default", lambda site: site.changed(blocked_terms=[*site.blocked_terms, f"term{number}"]))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert set(desk.store.site("default").blocked_terms) == {f"term{number}" for number in range(40)}


@pytest.mark.parametrize("rate", ["1000", "5,60", "5/60/7", "a/b", "/"])
def test_a_rate_that_is_none_is_told_with_the_form_it_has(rate):
    with pytest.raises(ConfigurationError, match=r"COMMENTS/SECONDS, as in 5/60, is needed"):
        parsed((f"flood_per_network={rate}",))
