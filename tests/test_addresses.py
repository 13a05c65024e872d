"""Addresses: sealed so that only the key opens them, marked so that the same one is known again."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from moderation.addresses import Addresses, kept_secret, masked, prefix_of
from moderation.errors import ConfigurationError

SECRET, OTHER = "s" * 32, "t" * 32
ADDRESSES = Addresses(SECRET)
text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=254)


@given(text, text)
def test_what_was_sealed_opens_again(address, comment):
    assert ADDRESSES.open(ADDRESSES.seal(address, comment), comment) == address


@given(st.emails())
def test_no_seal_shows_or_repeats_its_address(address):
    first, second = ADDRESSES.seal(address, "c"), ADDRESSES.seal(address, "c")
    assert first != second
    assert address not in first


def test_a_seal_opens_for_its_own_comment_and_key_only():
    sealed = ADDRESSES.seal("anne@example.org", "one")
    with pytest.raises(InvalidTag):
        ADDRESSES.open(sealed, "another")
    with pytest.raises(InvalidTag):
        Addresses(OTHER).open(sealed, "one")
    with pytest.raises(InvalidTag):
        ADDRESSES.open(sealed[:-6] + "AAAAA=", "one")


def test_an_address_is_known_again_on_its_site_alone():
    mark = ADDRESSES.fingerprint("a", "Anne@Example.org")
    assert mark == ADDRESSES.fingerprint("a", " anne@example.ORG ")
    assert mark != ADDRESSES.fingerprint("b", "anne@example.org")
    assert mark != Addresses(OTHER).fingerprint("a", "anne@example.org")
    assert len(mark) == 32


@given(st.lists(text, min_size=1, max_size=3), st.lists(text, min_size=1, max_size=3))
def test_two_marks_are_alike_only_for_the_same_parts(one, other):
    if "\x1f" not in "".join(one + other):
        assert (ADDRESSES.mark("k", *one) == ADDRESSES.mark("k", *other)) is (one == other)


def test_a_mark_belongs_to_its_kind():
    assert ADDRESSES.mark("email", "x") != ADDRESSES.mark("network", "x")


@pytest.mark.parametrize(
    ("ip", "prefix"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
    ],
)
def test_a_network_is_a_prefix(ip, prefix):
    assert str(prefix_of(ip)) == prefix


def test_neighbours_share_a_network():
    assert ADDRESSES.network("a", "203.0.113.1") == ADDRESSES.network("a", "203.0.113.254")
    assert ADDRESSES.network("a", "203.0.113.1") != ADDRESSES.network("a", "203.0.114.1")


def test_nothing_of_a_key_is_shown():
    assert SECRET not in repr(ADDRESSES)


def test_a_moderator_sees_first_letter_and_domain():
    assert masked("anne@example.org") == "a…@example.org"


def test_the_kept_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    first = kept_secret(tmp_path / "var")
    assert kept_secret(tmp_path / "var") == first
    assert len(first) >= 32
    assert (tmp_path / "var" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [f.name for f in (tmp_path / "var").iterdir()] == ["secret.key"]


def test_a_secret_that_cannot_be_kept_says_where(tmp_path):
    (tmp_path / "var").write_text("a file")
    with pytest.raises(ConfigurationError, match="DATA_DIR"):
        kept_secret(tmp_path / "var")
