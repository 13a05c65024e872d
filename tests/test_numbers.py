"""The desk's numbers, counted by the moves themselves."""

import pytest
from builders import a_submission

from moderation import intake, review
from moderation.numbers import median_wait_s
from moderation.opinions import agreement
from moderation.web.desk import site_schemas as schemas


@pytest.fixture
def scored(desk, with_scorer, clock):
    def put(score):
        with_scorer(score)
        return intake.submit(desk, a_submission(received_at=clock.now)).comment

    return put


def numbers(desk, clock, days=7):
    return desk.ledger.read("default", clock.now, days)


def test_a_days_comments_are_counted_by_outcome(desk, scored, clock):
    for score in (0.01, 0.5, 0.5, 0.99):
        scored(score)
    *before, today = numbers(desk, clock).days
    assert (today.received, today.machine) == (4, {"approved": 1, "pending": 2, "spam": 1})
    assert today.day == clock.now.date()
    assert len(before) == 6
    assert {day.received for day in before} == {0}


def test_rulings_are_counted_on_their_day_net_of_what_was_undone(desk, scored, clock):
    first, second = scored(0.5), scored(0.5)
    clock.advance(days=1)
    review.rule(desk, first, "approve", by="ada")
    review.rule(desk, second, "reject", by="ada")
    review.undo(desk, second, by="ada")
    yesterday, today = numbers(desk, clock, 2).days
    assert (yesterday.received, yesterday.ruled["approved"]) == (2, 0)
    assert (today.received, today.ruled, today.undone) == (0, {"approved": 1, "spam": 0, "rejected": 0}, 1)


def test_the_machine_is_overruled_in_each_direction(desk, scored, clock):
    for score, action in ((0.01, "spam"), (0.01, "approve"), (0.99, "approve"), (0.99, "spam"), (0.99, "spam")):
        review.rule(desk, scored(score), action, by="ada")
    told = numbers(desk, clock).overruled
    assert (told.published, told.taken_down, told.filed, told.rescued) == (2, 1, 3, 1)


def test_the_median_waiting_time_is_that_of_first_rulings(desk, scored, clock):
    assert numbers(desk, clock).median_wait_s is None
    for minutes in (1, 10, 100):
        comment = scored(0.5)
        clock.advance(minutes=minutes)
        review.rule(desk, comment, "approve", by="ada")
    clock.advance(days=1)
    review.rule(desk, comment, "spam", by="bob")
    assert numbers(desk, clock).median_wait_s == pytest.approx(600, rel=0.1)


def test_waits_and_agreement_are_told_day_by_day(desk, scored, site, clock):
    site(second_opinions=1.0)
    for minutes in (10, 40):
        comment = scored(0.5)
        clock.advance(minutes=minutes)
        review.rule(desk, comment, "approve", by="ada")
        clock.advance(days=1)
        (again,) = desk.opinions.shown_again("default", desk.opinions.waiting_for("default", "bob", 1))
        stored, action = desk.store.comment("default", again.id), "approve" if minutes == 10 else "spam"
        review.rule(desk, stored, action, by="bob", version=again.version)
    days = numbers(desk, clock, 3).days
    assert [median_wait_s([day]) for day in days] == [pytest.approx(600, rel=0.1), pytest.approx(2400, rel=0.1), None]
    assert [(a.items, a.agreed) for a in (agreement(day.judged_twice) for day in days)] == [(0, 0), (1, 1), (1, 0)]


def test_scores_are_told_apart_by_what_people_said(desk, scored, clock):
    for score, action in ((0.32, "approve"), (0.33, "approve"), (0.62, "spam"), (0.5, "reject")):
        review.rule(desk, scored(score), action, by="ada")
    scored(0.5)
    scores = numbers(desk, clock).scores
    assert (sum(scores["ham"]), scores["ham"][6]) == (2, 2)
    assert (sum(scores["spam"]), scores["spam"][12]) == (1, 1)


def test_the_numbers_are_told_as_json(client, desk, scored):
    review.rule(desk, scored(0.5), "approve", by="ada")
    token = desk.api_tokens.add("moderator", "default")
    answer = client.get("/api/v1/stats?days=3", headers={"Authorization": f"Bearer {token}"})
    assert schemas.NumbersSchema(unknown="raise").validate(answer.json) == {}
    assert [len(answer.json["days"]), answer.json["days"][-1]["ruled"]["approved"]] == [3, 1]
    for days in ("0", "367", "many"):
        wrong = client.get(f"/api/v1/stats?days={days}", headers={"Authorization": f"Bearer {token}"})
        assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["days"])
