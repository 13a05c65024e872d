"""Readers' text as safe HTML: whatever is written, nothing of it runs, loads or leads astray."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.web.rendering import LINK_REL, MARKDOWN_MAX, TAGS, rendered

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "![x](https://a.example/pixel.gif)",
    "![x](javascript:alert(1))",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example" onmouseover="alert(1))',
    "<iframe src=https://a.example></iframe>",
    "<style>*{display:none}</style>",
    "<form action=https://a.example><input name=password></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "<!--><script>alert(1)</script>-->",
    "<base href=https://a.example>",
    "<meta http-equiv=refresh content=0;url=https://a.example>",
    "# heading\n\n---\n\n<h1>x</h1>",
    "[x]: https://a.example\n\n[x]",
    "<p style=position:fixed id=form name=form class=btn>x</p>",
    "\x00<scr\x00ipt>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "*" * 5_000 + "[" * 5_000 + "`" * 5_000,
    "> " * 2_000 + "x",
]


def elements(text):
    tree = html5lib.parseFragment(rendered(text), namespaceHTMLElements=False)
    return [(e.tag, e.attrib) for e in tree.iter() if e is not tree]


def harmless(text):
    """The elements of the rendered text, none of which can do anything but lead somewhere on the web."""
    found = elements(text)
    for tag, attributes in found:
        assert tag in TAGS
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else {"start"} if tag == "ol" else set())
        if "href" in attributes:
            assert attributes["href"].lower().startswith(("http://", "https://"))
            assert attributes["rel"] == LINK_REL
    return [tag for tag, _ in found]


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: text[:40])
def test_an_attack_is_a_text(text):
    harmless(text)


@given(st.text(st.sampled_from("<>\"'&[]()!`*_~#-:/\\ \nabjsx=;0") | st.characters(codec="utf-8"), max_size=200))
def test_no_text_is_more_than_a_text(text):
    harmless(text)


def test_a_little_markdown_works():
    text = "A *b* **c** ~~d~~ `e`\nnext line\n\n> quoted\n\n1. one\n2. two\n\n- x"
    tags = harmless(text)
    assert set(tags) == {"p", "em", "strong", "s", "code", "br", "blockquote", "ol", "ul", "li"}


def test_an_address_written_out_is_a_link():
    assert harmless("see https://a.example/b and www.example.com") == ["p", "a", "a"]


def test_a_mail_address_is_no_invitation():
    assert harmless("write to anne@example.org") == ["p"]


def test_what_is_written_is_what_is_read():
    tree = html5lib.parseFragment(rendered("1 < 2 && 3 > 2 <b>&amp;</b>"), namespaceHTMLElements=False)
    assert "".join(tree.itertext()).strip() == "1 < 2 && 3 > 2 <b>&</b>"


def test_a_text_too_long_for_markdown_keeps_its_paragraphs_and_lines_and_nothing_else():
    shown = rendered("**a** <b>\r\nline\n\n \n\nhttp://a.example\n" + "x" * MARKDOWN_MAX)
    assert shown.startswith("<p>**a** &lt;b&gt;<br>line</p><p>http://a.example<br>xxx")
    assert shown.count("<p>") == 2


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_too_long_for_markdown_is_as_harmless(attack):
    elements = html5lib.parseFragment(rendered(attack + "x" * MARKDOWN_MAX), namespaceHTMLElements=False).iter()
    assert {str(e.tag) for e in elements} <= {"DOCUMENT_FRAGMENT", "p", "br"}
