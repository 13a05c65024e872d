"""What a mail says, and what a stranger cannot make it say or do."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import html5lib
import pytest
from payloads import PAYLOADS

from moderation import TRANSLATIONS
from moderation.digests import Digest, Excerpt, inert, one_line
from moderation.i18n import Translations
from moderation.letters import Envelope, Letters
from moderation.sites import Site

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
URL = "https://c.blog.example/moderation?site=default"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<a href=https://evil.example/>ici</a>",
    "</blockquote></body><svg onload=alert(1)>",
    "<style>body{display:none}</style>",
    "<!-- --><iframe srcdoc='<script>alert(1)</script>'>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "]]><![CDATA[<script>",
    "![x](https://evil.example/pixel.gif) [y](javascript:alert(1))",
    "https://evil.example/ www.evil.example evil.example mailto:a@evil.example",
    "\u202egnp.exe\u202c \u200b\ufeff\u2066",
    "\r\nBcc: eve@evil.example\r\n\r\n<b>body</b>",
    "\nSubject: other\n\nbody\x00\x1b[31m\x85\u2028end",
    "=?utf-8?q?=0ABcc:_eve=40evil.example?=",
    "--===============boundary==--",
    "{ $count }",
    "\ud800 lone",
]


def an_excerpt(**changes):
    fields = {
        "comment_id": "c1",
        "article_id": "demo",
        "article": "Le levain",
        "author": "Anne",
        "text": "Merci !",
        "written_at": AT - timedelta(hours=2),
        "is_appeal": False,
    }
    return Excerpt(**fields | changes)


def a_digest(*excerpts, **changes):
    fields = {
        "site": Site(name="default", title="Le Blog"),
        "at": AT,
        "waiting": 3,
        "appeals": 0,
        "oldest_at": AT - timedelta(hours=2),
        "excerpts": excerpts or (an_excerpt(),),
        "url": URL,
    }
    return Digest(**fields | changes)


def written(digest):
    """The mail as it arrives: sent as bytes and read again."""
    letters = Letters(Translations(TRANSLATIONS), "fr")
    mail = letters.write(digest, Envelope("moderation@blog.example", "lea@blog.example", "n1.0"))
    return email.message_from_bytes(mail.as_bytes(), policy=email.policy.default)


def parts(mail):
    """(text, HTML); Babel's no-break spaces as plain ones."""
    return tuple(mail.get_body((kind,)).get_content().replace("\xa0", " ") for kind in ("plain", "html"))


def elements(html):
    return [e for e in html5lib.parse(html, namespaceHTMLElements=False).iter() if isinstance(e.tag, str)]


def shape(html):
    """Every element with its attributes, in order."""
    return [(e.tag, sorted(e.attrib.items())) for e in elements(html)]


def test_a_mail_says_how_many_since_when_what_and_where():
    mail = written(a_digest(an_excerpt(is_appeal=True), appeals=1))
    assert mail["Subject"] == "[Le Blog] 3 commentaires attendent"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<n1.0@blog.example>"
    assert mail["Date"].datetime == AT
    for part in parts(mail):
        assert "3 commentaires vous attendent." in part
        assert "Le plus ancien attend depuis 2 heures." in part
        assert "Un auteur demande une nouvelle lecture." in part
        assert "Anne sur « Le levain »" in part
        assert "Merci !" in part
        assert "… et 2 autres." in part
        assert URL in part


def test_a_mail_speaks_the_sites_language():
    mail = written(a_digest(site=Site(name="default", language="en"), waiting=1))
    assert mail["Subject"] == "[default] One comment is waiting"
    assert mail["Content-Language"] == "en"
    assert "Anne on “Le levain”" in parts(mail)[0]


def test_a_site_of_another_language_is_written_to_in_the_services_own():
    assert written(a_digest(site=Site(name="default", language="de")))["Content-Language"] == "fr"


def test_nobody_is_somebody_too():
    text, _ = parts(written(a_digest(an_excerpt(author="", article=""))))
    assert "Anonyme sur « demo »" in text


def test_the_one_link_opens_the_queue_and_there_are_no_images():
    _, html = parts(written(a_digest()))
    links = [e for e in elements(html) if e.tag == "a"]
    assert [e.attrib["href"] for e in links] == [URL]
    assert not {e.tag for e in elements(html)} & {"img", "form", "script", "link", "iframe", "object", "svg", "style"}
    assert "url(" not in html


@pytest.mark.parametrize("hostile", [*HOSTILE, *PAYLOADS])
def test_a_strangers_words_are_words_and_nothing_else(hostile):
    """As the digest shortens them: `one_line` is what every field goes through."""
    words = one_line(hostile, 160) or "-"
    text, html = parts(written(a_digest(an_excerpt(author=words, text=words, article=words))))
    assert shape(html) == shape(parts(written(a_digest()))[1])
    for part in (text, html):
        rest = part.replace(URL, "")
        assert not re.search(r"\w\.example|www\.|://|mailto:|javascript:", rest, re.IGNORECASE)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\x00\x1b]", rest)


@pytest.mark.parametrize("hostile", [*HOSTILE, *PAYLOADS])
def test_no_words_reach_a_header(hostile):
    plain, attacked = written(a_digest()), written(a_digest(site=Site(name="default", title=hostile)))
    assert attacked.keys() == plain.keys()
    assert attacked["To"] == "lea@blog.example"
    assert "\n" not in attacked["Subject"]
    assert [p.get_content_type() for p in attacked.walk()] == [p.get_content_type() for p in plain.walk()]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://evil.example/x?a=b", "https[:]//evil[.]example/x?a=b"),
        ("www.evil.co.uk", "www[.]evil[.]co[.]uk"),
        ("mailto:a@evil.example", "mailto[:]a@evil[.]example"),
        ("xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd[.]xn--p1ai"),
        ("пример.рф", "пример[.]рф"),
        ("例え。テスト", "例え[。]テスト"),
        ("http://localhost/x", "http[:]//localhost/x"),
        (r"\\evil\share", r"\ \evil\share"),
        ("À 12:30, 3.5 kg. Fin.", "À 12:30, 3.5 kg. Fin."),
        ("Ah… oui : non.", "Ah… oui : non."),
    ],
)
def test_what_a_client_would_link_is_broken_and_prose_is_not(text, shown):
    assert inert(text) == shown


def test_a_text_is_shortened_to_one_line():
    assert one_line("a\r\n\tb\u2028c\x00d", 10) == "a b c d"
    assert one_line("été " * 50, 12) == "été été été…"
    assert len(one_line("x" * 500, 160)) == 160


def test_every_line_is_short_enough_for_any_mail_server():
    """RFC 5322 section 2.1.1: 998 octets, and 7 bits where the server promises no more."""
    long = replace(an_excerpt(), text="é" * 160, author="ü" * 60, article="中" * 160)
    letters = Letters(Translations(TRANSLATIONS), "fr")
    raw = letters.write(a_digest(*[long] * 5), Envelope("a@b.example", "lea@blog.example", "n1")).as_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()
