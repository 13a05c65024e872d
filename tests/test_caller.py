"""Who is calling, however they got here."""

import ipaddress

import pytest

from moderation.web.caller import client_address

PROXY, INNER = "10.0.0.1", "10.0.0.2"
TRUSTED = tuple(ipaddress.ip_network(n) for n in ("10.0.0.0/8", "fd00::/8", "::1/128"))


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # who is not trusted is not believed
        (PROXY, "", PROXY),
        (PROXY, "203.0.113.7", "203.0.113.7"),
        (PROXY, "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the right-most: what stands left was sent by the visitor
        (PROXY, f"203.0.113.7, {INNER}", "203.0.113.7"),
        (PROXY, f"1.1.1.1, 203.0.113.7, {INNER}", "203.0.113.7"),
        (PROXY, f"{INNER}, 203.0.113.7, {INNER}", "203.0.113.7"),
        (PROXY, INNER, INNER),
        (PROXY, "203.0.113.7:4711", "203.0.113.7"),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        (PROXY, "[2001:db8::7]:443", "2001:db8::7"),
        (PROXY, '"[2001:db8::7]"', "2001:db8::7"),
        (PROXY, "::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("::1", "203.0.113.7", "203.0.113.7"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        (PROXY, "unknown", PROXY),  # nobody to believe further on
        (PROXY, "203.0.113.7, garbage", PROXY),
        (PROXY, " , ,203.0.113.7, ", "203.0.113.7"),
        (PROXY, "203.0.113.999", PROXY),
        (PROXY, "'; DROP TABLE", PROXY),
        ("", "203.0.113.7", None),
        ("unix:", "203.0.113.7", None),
    ],
)
def test_the_client_is_the_right_most_hop_that_is_not_trusted(remote, forwarded, found):
    assert client_address(remote, forwarded, TRUSTED) == found


def test_without_trusted_proxies_nobody_is_believed():
    assert client_address("127.0.0.1", "203.0.113.7", ()) == "127.0.0.1"
