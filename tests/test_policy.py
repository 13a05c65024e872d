"""What becomes of a comment: the first check with an opinion decides."""

import pytest
from builders import AT, a_submission, a_verdict

from moderation.comments import AuthorRecord, Evidence, Reason, Status
from moderation.policy import CHECKS, Policy, decide
from moderation.sites import Site

FINE, DOUBTFUL, SPAM = 0.05, 0.5, 0.97
STRANGER, KNOWN = AuthorRecord(), AuthorRecord(approved=3, trusted=2)
TRAPPED = Evidence(honeypot_filled=True)
LINKS = "http://a.example http://b.example http://c.example"


def a_policy(**changes):
    return Policy(**{"publish_below": 0.2, "spam_from": 0.9} | changes)


def decided(score=DOUBTFUL, author=STRANGER, policy=None, **submission):
    verdict = None if score is None else a_verdict(score)
    decision = decide(policy or a_policy(), a_submission(**submission), verdict, author)
    (reason,) = decision.reasons
    assert decision.by is None
    assert decision.at == AT
    return decision.status, reason.key


def test_the_order_of_the_checks_is_the_policy():
    assert [check.__name__ for check in CHECKS] == [
        "everything_waits",
        "no_verdict",
        "honeypot",
        "blocked_term",
        "blocked_host",
        "too_many_links",
        "known_author",
        "too_fast",
        "clearly_fine",
        "clearly_spam",
        "doubtful",
    ]


@pytest.mark.parametrize(
    ("score", "status", "reason"),
    [
        (0.0, "approved", "clearly-fine"),
        (0.199, "approved", "clearly-fine"),
        (0.2, "pending", "doubtful"),
        (0.899, "pending", "doubtful"),
        (0.9, "spam", "clearly-spam"),
        (1.0, "spam", "clearly-spam"),
        (None, "pending", "no-verdict"),
    ],
)
def test_the_score_alone(score, status, reason):
    assert decided(score) == (status, reason)


@pytest.mark.parametrize("score", [FINE, DOUBTFUL, SPAM, None])
@pytest.mark.parametrize("author", [STRANGER, KNOWN])
def test_full_moderation_publishes_nothing(score, author):
    assert decided(score, author, a_policy(hold_all=True)) == ("pending", "moderation-all")


@pytest.mark.parametrize("author", [STRANGER, KNOWN])
def test_without_a_verdict_nothing_is_published_and_nothing_is_spam(author):
    assert decided(None, author, evidence=TRAPPED) == ("pending", "no-verdict")


@pytest.mark.parametrize(("score", "status"), [(FINE, "pending"), (DOUBTFUL, "spam"), (SPAM, "spam")])
def test_a_filled_trap_is_evidence_and_no_wall(score, status):
    assert decided(score, evidence=TRAPPED) == (status, "honeypot")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("cheap VIAGRA here", True),
        ("ｖｉａｇｒａ", True),
        ("viagra.", True),
        ("(viagra)", True),
        ("viagras", False),
        ("aviagra", False),
        ("via gra", False),
    ],
)
def test_a_blocked_term_is_a_whole_word_in_any_letters(content, found):
    outcome = decided(FINE, policy=a_policy(blocked_terms=("Viagra",)), content=content)
    assert outcome == (("spam", "blocked-term") if found else ("approved", "clearly-fine"))


def test_a_blocked_term_may_be_a_phrase_or_a_sign_and_is_looked_for_in_the_name_too():
    policy = a_policy(blocked_terms=("cheap essay", "c++", "€€€"))
    for content in ("A Cheap\n Essay", "learn c++ now", "only €€€ now"):
        assert decided(FINE, policy=policy, content=content)[1] == "blocked-term"
    verdict = a_verdict(FINE)
    decision = decide(policy, a_submission(author="Cheap Essay"), verdict, STRANGER)
    assert decision.reasons == (Reason("blocked-term", "cheap essay"),)


@pytest.mark.parametrize(
    ("submission", "found"),
    [
        ({"content": "see https://bad.example/x"}, True),
        ({"content": "see https://www.BAD.example:8080"}, True),
        ({"content": "see www.bad.example"}, True),
        ({"content": "see https://bad.example."}, True),
        ({"content": "see https://notbad.example"}, False),
        ({"content": "see https://bad.example.org"}, False),
        ({"content": "see http://[bad.example"}, False),
        ({"website": "http://sub.bad.example"}, True),
        ({"email": "a@bad.example"}, True),
        ({"email": "bad.example@fine.example"}, False),
    ],
)
def test_a_blocked_host_counts_with_what_is_below_it(submission, found):
    outcome = decided(FINE, policy=a_policy(blocked_hosts=("bad.example",)), **submission)
    assert outcome == (("spam", "blocked-host") if found else ("approved", "clearly-fine"))


@pytest.mark.parametrize(("score", "status"), [(FINE, "pending"), (DOUBTFUL, "pending"), (SPAM, "spam")])
def test_too_many_links_are_not_published_unseen(score, status):
    assert decided(score, KNOWN, content=LINKS) == (status, "too-many-links")
    assert decided(FINE, content=LINKS, policy=a_policy(max_links=3)) == ("approved", "clearly-fine")


def test_a_known_author_passes_where_the_model_doubts():
    assert decided(DOUBTFUL, KNOWN) == ("approved", "known-author")


@pytest.mark.parametrize(
    "author",
    [
        AuthorRecord(approved=9),  # a name or an address alone can be forged
        AuthorRecord(approved=9, trusted=9, spam=1),
    ],
)
def test_an_author_whom_no_person_approved_from_this_browser_is_no_known_author(author):
    assert decided(DOUBTFUL, author) == ("pending", "doubtful")


def test_a_known_author_is_no_free_pass_for_what_the_model_is_sure_of():
    assert decided(SPAM, KNOWN) == ("spam", "clearly-spam")


@pytest.mark.parametrize(("score", "status"), [(FINE, "pending"), (DOUBTFUL, "pending"), (SPAM, "spam")])
def test_faster_than_a_person_is_not_published_unseen(score, status):
    assert decided(score, evidence=Evidence(elapsed_s=0.4)) == (status, "too-fast")
    assert decided(score, evidence=Evidence(elapsed_s=4.0)) == decided(score)


def test_a_list_of_checks_can_be_composed_of_plain_functions():
    checks = (lambda _: None, lambda _: (Status.REJECTED, Reason("because")), lambda _: 1 / 0)
    assert decide(a_policy(), a_submission(), None, STRANGER, checks).status is Status.REJECTED
    assert decide(a_policy(), a_submission(), None, STRANGER, ()).status is Status.PENDING


def test_a_site_without_thresholds_has_the_models():
    assert Policy.of(Site("s"), 0.1, 0.8) == a_policy(publish_below=0.1, spam_from=0.8)
    chosen = Site("s", publish_below=0.3, spam_from=0.7, moderation="all")
    assert Policy.of(chosen, 0.1, 0.8) == a_policy(publish_below=0.3, spam_from=0.7, hold_all=True)


def test_a_threshold_that_nothing_promises_is_never_reached():
    policy = Policy.of(Site("s"), None, None)
    assert decided(0.0, policy=policy) == decided(1.0, policy=policy) == ("pending", "doubtful")
