"""Mails handed over to the owner's mail server, one connection a mail (smtplib)."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from typing import TYPE_CHECKING

from moderation.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from moderation.config import MailServer

TIMEOUT_S = 15.0  # for each answer of the server


class Mailer:
    """Hands mails over; ``smtps`` and ``smtp+starttls`` verify the certificate and never fall back to clear."""

    def __init__(self, server: MailServer, context: ssl.SSLContext | None = None, timeout_s: float = TIMEOUT_S) -> None:
        self._server = server
        self._context = context or ssl.create_default_context()
        self._timeout_s = timeout_s

    def send(self, mail: EmailMessage) -> None:
        """The server has taken the mail for its one recipient; raises DeliveryError."""
        try:
            with self._connection() as connection:
                connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            ((code, _),) = refused.recipients.values()
            raise DeliveryError(f"recipient refused: SMTP {code}") from refused
        except smtplib.SMTPResponseException as refused:
            raise DeliveryError(f"refused: SMTP {refused.smtp_code}") from refused
        except (smtplib.SMTPException, OSError) as failed:
            raise DeliveryError(type(failed).__name__) from failed

    @contextlib.contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        server = self._server
        with self._opened() as connection:
            if server.security == "smtp+starttls":
                connection.starttls(context=self._context)
            if server.user and server.password:
                connection.login(server.user, server.password)
            yield connection

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "smtps":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout_s, context=self._context)
        return smtplib.SMTP(server.host, server.port, timeout=self._timeout_s)
