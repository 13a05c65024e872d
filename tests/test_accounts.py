"""Accounts, sessions, throttling, API tokens: in the store and on the command line."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from moderation.accounts import WELCOME_LIFE_S, Accounts, Person
from moderation.errors import (
    AccountExistsError,
    InvalidSubmissionError,
    NotFoundError,
    TooManyError,
    UnauthorisedError,
    WrongPasswordError,
)
from moderation.sessions import IDLE_LIFE_S, LIFE_S, PER_ACCOUNT_AND_NETWORK, Attempt

PASSWORD = "correct horse battery"


@pytest.fixture
def ada(desk):
    person = Person("ada", "moderator", ("default",))
    desk.accounts.add(person, PASSWORD)
    return person


def attempt(password=PASSWORD, network="home", browser="", name="ada"):
    return Attempt(name, password, network, browser)


def everything_stored(desk):
    client = desk.store.client
    for key in client.scan_iter(f"{desk.store.prefix}*"):
        kind = client.type(key)
        yield key
        match kind:
            case b"hash":
                yield from client.hgetall(key).values()
            case b"zset":
                yield from client.zrange(key, 0, -1)
            case b"set":
                yield from client.smembers(key)
            case b"string":
                yield client.get(key)


def test_an_account_signs_in_and_out(desk, ada):
    secret = desk.sessions.sign_in(attempt())
    assert desk.sessions.find(secret).person == ada
    desk.sessions.end(secret)
    with pytest.raises(UnauthorisedError):
        desk.sessions.find(secret)


def test_of_many_who_take_a_name_at_once_one_has_it_whole(desk):
    def take(number):
        try:
            desk.accounts.add(Person("max", "moderator"), f"{PASSWORD} {number}")
        except AccountExistsError:
            return None
        return number

    with ThreadPoolExecutor(4) as pool:
        (winner,) = [number for number in pool.map(take, range(4)) if number is not None]
    assert desk.accounts.verified("max", f"{PASSWORD} {winner}").person.name == "max"


def test_passwords_are_kept_as_argon2id_and_sessions_hashed(desk, ada):
    secret = desk.sessions.sign_in(attempt())
    stored = b"\n".join(everything_stored(desk))
    assert b"$argon2id$" in stored
    assert PASSWORD.encode() not in stored
    assert secret.encode() not in stored


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong horse"), ("eve", PASSWORD), ("eve\x00}", ""), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(desk, ada, name, password):
    with pytest.raises(WrongPasswordError):
        desk.sessions.sign_in(attempt(password, name=name))


def test_a_second_account_of_a_name_is_refused(desk, ada):
    with pytest.raises(AccountExistsError):
        desk.accounts.add(ada, PASSWORD)


@pytest.mark.parametrize("name", ["", "two words", "a" * 65, "line\nbreak"])
def test_names_that_would_mislead_are_refused(desk, name):
    with pytest.raises(InvalidSubmissionError) as refused:
        desk.accounts.add(Person(name, "admin"), PASSWORD)
    assert list(refused.value.fields) == ["name"]


@pytest.mark.parametrize("password", ["short", "moderator-ada", "x" * 1025])
def test_passwords_anybody_could_guess_are_refused(desk, password):
    with pytest.raises(InvalidSubmissionError) as refused:
        desk.accounts.add(Person("moderator-ada", "admin"), password)
    assert list(refused.value.fields) == ["password"]


def test_signing_out_everywhere_ends_every_session(desk, ada):
    secrets = [desk.sessions.sign_in(attempt()) for _ in range(2)]
    desk.accounts.sign_out_everywhere("ada")
    for secret in secrets:
        with pytest.raises(UnauthorisedError):
            desk.sessions.find(secret)


def test_a_new_password_ends_every_session(desk, ada):
    secret = desk.sessions.sign_in(attempt())
    desk.accounts.change_password("ada", "another horse")
    with pytest.raises(UnauthorisedError):
        desk.sessions.find(secret)
    with pytest.raises(WrongPasswordError):
        desk.sessions.sign_in(attempt())


def test_an_account_removed_and_made_anew_revives_no_session(desk, ada):
    secret = desk.sessions.sign_in(attempt())
    desk.accounts.remove("ada")
    desk.accounts.add(ada, PASSWORD)
    with pytest.raises(UnauthorisedError):
        desk.sessions.find(secret)


def test_a_session_unused_for_twelve_hours_has_ended(desk, ada, clock):
    secret = desk.sessions.sign_in(attempt())
    clock.advance(seconds=IDLE_LIFE_S - 1)
    desk.sessions.find(secret)
    clock.advance(seconds=IDLE_LIFE_S - 1)
    desk.sessions.find(secret)
    clock.advance(seconds=IDLE_LIFE_S + 1)
    with pytest.raises(UnauthorisedError):
        desk.sessions.find(secret)


def test_a_session_ends_after_two_weeks_however_used(desk, ada, clock):
    secret = desk.sessions.sign_in(attempt())
    for _ in range(LIFE_S // IDLE_LIFE_S):
        clock.advance(seconds=IDLE_LIFE_S)
        desk.sessions.find(secret)
    clock.advance(seconds=1)
    with pytest.raises(UnauthorisedError):
        desk.sessions.find(secret)


def guess(desk, network, tries):
    for _ in range(tries):
        with pytest.raises(WrongPasswordError):
            desk.sessions.sign_in(attempt("guess", network))


def test_guessing_from_one_network_is_throttled_and_the_owner_elsewhere_is_not(desk, ada):
    guess(desk, "theirs", PER_ACCOUNT_AND_NETWORK[0])
    with pytest.raises(TooManyError):
        desk.sessions.sign_in(attempt("guess", "theirs"))
    assert desk.sessions.sign_in(attempt(network="home"))


def test_the_owners_own_browser_passes_where_a_guesser_shares_the_network(desk, ada):
    guess(desk, "cafe", PER_ACCOUNT_AND_NETWORK[0])
    known = desk.tokens.signed_in_browser(desk.tokens.signed_in("ada"), "ada")
    assert desk.sessions.sign_in(attempt(network="cafe", browser=known))


def test_a_throttled_guesser_may_try_again_later(desk, ada, clock):
    guess(desk, "theirs", PER_ACCOUNT_AND_NETWORK[0])
    with pytest.raises(TooManyError) as throttled:
        desk.sessions.sign_in(attempt(network="theirs"))
    clock.advance(seconds=throttled.value.retry_after_s)
    assert desk.sessions.sign_in(attempt(network="theirs"))


def test_a_browser_known_to_one_account_is_not_known_to_another(desk):
    cookie = desk.tokens.signed_in("ada")
    assert desk.tokens.signed_in_browser(cookie, "ada")
    assert desk.tokens.signed_in_browser(cookie, "bob") == ""
    assert desk.tokens.signed_in_browser(cookie[:-2], "ada") == ""


def test_the_welcome_link_makes_the_first_account_once(desk):
    token = desk.accounts.new_welcome()
    assert desk.accounts.is_welcome(token)
    with pytest.raises(InvalidSubmissionError):
        desk.accounts.settle(token, "ada", "short")
    assert desk.accounts.settle(token, "ada", PASSWORD) == Person("ada", "admin", ())
    assert not desk.accounts.is_welcome(token)
    with pytest.raises(NotFoundError):
        desk.accounts.settle(token, "eve", PASSWORD)


def test_no_welcome_link_is_good_once_an_account_exists(desk, ada):
    token = desk.accounts.new_welcome()
    assert not desk.accounts.is_welcome(token)
    with pytest.raises(NotFoundError):
        desk.accounts.settle(token, "eve", PASSWORD)


def test_a_welcome_link_expires(desk):
    token = desk.accounts.new_welcome()
    hashed = hashlib.sha256(token.encode()).hexdigest()
    key = desk.store.keys("~people").welcome(hashed)
    assert 0 < desk.store.client.ttl(key) <= WELCOME_LIFE_S


def test_an_older_hash_is_renewed_when_its_owner_signs_in(desk, clock):
    from argon2 import PasswordHasher

    Accounts(desk.store, clock, PasswordHasher(time_cost=1)).add(Person("ada", "admin"), PASSWORD)
    key = desk.store.keys("~people").account("ada")
    assert b"t=1," in desk.store.client.hget(key, "password")
    desk.sessions.sign_in(attempt())
    assert b"t=3," in desk.store.client.hget(key, "password")
    assert desk.sessions.sign_in(attempt())


# -- the command line


def test_a_moderator_is_added_with_a_prompted_password(runner, desk):
    added = runner.invoke(
        args=["moderators", "add", "ada", "--role", "moderator", "--site", "default"],
        input=f"{PASSWORD}\n{PASSWORD}\n",
    )
    assert added.exit_code == 0, added.output
    assert PASSWORD not in added.output
    assert desk.sessions.sign_in(attempt())
    assert runner.invoke(args=["moderators", "list"]).output == "ada\tmoderator\tdefault\n"


def test_a_moderator_of_a_site_that_is_none_is_refused(runner, desk):
    added = runner.invoke(
        args=["moderators", "add", "ada", "--role", "admin", "--site", "nowhere"], input=f"{PASSWORD}\n{PASSWORD}\n"
    )
    assert added.exit_code == 1
    assert desk.accounts.is_empty()


def test_a_moderator_changes_password_and_leaves(runner, desk, ada):
    changed = runner.invoke(args=["moderators", "passwd", "ada"], input="another horse\nanother horse\n")
    assert changed.exit_code == 0
    assert desk.sessions.sign_in(attempt("another horse"))
    assert runner.invoke(args=["moderators", "remove", "ada"]).exit_code == 0
    assert runner.invoke(args=["moderators", "list"]).output == ""
    assert runner.invoke(args=["moderators", "remove", "ada"]).exit_code == 1


def test_a_token_is_shown_once_alone_on_the_last_line_and_kept_hashed(runner, desk):
    token = runner.invoke(args=["tokens", "add", "--role", "moderator", "--site", "default"]).stdout.splitlines()[-1]
    person = desk.api_tokens.person(token)
    assert (person.role, person.sites) == ("moderator", ("default",))
    assert person.name == f"token-{hashlib.sha256(token.encode()).hexdigest()[:8]}"
    assert token.encode() not in b"\n".join(everything_stored(desk))
    assert token not in runner.invoke(args=["tokens", "list"]).output


def test_a_revoked_token_opens_nothing(runner, desk):
    token = runner.invoke(args=["tokens", "add", "--role", "admin", "--name", "nightly"]).stdout.splitlines()[-1]
    (listed,) = runner.invoke(args=["tokens", "list"]).output.splitlines()
    token_id, name, *_ = listed.split("\t")
    assert name == "nightly"
    assert runner.invoke(args=["tokens", "revoke", token_id]).exit_code == 0
    with pytest.raises(UnauthorisedError):
        desk.api_tokens.person(token)
    assert runner.invoke(args=["tokens", "revoke", token_id]).exit_code == 1
