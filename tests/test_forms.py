"""What readers write arrives, whichever charset the page that holds the form is written in."""

from urllib.parse import urlencode

import pytest

from moderation.comments import Status

WORDS = "Déjà vu, « l’été » à 5 €"
URLENCODED = "application/x-www-form-urlencoded"
WHO = {"author": "Zoé", "email": "zoe@example.org"}


def urlencoded(fields, charset):
    return {"data": urlencode(fields, encoding=charset), "content_type": URLENCODED}


def bare(fields, charset):
    """As scripts write it that escape nothing but what would end a field."""
    text = "&".join(f"{name}={value}" for name, value in fields.items())
    return {"data": text.encode(charset), "content_type": URLENCODED}


def multipart(fields, charset):
    parts = (f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    return {"data": "".join([*parts, "--x--\r\n"]).encode(charset), "content_type": "multipart/form-data; boundary=x"}


def by_page(client, fields):
    return "/api/v1/articles/a/comments", fields


def by_wordpress(client, fields):
    return "/wp-comments-post.php", {"comment_post_ID": "a", "comment": fields.pop("content")} | fields


def by_akismet(client, fields):
    key = client.application.test_cli_runner().invoke(args=["keys", "add", "--name", "blog"]).output.splitlines()[-1]
    told = {"api_key": key, "blog": "https://b.example", "user_ip": "203.0.113.9"}
    sent = {"comment_content": fields.pop("content"), "comment_author": fields.pop("author")}
    return "/1.1/comment-check", told | sent | fields


@pytest.fixture
def arrives(client, desk, with_scorer):
    """What is kept of a form sent through this door: author and words."""
    with_scorer(0.5)

    def through(door, written, charset, content=WORDS, **more):
        path, fields = door(client, WHO | {"content": content} | more)
        client.post(path, **written(fields, charset))
        checks, _ = desk.checks.page("default", None, None, 10)
        kept = [(c.document.author, c.document.text) for c in checks]
        ((author, words),) = kept + [(c.author, c.content) for c in desk.store.queue("default", Status.PENDING)]
        return author, words

    return through


DOORS = [(by_page, urlencoded), (by_page, bare)] + [
    (door, written) for door in (by_wordpress, by_akismet) for written in (urlencoded, bare, multipart)
]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
@pytest.mark.parametrize(("door", "written"), DOORS)
def test_words_arrive_in_a_charset_nobody_named(arrives, door, written, charset):
    assert arrives(door, written, charset) == ("Zoé", WORDS)


@pytest.mark.parametrize("charset", ["windows-1251", "Shift_JIS", "iso-8859-15", "utf-8"])
@pytest.mark.parametrize("name", ["_charset_", "blog_charset"])
@pytest.mark.parametrize("door", [by_page, by_wordpress, by_akismet])
def test_words_arrive_in_the_charset_that_a_field_names(arrives, door, name, charset):
    words = {"windows-1251": "Спасибо, очень помогло", "Shift_JIS": "とても役に立ちました"}.get(charset, "Déjà vu")
    more = {"author": "Zoe", name: charset}
    assert arrives(door, urlencoded, charset, words, **more) == ("Zoe", words)


def test_words_arrive_in_the_charset_that_the_header_names(arrives):
    def declared(fields, charset):
        return urlencoded(fields, charset) | {"content_type": f"{URLENCODED}; charset={charset}"}

    assert arrives(by_page, declared, "koi8-r", "Спасибо", author="Zoe") == ("Zoe", "Спасибо")


def test_a_page_that_names_latin_1_is_in_windows_1252_as_browsers_have_it(arrives):
    assert arrives(by_page, urlencoded, "windows-1252", _charset_="ISO-8859-1") == ("Zoé", WORDS)


@pytest.mark.parametrize("charset", ["utf-16", "idna", "punycode", "zlib", "no such", "", "utf-8" * 99])
def test_a_charset_that_no_page_is_written_in_is_passed_over(arrives, charset):
    assert arrives(by_page, urlencoded, "utf-8", _charset_=charset) == ("Zoé", WORDS)


def test_words_cut_off_within_a_letter_keep_all_letters_before_it(client, arrives):
    def cut(fields, charset):
        return {"data": urlencode(fields).removesuffix("%A9"), "content_type": URLENCODED}

    assert arrives(by_page, cut, "utf-8", "Déjà dégusté") == ("Zoé", "Déjà dégust\ufffd")


def test_a_form_that_cannot_be_taken_apart_is_answered_as_an_empty_one(client):
    answer = client.post("/wp-comments-post.php", data=b"--y", content_type="multipart/form-data")
    assert (answer.status_code, answer.data) == (200, b"")
