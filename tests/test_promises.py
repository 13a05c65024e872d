"""How far a site is from keeping its promise, as the API tells it."""

import pytest
from builders import AT

from classifiers.documents import Document
from moderation.comments import Label
from moderation.promises import Automatism, PromiseState
from moderation.web.desk.promises import sentences


@pytest.fixture
def stats(client, runner):
    token = runner.invoke(args=["tokens", "add", "--role", "moderator"]).stdout.splitlines()[-1]

    def ask(language="en"):
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        return client.get("/api/v1/stats", headers=headers).json["promise"]

    return ask


@pytest.fixture
def approved(desk):
    def file(count, start=0):
        labels = [
            Label(f"approved{start + n:06d}", "ham", "ruling", AT, document=Document(f"{n}")) for n in range(count)
        ]
        desk.labels.file_all("default", labels)

    return file


PROOF = " until this site’s own labels prove it; until then the shipped model’s cautious threshold decides: "


def test_a_new_site_hears_how_many_approved_comments_are_missing(stats, approved):
    assert [s for s in stats()["sentences"] if s.startswith(f"598 more approved comments{PROOF}spam from 9")]
    approved(186)
    filing, publishing = stats()["sentences"][1::2]
    assert filing.startswith(f"412 more approved comments{PROOF}spam from 9")
    assert publishing.startswith(f"113 more approved comments and 299 more spam{PROOF}published below ")


def test_what_is_off_is_said_to_wait_for_labels(app):
    off, publishing = Automatism(None, "champion", 598), Automatism(None, "champion", 113, 299)
    state = PromiseState(0.005, 0.01, 186, 0, off, publishing)
    with app.test_request_context("/?lang=en"):
        told = sentences(state)[1::2]
    assert told == [
        "598 more approved comments until automatic spam filing.",
        "113 more approved comments and 299 more spam until automatic publishing.",
    ]


@pytest.mark.parametrize(
    ("ham", "spam", "told"),
    [
        (1, 2, "1 more approved comment and 2 more spam until"),
        (0, 1, "1 more spam until"),
        (2, 0, "2 more approved comments until"),
    ],
)
def test_nothing_is_told_of_labels_that_are_not_missing(app, ham, spam, told):
    state = PromiseState(0.005, 0.01, 0, 0, Automatism(0.9, "base", 0), Automatism(0.1, "base", ham, spam))
    with app.test_request_context("/?lang=en"):
        assert sentences(state)[-1].startswith(told)


def test_the_sentences_are_in_the_readers_language(stats):
    found = stats("fr")["sentences"]
    assert found[1].startswith(
        "Encore 598 commentaires approuvés avant que ce site le prouve lui-même\u202f; d’ici là, le"
    )
    assert "Au plus 0,5\xa0% des vrais commentaires sont classés indésirables." in found


def test_a_stricter_promise_needs_more(stats, site):
    site(promise_blocked_ham=0.001)
    assert stats()["spam_filing"]["more_ham"] == 2995


def test_until_then_the_shipped_models_cautious_figures_hold(stats, desk):
    promise = stats()
    assert (promise["spam_filing"]["by"], promise["publishing"]["by"]) == ("base", "base")
    assert promise["spam_filing"]["threshold"] == desk.scoring.thresholds("default")[1]


def test_a_threshold_set_by_hand_is_told_as_such(stats, site):
    site(spam_from=0.8)
    filing = stats()["spam_filing"]
    assert (filing["threshold"], filing["by"]) == (0.8, "site")
    assert "until then the threshold in the settings decides: spam from 80%." in stats()["sentences"][1]


@pytest.mark.parametrize("share", [0, 1, -0.1])
def test_an_impossible_promise_is_refused(site, share):
    from moderation.errors import ConfigurationError

    with pytest.raises(ConfigurationError, match="promise_blocked_ham"):
        site(promise_blocked_ham=share)
