"""Each trap of the Disqus format."""

import io
from datetime import UTC, datetime

import pytest
from exports import a_disqus, a_post, a_thread, cdata

from moderation.comments import Status
from moderation.importers import disqus
from moderation.importers.report import Refused
from moderation.importers.xml import UnreadableExportError


def read(export):
    return list(disqus.read(io.BytesIO(export), lambda _: None))


def only(*parts):
    (item,) = read(a_disqus(*parts))
    return item


def test_a_post_is_read_with_its_thread():
    item = only(a_thread(), a_post(5))
    assert (item.native, item.content, item.author, item.email) == ("5", "Message 5", "Anne", None)
    assert (item.piece.id, item.piece.title, item.piece.url) == ("levain", "Levain", "https://blog.example/levain")


@pytest.mark.parametrize("date", ["2012-03-04T05:06:07Z", "2012-03-04T05:06:07"])
def test_dates_with_and_without_a_zone_are_utc(date):
    assert only(a_thread(), a_post(createdAt=date)).created_at == datetime(2012, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize("identifier", ["", "https://blog.example/a/b", "two words"])
def test_a_thread_without_an_id_that_can_be_one_goes_by_its_own(identifier):
    assert only(a_thread(identifier=identifier), a_post()).piece.id == "100"


@pytest.mark.parametrize(
    ("fields", "status", "label"),
    [
        ({}, Status.APPROVED, "ham"),
        ({"isSpam": "true"}, Status.SPAM, "spam"),
        ({"isSpam": "true", "isDeleted": "true"}, Status.SPAM, "spam"),
        ({"isDeleted": "true"}, Status.REJECTED, None),
        ({"isApproved": "false"}, Status.PENDING, None),
    ],
)
def test_flags_become_a_status_and_a_label(fields, status, label):
    item = only(a_thread(), a_post(**fields))
    assert (item.status, item.label) == (status, label)


def test_messages_become_markdown():
    html = '<p>Un <b>deux</b></p><p>trois<br>quatre <a href="https://x.example" rel="nofollow">lien</a></p>'
    item = only(a_thread(), a_post(message=cdata(html)))
    assert item.content == "Un **deux**\n\ntrois\nquatre [lien](https://x.example)"


def test_an_empty_message_is_told():
    assert only(a_thread(), a_post(message="")) == Refused("post 1", "no text")


def test_a_post_of_an_unknown_thread_is_told():
    assert only(a_thread(), a_post(thread="999")) == Refused("post 1", "its thread is not in the file")


def test_an_address_is_kept_where_there_is_one():
    author = "<email>Anne@Example.org</email><name>Anne</name><username>anne1</username>"
    assert only(a_thread(), a_post(author=author)).email == "Anne@Example.org"


def test_a_reply_names_its_parent():
    assert [item.parent for item in read(a_disqus(a_thread(), a_post(1), a_post(2, parent="1")))] == [None, "1"]


def test_a_closed_thread_stays_closed():
    assert not only(a_thread(isClosed="true"), a_post()).piece.is_open


def test_broken_markup_costs_its_post_only():
    found = read(a_disqus(a_thread(), a_post(1), a_post(2, message="a & b"), a_post(3)))
    assert [item.native for item in found if not isinstance(item, Refused)] == ["1", "3"]


def test_dtds_are_refused():
    with pytest.raises(UnreadableExportError, match="DTD"):
        read(b'<!DOCTYPE disqus [<!ENTITY x "y">]><disqus xmlns="http://disqus.com"/>')


def test_a_wordpress_file_is_no_disqus_export():
    with pytest.raises(UnreadableExportError, match="no Disqus export"):
        read(b"<rss/>")
