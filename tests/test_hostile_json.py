"""The moderators' JSON holds what strangers wrote, to the letter, and not one character that a browser reads as markup."""

import pytest
from builders import a_submission
from payloads import PAYLOADS, suspicions

from moderation import intake, review

MARKUP = set("<>&'")
PART = 46


@pytest.fixture
def ask(client, desk):
    """A request by an admin; its answer is JSON without markup, whatever its status."""
    headers = {"Authorization": f"Bearer {desk.api_tokens.add('admin', 'default', '<b>root</b>')}"}

    def answered(method, path, **options):
        answer = client.open(f"/api/v1{path}", method=method, headers=headers, **options)
        assert answer.is_json
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not MARKUP & set(answer.text), answer.text[:200]
        return answer

    return answered


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), PART))
def test_every_payload_in_every_field_of_the_queue_and_the_history(ask, desk, site, with_scorer, clock, start):
    with_scorer(0.5)
    site(flood_per_network=(1000, 1), flood_per_author=(1000, 1))
    for number, payload in enumerate(PAYLOADS[start : start + PART]):
        article = f"a{number}"
        desk.store.save_article("default", article, {"title": payload[:500], "text": payload}, clock.now)
        sent = {"author": payload[:245], "content": f"{payload} {number}", "website": f"https://x.example/{payload}"}
        comment = intake.submit(desk, a_submission(article_id=article, received_at=clock.now, **sent)).comment
        (item,) = ask("GET", "/queue", query_string={"article": article}).json["comments"]
        assert (item["content"], item["author"], item["article"]["title"]) == (
            comment.content,
            comment.author,
            payload[:500],
        )
        assert suspicions(f'<div class="content">{item["html"]}</div>') == []
        review.rule(desk, comment, "spam", by=payload[:64], reason=payload[:200])
        assert ask("GET", f"/comments/{comment.id}/history").json["history"][-1]["by"] == payload[:64]
        assert ask("GET", f"/articles/{article}").json["title"] == payload[:500]


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), PART))
def test_a_payload_that_is_refused_is_told_back_without_markup(ask, start):
    for payload in PAYLOADS[start : start + PART]:
        hostile = {payload: payload, "rulings": [{payload: payload}]}
        for method, path in (("PATCH", "/site"), ("PATCH", "/articles/a"), ("POST", "/rulings")):
            assert ask(method, path, json=hostile).status_code == 422
        assert ask("POST", "/comments/a/rulings", json=hostile).status_code == 422
        assert ask("PATCH", "/site", json={"moderation": payload, "origins": [payload]}).status_code == 422
        for name in ("status", "order", "limit", "cursor"):
            assert ask("GET", "/queue", query_string={name: payload}).status_code == 422
        for name in ("q", "article", "author"):
            assert ask("GET", "/queue", query_string={name: payload}).json["comments"] == []
