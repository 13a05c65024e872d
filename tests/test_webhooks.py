"""Webhooks against a real receiver: signed, never into our own network, never redirected, never held up."""

import hashlib
import hmac
import ipaddress
import socket
import threading

import pytest
from receivers import Receiver, certified

from moderation.errors import DeliveryError
from moderation.webhooks import LIMIT_S, Webhooks, is_public, plain, signature

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
BODY = b'{"type":"digest"}'


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


def resolving(*addresses):
    """A resolver that gives every name these addresses, and keeps what it was asked."""

    def resolve(host, port, **_):
        resolve.asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    resolve.asked = []
    return resolve


def test_a_body_arrives_as_it_was_signed(receiver):
    Webhooks(LOOPBACK).post(receiver.url, BODY, {"Webhook-Signature": signature("s3cret", 1795426200, BODY)})
    ((path, headers, body),) = receiver.calls
    assert (path, body, headers["Host"]) == ("/in", BODY, f"127.0.0.1:{receiver.port}")
    expected = hmac.new(b"s3cret", b"1795426200." + body, hashlib.sha256).hexdigest()
    assert headers["Webhook-Signature"] == f"t=1795426200,v1={expected}"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.0.9",
        "0.0.0.0",  # noqa: S104 (refused, not bound)
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:1234::1",
        "2001:db8::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
    ],
)
def test_an_address_that_is_not_everybodys_is_refused(address, receiver):
    assert not is_public(plain(address))
    resolve = resolving(address)
    with pytest.raises(DeliveryError, match="not a public address"):
        Webhooks(resolve=resolve).post(receiver.at("hooks.example"), BODY, {})
    assert resolve.asked == ["hooks.example"]
    assert receiver.calls == []


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
)
def test_an_address_of_the_internet_may_be_called(address):
    assert is_public(plain(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"]
)
def test_loopback_is_refused_however_it_is_written(host, receiver):
    with pytest.raises(DeliveryError):
        Webhooks().post(receiver.at(host), BODY, {})
    assert receiver.calls == []


def test_one_private_address_among_public_ones_refuses_the_name(receiver):
    with pytest.raises(DeliveryError, match="not a public address"):
        Webhooks(resolve=resolving("93.184.215.14", "127.0.0.1")).post(receiver.at("hooks.example"), BODY, {})
    assert receiver.calls == []


def test_the_connection_goes_to_the_address_that_was_checked(receiver):
    """A name that resolves elsewhere the second time is asked only once."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])

    def rebinding(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(answers)]

    Webhooks(LOOPBACK, resolve=rebinding).post(receiver.at("hooks.example"), BODY, {})
    assert next(answers) == ["127.0.0.2"], "not asked again"
    assert receiver.calls[0][1]["Host"] == f"hooks.example:{receiver.port}"


def test_an_allowed_network_is_allowed_in_either_spelling(receiver):
    for address in ("127.0.0.1", "::ffff:127.0.0.1"):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, receiver.port))]
        Webhooks(LOOPBACK, resolve=lambda *_, found=found, **__: found).post(receiver.at("hooks.example"), BODY, {})
    assert len(receiver.calls) == 2


def test_the_next_address_is_tried_where_one_does_not_answer(receiver):
    Webhooks((ipaddress.ip_network("127.0.0.0/8"),), resolve=resolving("127.0.0.9", "127.0.0.1")).post(
        receiver.at("hooks.example"), BODY, {}
    )
    assert len(receiver.calls) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_is_not_followed(receiver, status):
    with Receiver() as inner:
        receiver.status, receiver.headers = status, {"Location": inner.url}
        with pytest.raises(DeliveryError, match=f"HTTP {status}"):
            Webhooks(LOOPBACK).post(receiver.url, BODY, {})
        assert inner.calls == []


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
def test_an_answer_that_is_not_2xx_is_a_failure(receiver, status):
    receiver.status = status
    with pytest.raises(DeliveryError, match=f"HTTP {status}"):
        Webhooks(LOOPBACK).post(receiver.url, BODY, {})


def test_nobody_listening_is_a_failure(receiver):
    with socket.socket() as bound:  # taken, but not listening
        bound.bind(("127.0.0.1", 0))
        with pytest.raises(DeliveryError, match="ConnectError"):
            Webhooks(LOOPBACK).post(f"http://127.0.0.1:{bound.getsockname()[1]}/", BODY, {})


def test_a_name_that_does_not_resolve_is_a_failure():
    for url in ("http://nobody.invalid/", f"http://{'a' * 70}.example/"):
        with pytest.raises(DeliveryError, match="does not resolve"):
            Webhooks(LOOPBACK).post(url, BODY, {})


def test_a_huge_answer_is_not_read(receiver):
    receiver.headers, receiver.body = {"Content-Length": str(2**40)}, b"x" * 2**20
    receiver.status = 200
    Webhooks(LOOPBACK).post(receiver.url, BODY, {})
    assert len(receiver.calls) == 1


def test_a_receiver_that_drips_is_hung_up_on_at_the_deadline():
    """Each byte comes in time, all of them do not; the clock is the test's, and moves with every look at it."""
    seconds = iter(range(1000))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def drip():
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                try:
                    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000:
                        connection.sendall(bytes([byte]))
                except OSError:
                    ended.set()

        dripping = threading.Thread(target=drip)
        dripping.start()
        with pytest.raises(DeliveryError):
            Webhooks(LOOPBACK, ticks=lambda: next(seconds)).post(
                f"http://127.0.0.1:{listening.getsockname()[1]}/", BODY, {}
            )
        dripping.join()
    assert ended.is_set()
    assert LIMIT_S <= next(seconds) <= LIMIT_S + 3


def test_the_certificate_is_that_of_the_name_and_not_of_the_address(tmp_path):
    server, trusting = certified(tmp_path, "hooks.example")
    with Receiver(server) as receiver:
        webhooks = Webhooks(LOOPBACK, resolve=resolving("127.0.0.1"), context=trusting)
        webhooks.post(receiver.at("hooks.example"), BODY, {})
        with pytest.raises(DeliveryError):
            webhooks.post(receiver.at("other.example"), BODY, {})
        with pytest.raises(DeliveryError):
            Webhooks(LOOPBACK, resolve=resolving("127.0.0.1")).post(receiver.at("hooks.example"), BODY, {})
    assert len(receiver.calls) == 1
