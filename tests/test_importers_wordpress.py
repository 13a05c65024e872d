"""Each trap of the WXR format."""

import io
from datetime import UTC, datetime

import pytest
from exports import a_comment, a_wxr, an_item, cdata

from moderation.comments import Status
from moderation.importers import wordpress
from moderation.importers.report import Refused
from moderation.importers.xml import CHUNK, UnreadableExportError


def read(export):
    return list(wordpress.read(io.BytesIO(export), lambda _: None))


def only(export):
    (item,) = read(export)
    return item


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_comment_is_read_with_its_article(version):
    item = only(a_wxr(a_comment(5), version=version))
    assert (item.native, item.content, item.status) == ("5", "Un commentaire numéro 5", Status.APPROVED)
    assert (item.author, item.email, item.website) == ("Anne", "anne@example.org", "https://anne.example/")
    assert (item.piece.id, item.piece.title, item.piece.url) == ("7", "Levain", "https://blog.example/levain")
    assert item.piece.is_open


@pytest.mark.parametrize(
    ("approved", "status", "label"),
    [
        ("1", Status.APPROVED, "ham"),
        ("spam", Status.SPAM, "spam"),
        ("0", Status.PENDING, None),
        ("trash", Status.REJECTED, None),
        ("post-trashed", Status.REJECTED, None),
    ],
)
def test_a_status_becomes_a_label_as_far_as_a_person_gave_it(approved, status, label):
    item = only(a_wxr(a_comment(approved=approved)))
    assert (item.status, item.label) == (status, label)


def test_an_opinion_of_akismet_is_no_label():
    meta = (
        "<wp:commentmeta><wp:meta_key>akismet_result</wp:meta_key><wp:meta_value>true</wp:meta_value></wp:commentmeta>"
    )
    assert only(a_wxr(a_comment(approved="0", raw=meta))).label is None


@pytest.mark.parametrize("kind", ["pingback", "trackback", "order_note"])
def test_what_is_no_comment_is_left_out(kind):
    assert only(a_wxr(a_comment(type=kind))) == Refused("comment 1", f"a {kind} is no comment")


def test_the_type_comment_is_one():
    assert only(a_wxr(a_comment(type="comment"))).native == "1"


def test_split_cdata_is_one_text():
    text = "if (a[b[0]]>1) return; ]]> end"
    assert only(a_wxr(a_comment(content=cdata(text), approved="spam"))).content == text


def test_dates_are_gmt():
    assert only(a_wxr(a_comment())).created_at == datetime(2009, 3, 1, 12, tzinfo=UTC)


def test_a_date_of_zeros_is_replaced_by_the_next_best():
    zero = "0000-00-00 00:00:00"
    assert only(a_wxr(a_comment(date_gmt=zero))).created_at == datetime(2009, 3, 1, 13, tzinfo=UTC)
    assert only(a_wxr(a_comment(date_gmt=zero, date=zero))).created_at == datetime(2009, 2, 1, 8, tzinfo=UTC)


def test_control_characters_are_taken_out_and_the_rest_is_kept():
    export = a_wxr(a_comment(content="<![CDATA[un\x00 deux\x0b trois\x1f]]>", author="An&#11;ne"), a_comment(2))
    first, second = read(export)
    assert (first.content, first.author, second.native) == ("un deux trois", "Anne", "2")


def test_bytes_that_are_no_text_do_not_end_the_reading():
    export = a_wxr(a_comment(content="<![CDATA[caf\u00e9]]>")).replace("é".encode(), b"\xe9", 1)
    assert only(export).content == "caf\ufffd"


def test_another_encoding_is_read_as_declared():
    export = a_wxr(a_comment(content=cdata("café"))).decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert only(export).content == "café"


def test_a_closed_article_stays_closed():
    assert not only(a_wxr(items=an_item(a_comment(), comment_status="closed"))).piece.is_open


def test_html_of_the_approved_becomes_markdown_and_the_typed_text_is_kept_for_the_model():
    typed = 'Voir <a href="https://x.example/">ici</a> &amp; <em>là</em>'
    item = only(a_wxr(a_comment(content=cdata(typed))))
    assert (item.content, item.original) == ("Voir [ici](https://x.example/) & *là*", typed)


def test_spam_stays_as_it_was_typed():
    typed = '<a href="http://pills.example">pills</a>'
    item = only(a_wxr(a_comment(content=cdata(typed), approved="spam")))
    assert (item.content, item.original) == (typed, None)


@pytest.mark.parametrize("email", ["", "anne", "anne@", "a b@c"])
def test_what_is_no_address_is_none(email):
    assert only(a_wxr(a_comment(author_email=email))).email is None


@pytest.mark.parametrize("url", ["http://", "javascript:alert(1)", "ftp://x", ""])
def test_what_is_no_website_is_none(url):
    assert only(a_wxr(a_comment(author_url=url))).website is None


def test_a_root_has_no_parent():
    assert [item.parent for item in read(a_wxr(a_comment(1), a_comment(2, parent="1")))] == [None, "1"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"content": ""}, "no text"),
        ({"approved": "maybe"}, "wp:comment_approved"),
        ({"content": "x" * 70_000}, "too long"),
    ],
)
def test_a_bad_comment_is_told_and_the_others_are_read(fields, reason):
    bad, good = read(a_wxr(a_comment(1, **fields), a_comment(2)))
    assert reason in bad.reason
    assert good.native == "2"


def test_broken_markup_costs_its_comment_only():
    broken = a_comment(2, author_url="http://x.example/?a=1&b=2<")
    found = read(a_wxr(a_comment(1), broken, a_comment(3), a_comment(4)))
    assert [item.native for item in found if not isinstance(item, Refused)] == ["1", "3", "4"]
    assert [item.piece.title for item in found if not isinstance(item, Refused)] == ["Levain"] * 3
    (refused,) = [item for item in found if isinstance(item, Refused)]
    assert "broken XML" in refused.reason


def test_broken_markup_in_an_article_costs_no_other_article():
    items = (
        an_item(a_comment(1), title="x")
        + an_item(a_comment(2), post_id="8", link="<<<")
        + an_item(a_comment(3), post_id="9")
    )
    found = read(a_wxr(items=items))
    assert [(item.native, item.piece.id) for item in found if not isinstance(item, Refused)] == [
        ("1", "7"),
        ("2", "8"),
        ("3", "9"),
    ]


def test_comments_that_come_before_the_id_of_their_article_wait_for_it():
    item = f"<item><title>T</title>{a_comment(1)}{a_comment(2)}<wp:post_id>7</wp:post_id>{a_comment(3)}</item>"
    assert [(found.native, found.piece.id) for found in read(a_wxr(items=item))] == [("1", "7"), ("2", "7"), ("3", "7")]


def test_breaks_at_every_place_of_a_chunk_lose_nothing_else():
    comments = [a_comment(n, author="a & b" if n % 50 == 0 else "Anne") for n in range(1, 1001)]
    export = a_wxr(*comments)
    assert len(export) > 5 * CHUNK
    found = read(export)
    good = [int(item.native) for item in found if not isinstance(item, Refused)]
    assert good == [n for n in range(1, 1001) if n % 50]
    assert len(found) == 1000


def test_a_file_that_ends_too_early_gives_what_it_had():
    export = a_wxr(a_comment(1), a_comment(2))
    found = read(export[: export.index(b"<wp:comment_id>2")])
    assert found[0].native == "1"
    assert "ends too early" in found[1].reason


DTDS = [
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x "y">]><rss/>',
    b'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://localhost/x.dtd"><rss/>',
    b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
]


@pytest.mark.parametrize("export", DTDS)
def test_dtds_and_entities_are_refused(export):
    with pytest.raises(UnreadableExportError, match="DTD"):
        read(export)


@pytest.mark.parametrize("export", [b"", b"not xml", b"<html></html>", b"<rss></rss>", b'{"a": 1}'])
def test_another_file_is_refused_as_no_export(export):
    with pytest.raises(UnreadableExportError, match="no WordPress export"):
        read(export)


def test_an_entity_nobody_declared_costs_its_comment_only():
    found = read(a_wxr(a_comment(1, author="&xxe;"), a_comment(2)))
    assert isinstance(found[0], Refused)
    assert found[1].native == "2"
