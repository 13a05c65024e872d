"""The digest as a mail: words in the site's language, text and simple HTML, strangers' words inert in both."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from moderation import i18n
from moderation.digests import inert, one_line

if TYPE_CHECKING:
    from moderation.digests import Digest
    from moderation.i18n import Translations

TITLE_MAX = 80  # characters of a site's title in a subject


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom; the id is the same when the same mail is sent again."""

    sender: str
    to: str
    notice_id: str


class Letters:
    """Writes mails; ``default_language`` is that of sites whose own is not one of ours."""

    def __init__(self, translations: Translations, default_language: str) -> None:
        self._translations = translations
        self._default_language = default_language
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "mail"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._templates.filters["inert"] = inert

    def write(self, digest: Digest, envelope: Envelope) -> EmailMessage:
        """The mail; its one link only opens a page, and nothing a stranger wrote is in a header.

        Not even the owner's title can bring one in: Python before 3.11.10 and 3.12.5 decoded encoded words (=?…?=) in a
        value, line ends and all, and wrote them out as lines (CVE-2024-6923).
        """
        language = i18n.negotiated([digest.site.language], self._default_language)
        title = one_line(digest.site.title or digest.site.name, TITLE_MAX).replace("=?", "= ?")
        words = self._words(language, digest, title)
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = envelope.sender, envelope.to
        mail["Subject"] = self._translations.text(language, "notice-subject", site=title, count=digest.waiting)
        mail["Date"] = format_datetime(digest.at)
        mail["Message-ID"] = f"<{envelope.notice_id}@{envelope.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5: no vacation answers
        mail.set_content(self._templates.get_template("digest.txt").render(words), cte="quoted-printable")
        html = self._templates.get_template("digest.html").render(words)
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
        mail["Content-Language"] = language  # set_content would drop it
        return mail

    def _words(self, language: str, digest: Digest, title: str) -> dict[str, Any]:
        def text(key: str, **figures: Any) -> str:
            return self._translations.text(language, key, **figures)

        return {
            "language": language,
            "title": title,
            "digest": digest,
            "waits": i18n.duration(language, digest.waits),
            "t": text,
        }
