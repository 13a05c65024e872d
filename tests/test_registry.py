"""Versions of a site's model: immutable, checked before use, live everywhere within a second."""

import json
from dataclasses import replace

import numpy as np
import pytest
from builders import AT, a_body, a_submission

from classifiers.artifact import Artifact
from classifiers.scorer import BASE_MODEL, ModelError, Scorer
from moderation.errors import ConflictError, NotFoundError
from moderation.registry import KEPT, LEASE_S, Roles, TrainingHeldError
from moderation.scoring import Scoring


@pytest.fixture(scope="session")
def base():
    return Artifact.read(BASE_MODEL)


@pytest.fixture
def a_model(base):
    """The base with another bias: ``a_model(3.0)`` finds everything spammier."""

    def build(bias=0.0, **card):
        changed = base.card | {"name": "site", "bias": base.card["bias"] + bias} | card
        return Scorer(Artifact.seal(base.weights, changed))

    return build


@pytest.fixture
def registry(desk):
    return desk.registry


@pytest.fixture
def added(registry):
    def add(scorer, at=AT, report="<p>report</p>"):
        return registry.add("default", scorer.to_bytes(), scorer.card, report, at)

    return add


@pytest.fixture
def on_duty(registry, added):
    def put(scorer):
        registry.promote("default", added(scorer), by="vera", at=AT)
        return scorer

    return put


def score(desk):
    return desk.scoring.verdict(a_submission(content="cheap pills http://pills.example"), None).score


def test_a_version_is_kept_as_it_was_added(registry, added, a_model):
    model = a_model(1)
    version = added(model)
    assert version == model.version
    assert registry.artifact("default", version) == model.to_bytes()
    about = registry.version("default", version)
    assert (about.card, about.created_at, about.size) == (model.card, AT, len(model.to_bytes()))
    assert registry.report("default", version) == "<p>report</p>"


def test_adding_the_same_version_again_changes_nothing(registry, added, a_model):
    added(a_model(1))
    added(a_model(1), report="another")
    (only,) = registry.versions("default")
    assert registry.report("default", only.version) == "<p>report</p>"


def test_a_site_without_a_champion_is_judged_by_the_shipped_model(desk, base):
    assert desk.scoring.version("default") == base.card["version"]
    assert desk.scoring.thresholds("default") == (
        base.card["thresholds"]["publish_below"],
        base.card["thresholds"]["spam_from"],
    )


def test_a_promoted_model_judges_within_a_second_without_a_restart(desk, clock, on_duty, a_model):
    before = score(desk)
    model = on_duty(a_model(3))
    assert score(desk) == before
    clock.advance(seconds=1)
    assert score(desk) > before
    assert desk.scoring.version("default") == model.version


def test_another_worker_notices_too(desk, settings, clock, on_duty, a_model):
    other = Scoring(settings.model_dir, desk.registry, clock)
    assert other.version("default").startswith("base")
    model = on_duty(a_model(3))
    clock.advance(seconds=1)
    assert other.version("default") == model.version


def test_a_champion_judges_its_own_site_only(desk, clock, on_duty, a_model):
    on_duty(a_model(3))
    clock.advance(seconds=1)
    assert desk.scoring.version("other").startswith("base")


@pytest.mark.parametrize(
    "spoil", [lambda blob: blob[:-100], lambda blob: blob[:5000] + b"!" + blob[5001:], lambda _: b""]
)
def test_a_spoilt_artifact_is_refused_and_the_old_one_stays_on_duty(
    desk, registry, clock, added, on_duty, a_model, spoil
):
    old = on_duty(a_model(1))
    clock.advance(seconds=1)
    assert desk.scoring.version("default") == old.version
    new = added(a_model(2))
    key = desk.store.keys("default").model(new)
    desk.store.client.hset(key, "artifact", spoil(registry.artifact("default", new)))
    with pytest.raises(ModelError):
        registry.promote("default", new, by="vera", at=AT)
    desk.store.client.hset(desk.store.keys("default").roles, mapping={"champion": new, "previous": old.version})
    clock.advance(seconds=1)
    assert desk.scoring.version("default") == old.version


def test_a_worker_that_starts_beside_a_spoilt_champion_takes_the_previous_one(desk, settings, clock, on_duty, a_model):
    old, new = on_duty(a_model(1)), on_duty(a_model(2))
    desk.store.client.hset(desk.store.keys("default").model(new.version), "artifact", b"spoilt")
    fresh = Scoring(settings.model_dir, desk.registry, clock)
    assert fresh.version("default") == old.version


def test_an_artifact_and_its_digest_changed_together_are_refused_by_the_card(desk, clock, on_duty, base, a_model):
    import hashlib

    model = on_duty(a_model(1))
    forged = replace(model.artifact, weights=np.zeros_like(base.weights)).to_bytes()
    key = desk.store.keys("default").model(model.version)
    desk.store.client.hset(key, mapping={"artifact": forged, "sha256": hashlib.sha256(forged).hexdigest()})
    clock.advance(seconds=1)
    assert desk.scoring.version("default").startswith("base")


def test_rollback_gives_the_very_same_scores(desk, registry, clock, on_duty, a_model):
    on_duty(a_model(1))
    clock.advance(seconds=1)
    before = score(desk)
    on_duty(a_model(2))
    clock.advance(seconds=1)
    assert score(desk) != before
    registry.rollback("default", by="vera", at=AT)
    clock.advance(seconds=1)
    assert score(desk) == before


def test_rollback_of_the_first_champion_returns_to_the_shipped_model_and_forth(desk, registry, clock, on_duty, a_model):
    model = on_duty(a_model(1))
    assert registry.rollback("default", by="vera", at=AT).champion == "base"
    assert registry.rollback("default", by="vera", at=AT).champion == model.version


def test_rollback_needs_a_previous_champion(registry):
    with pytest.raises(ConflictError):
        registry.rollback("default", by="vera", at=AT)


def test_an_unknown_version_is_not_promoted(registry):
    with pytest.raises(NotFoundError):
        registry.promote("default", "site-00000000", by="vera", at=AT)


def test_old_versions_are_forgotten_but_never_one_on_duty(registry, added, on_duty, clock, a_model):
    on_duty(a_model(1))
    champion = on_duty(a_model(2))
    for number in range(KEPT + 5):
        clock.advance(seconds=1)
        added(a_model(10 + number), at=clock())
    kept = [about.version for about in registry.versions("default")]
    assert len(kept) == KEPT + 2
    assert registry.roles("default").champion == champion.version
    assert {champion.version, registry.roles("default").previous} <= set(kept)


def test_a_challenger_scores_beside_the_champion_and_decides_nothing(client, desk, registry, clock, added, a_model):
    version = added(a_model(30))
    registry.challenge("default", version, by="vera", at=AT)
    clock.advance(seconds=1)
    base_verdict = client.post("/api/v1/articles/demo/comments", json=a_body()).json
    comment = desk.store.comment("default", base_verdict["id"])
    assert comment.model.startswith("base")
    assert comment.status != "spam"
    ((outcome, count),) = registry.shadow("default").items()
    assert (outcome.endswith(">spam"), count) == (True, 1)


def test_a_promoted_challenger_is_no_longer_one(registry, added, a_model):
    version = added(a_model(1))
    registry.challenge("default", version, by="vera", at=AT)
    assert registry.promote("default", version, by="vera", at=AT) == Roles(version, None, "base")


def test_who_promoted_what_is_remembered(registry, on_duty, a_model):
    model = on_duty(a_model(1))
    registry.rollback("default", by="paul", at=AT)
    told = [(entry["action"], entry["version"], entry["by"]) for entry in registry.log("default")]
    assert told == [("rollback", "base", "paul"), ("promote", model.version, "vera")]


def test_one_training_runs_at_a_time(registry, desk):
    with registry.training("default") as renew:
        renew()
        assert 0 < desk.store.client.ttl(desk.store.keys("default").training) <= LEASE_S
        with pytest.raises(TrainingHeldError), registry.training("default"):
            pass
        with registry.training("other"):
            pass
    with registry.training("default"):
        pass


def test_a_lease_that_ran_out_is_not_given_back_by_its_old_holder(registry, desk):
    key = desk.store.keys("default").training
    with registry.training("default"):
        desk.store.client.set(key, "somebody else")
    assert desk.store.client.get(key) == b"somebody else"


def test_models_trained_since_are_marked_and_lose_their_reports(registry, added, clock, a_model):
    old = added(a_model(1))
    clock.advance(days=1)
    since = clock()
    new = added(a_model(2), at=since)
    assert registry.mark_stale("default", since, "a person was erased") == [new]
    assert registry.version("default", new).stale == "a person was erased"
    assert registry.version("default", old).stale is None
    with pytest.raises(NotFoundError):
        registry.report("default", new)
    added(a_model(2), at=since)
    assert registry.version("default", new).stale is None


def test_a_switched_off_automatism_lets_comments_wait(client, desk, clock, on_duty, a_model):
    off = {"publish_below": None, "spam_from": None}
    on_duty(a_model(30, thresholds=off))
    clock.advance(seconds=1)
    answer = client.post("/api/v1/articles/demo/comments", json=a_body())
    assert json.loads(answer.data)["status"] == "pending"
    assert desk.store.comment("default", answer.json["id"]).status == "pending"
