"""Train, promote, roll back: the model commands, on real labels of a site with tastes of its own."""

import json
import os
import random
from datetime import timedelta

import pytest
from builders import AT, a_body, a_submission

from classifiers.documents import Document
from moderation.cli.invocation import user_name
from moderation.comments import Label
from moderation.promises import promise_state

HAM = [
    "merci",
    "pour",
    "cette",
    "recette",
    "de",
    "levain",
    "la",
    "mie",
    "est",
    "belle",
    "le",
    "four",
    "chaud",
    "la",
    "farine",
    "complète",
    "bravo",
    "Anne",
]
SPAM = [
    "zorglub",
    "quantum",
    "promo",
    "achetez",
    "maintenant",
    "zorglub",
    "code",
    "reduc",
    "livraison",
    "zorglub",
    "vip",
    "lot",
]


def words(rng, bag):
    return " ".join(rng.choices(bag, k=14))


@pytest.fixture
def taught(desk):
    """Files so many labels of each kind, in turn in time, told apart by words the shipped model does not know."""

    def teach(ham, spam, start=0, flipped=0.0, source="ruling"):
        rng = random.Random(start + 7)
        labels = []
        for number in range(max(ham, spam)):
            for label, bag, count in (("ham", HAM, ham), ("spam", SPAM, spam)):
                if number >= count:
                    continue
                said = label if rng.random() >= flipped else {"ham": "spam", "spam": "ham"}[label]
                labels.append(
                    Label(
                        id=f"{label}{start + number:08d}",
                        label=said,
                        source=source,
                        at=AT,
                        created=AT + timedelta(minutes=start + number),
                        document=Document(words(rng, bag), author=f"reader {rng.random()}"),
                    )
                )
        desk.labels.file_all("default", labels)

    return teach


@pytest.fixture
def model(runner):
    def run(*args, status=0):
        found = runner.invoke(args=["model", *args])
        assert found.exit_code == status, found.output
        return found.stdout

    return run


def spam_score(desk):
    document = words(random.Random(99), SPAM)
    return desk.scoring.verdict(a_submission(content=document), None).score


def test_training_promotes_a_better_model_and_it_judges_live(model, taught, desk, client, clock):
    taught(60, 60)
    before = spam_score(desk)
    answer = json.loads(model("train", "--json"))
    assert (answer["outcome"], answer["is_better"]) == ("promoted", True)
    clock.advance(seconds=1)
    assert spam_score(desk) > before + 0.2
    assert desk.scoring.version("default") == answer["version"]
    posted = client.post("/api/v1/articles/demo/comments", json=a_body(content=words(random.Random(5), SPAM))).json
    comment = desk.store.comment("default", posted["id"])
    assert (comment.model, comment.status) == (answer["version"], "pending")


def test_the_same_labels_give_the_same_version_and_nothing_new_is_promoted(model, taught):
    taught(60, 60)
    first = json.loads(model("train", "--json"))
    again = json.loads(model("train", "--json", status=3))
    assert again["version"] == first["version"]
    assert again["outcome"] == "not-better"
    assert "these very labels" in again["reasons"][0]


def test_training_says_what_it_did_in_a_screenful(model, taught):
    taught(60, 60)
    told = model("train")
    assert "60 ham, 60 spam" in told
    assert "promoted" in told
    assert "ROC-AUC" in told
    assert len(told.splitlines()) <= 25


def test_a_training_writes_a_report_that_needs_nothing_from_anywhere(model, taught, tmp_path, client, runner):
    taught(60, 60)
    answer = json.loads(model("train", "--json"))
    path = tmp_path / "report.html"
    assert model("report", "--out", str(path)).strip() == str(path)
    page = path.read_text(encoding="utf-8")
    assert answer["version"] in page
    refused = runner.invoke(args=["model", "report", "--out", str(tmp_path / "none" / "report.html")])
    assert refused.exit_code == 1
    assert "cannot be written (No such file or directory); --out names another file" in refused.output
    assert "<svg" in page
    assert "<script" not in page
    assert "src=" not in page
    token = runner.invoke(args=["tokens", "add", "--role", "moderator"]).stdout.splitlines()[-1]
    where = answer["report"].partition("/api/")[2]
    assert client.get(f"/api/{where}", headers={"Authorization": f"Bearer {token}"}).text == page


def test_too_few_labels_are_told_with_exit_status_4(runner, model, taught):
    taught(16, 3)
    model("train", status=4)
    found = runner.invoke(args=["model", "train", "--json"])
    assert json.loads(found.stdout)["outcome"] == "too-little"
    assert "16 ham and 3 spam" in found.stdout


def test_a_site_that_met_no_spam_yet_learns_but_publishes_nothing_unseen(model, taught):
    taught(100, 0)
    answer = json.loads(model("train", "--json"))
    assert (answer["outcome"], answer["thresholds"]["publish_below"]) == ("promoted", 0.0)


def test_many_labels_are_streamed_and_judged_like_few(model, taught):
    taught(1100, 1100)
    answer = json.loads(model("train", "--stream", "--json"))
    assert (answer["outcome"], answer["labels"]["read"]) == ("promoted", 2200)
    assert answer["figures"]["AUC"]["challenger"] > answer["figures"]["AUC"]["champion"]
    taught(30, 30, start=2000, flipped=0.4)
    again = json.loads(model("train", "--stream", "--json", status=3))
    assert any("contradict" in reason for reason in again["reasons"])


def test_gold_labels_teach_no_stream(model, taught, desk):
    taught(1100, 1100)
    desk.labels.freeze("default", ["ham00000007", "spam00000007"])
    assert json.loads(model("train", "--stream", "--json"))["labels"]["read"] == 2198


@pytest.mark.long
def test_a_cluster_trains_the_same_version(model, taught, runner):
    from distributed import LocalCluster

    taught(1100, 1100)
    here = json.loads(model("train", "--stream", "--json"))
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        there = json.loads(model("train", "--dask", cluster.scheduler_address, "--json", status=3))
    assert there["version"] == here["version"]
    missing = runner.invoke(args=["model", "train", "--dask", "tcp://127.0.0.1:1"])
    assert missing.exit_code == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in missing.stderr


def test_a_running_training_is_told_with_exit_status_5(model, desk, taught):
    taught(20, 20)
    with desk.registry.training("default"):
        model("train", status=5)
    assert desk.registry.versions("default") == []


def test_a_challenger_that_is_not_better_is_told_with_exit_status_3(model, taught, desk):
    taught(60, 60, flipped=0.5)
    answer = json.loads(model("train", "--json", status=3))
    assert answer["reasons"]
    assert desk.registry.roles("default").champion == "base"
    assert [version.version for version in desk.registry.versions("default")] == [answer["version"]]


def test_a_shadow_is_not_on_duty(model, taught, desk, client, clock):
    taught(60, 60)
    answer = json.loads(model("train", "--shadow", "--json"))
    assert answer["outcome"] == "shadowing"
    clock.advance(seconds=1)
    assert desk.scoring.version("default").startswith("base")
    client.post("/api/v1/articles/demo/comments", json=a_body())
    assert sum(desk.registry.shadow("default").values()) == 1
    assert "beside the champion" in model("show", answer["version"])
    model("promote", answer["version"])
    clock.advance(seconds=1)
    assert desk.scoring.version("default") == answer["version"]


def test_promote_and_rollback_from_the_command_line(model, taught, desk, clock):
    before = spam_score(desk)
    taught(60, 60)
    version = json.loads(model("train", "--json"))["version"]
    assert "champion base, previous " + version in model("rollback")
    clock.advance(seconds=1)
    assert spam_score(desk) == before
    assert f"champion {version}, previous base" in model("promote", version)


def test_unknown_versions_and_missing_predecessors_are_told(runner):
    for args in (["promote", "site-1"], ["rollback"], ["show", "site-1"], ["diff", "site-1"], ["report"]):
        found = runner.invoke(args=["model", *args])
        assert found.exit_code == 1
        assert "Traceback" not in found.output
        assert found.output.startswith("Error: ")


def test_the_list_says_who_is_on_duty(model, taught):
    assert "base-" in model("list")
    taught(60, 60)
    version = json.loads(model("train", "--json"))["version"]
    first, shipped = model("list").splitlines()
    assert first.startswith(version)
    assert "champion" in first
    assert "previous" in shipped
    (listed,) = json.loads(model("list", "--json"))
    assert listed["roles"] == ["champion"]


def test_a_diff_tells_what_moved(model, taught):
    taught(60, 60)
    version = json.loads(model("train", "--json"))["version"]
    told = model("diff", version, "base")
    assert "weights" in told
    assert "120 labelled ones scored by both" in told


def test_gold_labels_judge_and_do_not_teach(model, taught, desk, runner):
    taught(60, 60)
    assert runner.invoke(args=["labels", "gold", "add", "ham00000000", "spam00000000"]).exit_code == 0
    answer = json.loads(model("train", "--json"))
    assert (answer["labels"]["ham"], answer["labels"]["spam"]) == (59, 59)


def test_a_gold_set_has_a_veto(model, taught, desk):
    taught(60, 60)
    odd = [
        Label(f"gold{n}0000", "ham", "ruling", AT, created=AT, document=Document(words(random.Random(n), SPAM)))
        for n in range(5)
    ]
    desk.labels.file_all("default", odd)
    desk.labels.freeze("default", [label.id for label in odd])
    answer = json.loads(model("train", "--json", status=3))
    assert "gold" in " ".join(answer["reasons"])


def test_how_many_approved_comments_are_missing_until_automatic_filing(model, taught, desk, clock):
    assert promise_state(desk, "default").spam_filing.more_ham == 598
    taught(60, 60)
    assert promise_state(desk, "default").spam_filing.more_ham == 538
    model("train")
    clock.advance(seconds=1)
    filing = promise_state(desk, "default").spam_filing
    assert (filing.threshold, filing.by) == (None, "champion")
    assert f"{filing.more_ham} more approved comments until automatic spam filing" in model("show")
    taught(10, 0, start=1000)
    assert promise_state(desk, "default").spam_filing.more_ham == filing.more_ham - 10


def test_enough_labels_keep_the_promise(model, taught, desk, clock):
    taught(800, 150)
    model("train", "--promise", "1%")
    clock.advance(seconds=1)
    filing = promise_state(desk, "default").spam_filing
    assert filing.more_ham == 0
    assert 0.5 <= filing.threshold < 1
    assert desk.site().promise_blocked_ham == 0.01


def test_a_promise_made_stricter_switches_off_what_was_proven_for_a_laxer_one(model, taught, desk, clock, site):
    taught(400, 100)
    model("train", "--promise", "1%")
    clock.advance(seconds=1)
    assert promise_state(desk, "default").spam_filing.threshold is not None
    site(promise_blocked_ham=0.001)
    filing = promise_state(desk, "default").spam_filing
    assert (filing.threshold, filing.by) == (None, "champion")
    assert filing.more_ham > 0


@pytest.mark.parametrize("share", ["0", "1", "-1", "150%", "x", "100%"])
def test_an_impossible_promise_is_refused(model, share):
    model("train", "--promise", share, status=2)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("sites set nosuch title=A", "there is no such site (name nosuch)"),
        ("import wordpress - --site nosuch", "nosuch: there is no such site"),
        ("moderators add lea --role moderator --site nosuch", "lea: there is no such site (name nosuch)"),
        ("moderators remove lea", "lea: there is no such account"),
        ("comments show 0123", "0123: there is no such comment"),
        ("labels gold add 0123", "there is no such label (id 0123)"),
        ("model promote site-1", "site-1: there is no such model"),
        ("model rollback", "there is no champion before this one"),
    ],
)
def test_what_is_missing_is_told_in_a_sentence(runner, command, told):
    assert runner.invoke(args=command.split()).output == f"Error: {told}\n"


@pytest.mark.parametrize("error", [KeyError("getpwuid(): uid not found: 10001"), OSError("No username set")])
def test_a_user_without_a_name_is_named_by_number(error):
    def ask():
        raise error

    assert user_name(ask) == f"uid {os.getuid()}"
