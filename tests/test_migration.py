"""Moving in: another system's comments on their pages, in the queue and as labels, once."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from builders import a_submission
from exports import a_comment, a_disqus, a_post, a_thread, a_wxr, an_item, cdata
from sitting import Moderator

from moderation import intake, review
from moderation.arrivals import Whom
from moderation.comments import Status
from moderation.importers.items import Item, Piece
from moderation.importers.spool import spool
from moderation.queues import Query

HOME = Path(__file__).resolve().parent.parent


@pytest.fixture
def bring_in(runner, tmp_path):
    def run(export, kind="wordpress", *options, status=0):
        path = tmp_path / "export.xml"
        path.write_bytes(export)
        found = runner.invoke(args=["import", kind, str(path), "--json", *options])
        assert found.exit_code == status, found.output
        return json.loads(found.stdout)

    return run


def shown(client, article="7"):
    return client.get(f"/api/v1/articles/{article}/comments").json["comments"]


def dump(desk):
    """Every key of the site with its value, for comparing."""
    client, found = desk.store.client, {}
    for key in sorted(client.scan_iter(f"{desk.store.prefix}*", count=1000)):
        found[key] = client.dump(key)
    return found


def test_imported_comments_stand_on_their_article_with_threads_dates_and_authors(bring_in, client, desk):
    report = bring_in(a_wxr(a_comment(1), a_comment(2, parent="1", author=cdata("Bob"), author_email=""), a_comment(3)))
    assert report == {
        "read": 3,
        "imported": 3,
        "labelled": 3,
        "known": 0,
        "skipped": 0,
        "reasons": {},
        "cut_short": False,
        "dry_run": False,
    }
    first, third = shown(client)
    assert (first["author"], first["website"], first["created_at"]) == (
        "Anne",
        "https://anne.example/",
        "2009-03-01T12:00:00+00:00",
    )
    assert [reply["author"] for reply in first["replies"]] == ["Bob"]
    assert third["replies"] == []
    article = desk.store.article("default", "7")
    assert (article.title, article.url, article.approved) == ("Levain", "https://blog.example/levain", 3)


def test_statuses_become_queues_and_labels(bring_in, desk):
    report = bring_in(a_wxr(*(a_comment(n, approved=how) for n, how in enumerate(["1", "spam", "0", "trash"], 1))))
    assert (report["imported"], report["labelled"]) == (4, 2)
    assert [len(desk.store.queue("default", status)) for status in Status] == [1, 1, 1, 1]
    assert desk.labels.counts("default") == {"ham": 1, "spam": 1}
    assert {label.counts_for for label in desk.labels.read("default")} == {0.5}
    (waiting,) = desk.store.queue("default", Status.PENDING)
    assert waiting.score is not None


@pytest.fixture
def waiting(bring_in, desk, clock, with_scorer):
    """One that came before an import of two that another system held, one after; an hour later."""
    with_scorer(0.5)
    intake.submit(desk, a_submission(author="before", received_at=clock()))
    clock.advance(hours=1)
    bring_in(a_wxr(a_comment(2, approved="0", author="first"), a_comment(1, approved="0", author="then"), a_comment(3)))
    clock.advance(hours=1)
    intake.submit(desk, a_submission(author="after", received_at=clock()))
    return lambda: [item.comment.author for item in desk.queues.page("default", Query(Status.PENDING)).items]


def test_what_another_system_held_waits_since_its_import(waiting, desk, clock):
    assert waiting() == ["before", "first", "then", "after"]
    _, imported, *_ = desk.queues.page("default", Query(Status.PENDING)).items
    assert imported.waiting_s(clock()) == 3_600
    assert imported.comment.created_at.year == 2009


def test_what_another_system_held_keeps_its_place_when_a_ruling_is_undone(waiting, desk, clock):
    _, imported, *_ = desk.queues.page("default", Query(Status.PENDING)).items
    ruled = review.rule(desk, imported.comment, "approve", by="lea")
    assert waiting() == ["before", "then", "after"]
    review.undo(desk, ruled, by="lea")
    assert waiting() == ["before", "first", "then", "after"]


def test_the_history_of_what_was_imported_does_not_say_that_the_machine_decided(waiting, app, desk):
    _, held, *_ = desk.queues.page("default", Query(Status.PENDING)).items
    history = Moderator(app).open(f"/moderation/comments/{held.comment.id}").said("section", class_="history")
    assert history.endswith("The import let it wait. Came from another system.")


def test_rulings_on_what_was_imported_tell_nothing_of_how_fast_we_answer_or_how_well_the_machine_judges(waiting, desk):
    _, held, *_ = desk.queues.page("default", Query(Status.PENDING)).items
    (published,) = desk.store.queue("default", Status.APPROVED)
    for comment in (held.comment, published):
        review.rule(desk, comment, "spam", by="lea")
    numbers = desk.ledger.read("default", desk.clock(), 7)
    assert (numbers.median_wait_s, numbers.overruled.published) == (None, 0)
    assert numbers.days[-1].ruled["spam"] == 2


def test_spam_of_another_system_stands_behind_what_the_machine_filed(bring_in, desk, with_scorer):
    bring_in(a_wxr(a_comment(1, approved="spam"), a_comment(2, approved="1")))
    with_scorer(0.96)
    filed = intake.submit(desk, a_submission(author="Zoé")).comment
    order = [item.comment.author for item in desk.queues.page("default", Query(Status.SPAM, "likely_ham")).items]
    assert order == [filed.author, "Anne"]
    with_scorer(0.01)
    published = intake.submit(desk, a_submission(author="Léo", content="Merci")).comment
    order = [item.comment.author for item in desk.queues.page("default", Query(Status.APPROVED, "likely_spam")).items]
    assert order == [published.author, "Anne"]


def test_the_same_file_twice_changes_nothing(bring_in, desk):
    export = a_wxr(a_comment(1), a_comment(2, parent="1"), a_comment(3, approved="spam"), a_comment(4, approved="0"))
    bring_in(export)
    before = dump(desk)
    assert bring_in(export)["known"] == 4
    assert dump(desk) == before


def test_a_broken_off_import_goes_on(bring_in, desk, client):
    comments = [a_comment(n, parent=str(n - 1) if n % 3 else "0") for n in range(1, 31)]
    whole = a_wxr(*comments)
    bring_in(whole[: whole.index(b"<wp:comment_id>14")], status=6)
    report = bring_in(whole)
    assert (report["imported"], report["known"]) == (17, 13)
    assert desk.store.article("default", "7").approved == 30


def test_a_dry_run_writes_nothing_and_counts_the_same(bring_in, desk):
    export = a_wxr(a_comment(1), a_comment(2, type="pingback"), a_comment(3, approved="spam"))
    before = dump(desk)
    told = bring_in(export, "wordpress", "--dry-run")
    assert dump(desk) == before
    done = bring_in(export)
    assert told | {"dry_run": False} == done
    assert bring_in(export, "wordpress", "--dry-run")["known"] == 2


def test_children_before_their_parents_find_them(bring_in, client):
    bring_in(a_wxr(a_comment(3, parent="2"), a_comment(2, parent="1"), a_comment(1)))
    (root,) = shown(client)
    assert root["content"].endswith("1")
    assert root["replies"][0]["content"].endswith("2")
    assert root["replies"][0]["replies"][0]["content"].endswith("3")


def test_a_missing_parent_makes_a_root(bring_in, client):
    bring_in(a_wxr(a_comment(2, parent="99")))
    (root,) = shown(client)
    assert root["parent_id"] is None


def test_a_parent_under_another_article_is_none(bring_in, client):
    bring_in(a_wxr(items=an_item(a_comment(1)) + an_item(a_comment(2, parent="1"), post_id="8")))
    assert len(shown(client, "8")) == 1


def test_parents_in_a_circle_are_roots(bring_in, client):
    bring_in(a_wxr(a_comment(1, parent="2"), a_comment(2, parent="1"), a_comment(3, parent="3")))
    assert len(shown(client)) == 3


def test_replies_under_spam_stay_below_a_withdrawn_root(bring_in, client):
    bring_in(a_wxr(a_comment(1, approved="spam"), a_comment(2, parent="1")))
    (root,) = shown(client)
    assert root["is_withdrawn"]
    assert len(root["replies"]) == 1


def test_the_same_address_in_another_case_is_the_same_person_and_a_name_is_nobody(bring_in, desk):
    comments = [a_comment(1, author_email="Anne@Example.org"), a_comment(2, author_email="anne@example.ORG")]
    nameless = [a_comment(3, author_email=""), a_comment(4, author_email="")]
    bring_in(a_wxr(*comments, *nameless))
    found = {c.content[-1]: c.fingerprint for c in desk.store.queue("default", Status.APPROVED)}
    assert found["1"] == found["2"] != ""
    assert found["3"] is found["4"] is None
    record = desk.arrivals.situation("default", "7", Whom(author=found["1"]), desk.clock()).author
    assert (record.approved, record.trusted) == (2, 0)


def test_addresses_and_networks_of_an_export_are_never_stored_plain(bring_in, desk):
    bring_in(a_wxr(a_comment(1, author_email="canary@example.org", author_IP="198.51.100.77")))
    values = b"".join(dump(desk).values())
    assert b"canary@" not in values
    assert b"198.51.100.77" not in values


def test_the_model_learns_from_what_was_typed(bring_in, desk, client):
    typed = 'See <a href="https://x.example">this</a>'
    bring_in(a_wxr(a_comment(1, content=cdata(typed))))
    assert shown(client)[0]["content"] == "See [this](https://x.example)"
    (label,) = desk.labels.read("default")
    assert label.document.text == typed
    assert label.document.context == "Levain"


def test_an_impossible_date_is_the_articles(bring_in, client):
    bring_in(a_wxr(a_comment(1, date_gmt="0201-01-01 00:00:00", date="")))
    assert shown(client)[0]["created_at"] == "2009-02-01T08:00:00+00:00"


def test_two_comments_of_one_id_are_told(bring_in):
    report = bring_in(a_wxr(a_comment(1), a_comment(1)))
    assert report["reasons"] == {"its id came before in the same file": 1}


def test_two_blogs_with_the_same_numbers_do_not_mix(bring_in, desk):
    bring_in(a_wxr(a_comment(1)))
    assert bring_in(a_wxr(a_comment(1)).replace(b"//blog.example<", b"//other.example<"))["imported"] == 1


def test_disqus_comments_stand_on_their_article(bring_in, client):
    report = bring_in(a_disqus(a_thread(), a_post(2, parent="1"), a_post(1), a_post(3, isSpam="true")), "disqus")
    assert (report["imported"], report["labelled"]) == (3, 3)
    (root,) = shown(client, "levain")
    assert [reply["content"] for reply in root["replies"]] == ["Message 2"]


def test_another_file_is_refused_in_one_sentence(runner, tmp_path):
    path = tmp_path / "x.xml"
    path.write_text("<!DOCTYPE a><a/>")
    found = runner.invoke(args=["import", "wordpress", str(path)])
    assert found.exit_code == 1
    assert "DTD" in found.output
    assert "Traceback" not in found.output


CUT = [
    ("wordpress", a_wxr(a_comment(1), a_comment(2)), b"<wp:comment_id>2"),
    ("wordpress", a_wxr(a_comment(1), a_comment(2, author="a & b")), b"</wp:comment_author_email>"),
    ("wordpress", a_wxr(a_comment(1), a_comment(2, author="a & b")), b"</rss>"),
    ("wordpress", a_wxr(a_comment(1)), b"</item>"),
    ("disqus", a_disqus(a_thread(), a_post(1), a_post(2)), b"Message 2"),
]


@pytest.mark.parametrize(("kind", "export", "end"), CUT)
def test_an_export_that_ends_too_early_is_kept_as_far_as_it_goes_and_told(runner, desk, tmp_path, kind, export, end):
    path = tmp_path / "x.xml"
    path.write_bytes(export[: export.rindex(end)])
    found = runner.invoke(args=["import", kind, str(path), "--json"])
    assert found.exit_code == 6
    assert "export or copy it again" in found.stderr
    report = json.loads(found.stdout)
    assert (report["imported"], report["cut_short"], report["reasons"]["the file ends too early"]) == (1, True, 1)
    assert len(desk.store.queue("default", Status.APPROVED)) == 1

    path.write_bytes(export)
    whole = runner.invoke(args=["import", kind, str(path), "--json"])
    assert (whole.exit_code, json.loads(whole.stdout)["known"], json.loads(whole.stdout)["cut_short"]) == (0, 1, False)


@pytest.mark.parametrize("after", [b"<br /><b>Warning</b>: a plugin's last words", b"\n\n", b"<!-- made by export -->"])
def test_an_export_with_something_after_its_end_is_whole(runner, tmp_path, after):
    path = tmp_path / "x.xml"
    path.write_bytes(a_wxr(a_comment(1)) + after)
    assert runner.invoke(args=["import", "wordpress", str(path)]).exit_code == 0


def test_the_report_names_places(runner, tmp_path):
    path = tmp_path / "x.xml"
    path.write_bytes(a_wxr(a_comment(1), a_comment(2, type="pingback"), a_comment(3, type="pingback")))
    told = runner.invoke(args=["import", "wordpress", str(path)]).stdout
    assert "read 3, imported 1, labelled 1, known before 0, skipped 2" in told
    assert "2 × a pingback is no comment (at comment 2, comment 3)" in told


def test_a_spool_gives_parents_first():
    piece = Piece("7")
    with spool() as kept:
        for native, parent in [("c", "b"), ("b", "a"), ("a", None)]:
            kept.put(Item("x", "test", native, piece, "text", Status.APPROVED, parent=parent))
        assert [(s.item.native, s.root) for s in kept.seated()] == [("a", None), ("b", "a"), ("c", "a")]


def test_nothing_of_a_spool_is_left_by_an_import_that_is_killed(tmp_path):
    script = (
        "import os, signal; from moderation.comments import Status; from moderation.importers.items import Item, Piece;"
        "from moderation.importers.spool import spool\n"
        "with spool() as kept:\n"
        "    for n in range(5000): kept.put(Item('x', 'test', str(n), Piece('7'), 'text' * 500, Status.APPROVED))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"TMPDIR": str(tmp_path)}, cwd=HOME, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert not list(tmp_path.iterdir())


@pytest.mark.long
def test_a_file_of_60_mb_is_imported_in_flat_memory(tmp_path, settings):
    path = tmp_path / "large.xml"
    words = cdata("Un commentaire assez long. " * 20)
    with path.open("wb") as file:
        start, _, end = a_wxr("@").partition(b"@")
        file.write(start)
        for number in range(1, 60_001):
            file.write(a_comment(number, content=words, parent=str(max(0, number - number % 7))).encode())
        file.write(end)
    assert path.stat().st_size > 60_000_000
    script = (
        "import pathlib; from moderation import create_app;"
        f"found = create_app().test_cli_runner().invoke(args=['import', 'wordpress', {str(path)!r}, '--json']);"
        # not ru_maxrss: that of a child starts with its parent's, and pytest's own is larger
        "status = pathlib.Path('/proc/self/status').read_text();"
        "print(found.stdout, int(status.partition('VmHWM:')[2].split()[0]) // 1024)"
    )
    environ = os.environ | {
        "REDIS_URL": settings.redis_url,
        "DATA_DIR": str(tmp_path),
        "STORE_PREFIX": settings.store_prefix,
        "SECRET_KEY": settings.secret_key,
    }
    told = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, cwd=HOME, check=True
    )
    report, peak_mb = told.stdout.rsplit(None, 1)
    assert json.loads(report)["imported"] == 60_000
    assert int(peak_mb) < 300
