"""Exports in the small: ``a_wxr(a_comment(1, approved="spam"))``."""

from __future__ import annotations

from xml.sax.saxutils import escape

WXR = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:wp="http://wordpress.org/export/{version}/"><channel><title>Blog</title>'
    "<wp:base_blog_url>https://blog.example</wp:base_blog_url>{items}</channel></rss>"
)
DISQUS = (
    '<?xml version="1.0" encoding="utf-8"?>\n<disqus xmlns="http://disqus.com"'
    ' xmlns:dsq="http://disqus.com/disqus-internals">{inside}</disqus>'
)


def cdata(text):
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def a_comment(number=1, raw="", **fields):
    """A WXR comment; ``raw`` is put into it as it is."""
    values = {
        "author": cdata("Anne"),
        "author_email": "anne@example.org",
        "author_url": "https://anne.example/",
        "author_IP": "192.0.2.1",
        "date": "2009-03-01 13:00:00",
        "date_gmt": "2009-03-01 12:00:00",
        "content": cdata(f"Un commentaire numéro {number}"),
        "approved": "1",
        "type": "",
        "parent": "0",
        "user_id": "0",
    } | fields
    inside = "".join(f"<wp:comment_{name}>{value}</wp:comment_{name}>" for name, value in values.items())
    return f"<wp:comment><wp:comment_id>{number}</wp:comment_id>{inside}{raw}</wp:comment>\n"


def an_item(*comments, post_id="7", title="Levain", link="https://blog.example/levain", **fields):
    """A WXR item with its comments."""
    values = {"comment_status": "open", "post_date_gmt": "2009-02-01 08:00:00"} | fields
    inside = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in values.items())
    return (
        f"<item><title>{escape(title)}</title><link>{link}</link><content:encoded>{cdata('<p>Long</p>')}</content:encoded>"
        f"<wp:post_id>{post_id}</wp:post_id>{inside}{''.join(comments)}</item>\n"
    )


def a_wxr(*comments, version="1.2", items=None):
    """A whole WXR file as bytes."""
    return WXR.format(version=version, items=items or an_item(*comments)).encode()


def a_thread(dsq="100", identifier="levain", **fields):
    """A Disqus thread."""
    values = {
        "id": identifier,
        "forum": "blog",
        "link": "https://blog.example/levain",
        "title": "Levain",
        "createdAt": "2012-01-01T00:00:00Z",
        "isClosed": "false",
        "isDeleted": "false",
    } | fields
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    return f'<thread dsq:id="{dsq}">{inside}</thread>\n'


def a_post(number=1, thread="100", parent=None, author="<name>Anne</name><isAnonymous>true</isAnonymous>", **fields):
    """A Disqus post."""
    values = {
        "id": "",
        "message": cdata(f"<p>Message {number}</p>"),
        "createdAt": "2012-03-04T05:06:07Z",
        "isDeleted": "false",
        "isSpam": "false",
    } | fields
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    above = f'<parent dsq:id="{parent}" />' if parent else ""
    return f'<post dsq:id="{number}">{inside}<author>{author}</author><thread dsq:id="{thread}" />{above}</post>\n'


def a_disqus(*parts):
    """A whole Disqus file as bytes."""
    return DISQUS.format(inside="".join(parts)).encode()
