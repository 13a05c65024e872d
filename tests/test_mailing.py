"""Mails handed over to a real mail server, in clear and under TLS."""

import socket

import pytest
from receivers import Mailbox, certified

from moderation.config import MailServer
from moderation.errors import DeliveryError
from moderation.mailing import Mailer


def a_mail(to="lea@blog.example"):
    from email.message import EmailMessage
    from email.policy import SMTP

    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "moderation@blog.example", to, "Été"
    mail.set_content("Où ?\n", cte="quoted-printable")
    return mail


def server(mailbox, security="smtp", host="127.0.0.1", user=None, password=None):
    return MailServer(security, host, mailbox.port, user, password)


def test_a_mail_reaches_the_mailbox():
    with Mailbox() as mailbox:
        Mailer(server(mailbox)).send(a_mail())
    ((sender, to, mail),) = mailbox.mails
    assert (sender, to, mail["Subject"]) == ("moderation@blog.example", ["lea@blog.example"], "Été")
    assert mail.get_content().splitlines() == ["Où ?"]


def test_a_refused_recipient_is_a_failure_that_repeats_no_address():
    with Mailbox() as mailbox:
        mailbox.refusal = "550 no such person: lea@blog.example"
        with pytest.raises(DeliveryError) as failed:
            Mailer(server(mailbox)).send(a_mail())
    assert str(failed.value) == "recipient refused: SMTP 550"


def test_a_busy_server_is_a_failure():
    with Mailbox() as mailbox:
        mailbox.refusal = "451 try later"
        with pytest.raises(DeliveryError, match="451"):
            Mailer(server(mailbox)).send(a_mail())


def test_nobody_listening_is_a_failure():
    with socket.socket() as bound:  # taken, but not listening
        bound.bind(("127.0.0.1", 0))
        with pytest.raises(DeliveryError, match="ConnectionRefusedError"):
            Mailer(MailServer("smtp", "127.0.0.1", bound.getsockname()[1])).send(a_mail())


def test_a_server_that_says_nothing_is_left():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(DeliveryError, match="SMTPServerDisconnected"):
        Mailer(MailServer("smtp", "127.0.0.1", silent.getsockname()[1]), timeout_s=0.05).send(a_mail())


def test_starttls_comes_before_the_password(tmp_path):
    serving, trusting = certified(tmp_path, "127.0.0.1")
    with Mailbox(tls_context=serving, require_starttls=True, auth_required=True) as mailbox:
        Mailer(server(mailbox, "smtp+starttls", user="lea", password="p@ss"), trusting).send(a_mail())
        assert mailbox.logins == [(b"lea", b"p@ss")]
        with pytest.raises(DeliveryError, match="535"):
            Mailer(server(mailbox, "smtp+starttls", user="lea", password="wrong"), trusting).send(a_mail())
    assert len(mailbox.mails) == 1


def test_a_server_without_starttls_gets_neither_password_nor_mail():
    with Mailbox() as mailbox, pytest.raises(DeliveryError, match="SMTPNotSupportedError"):
        Mailer(server(mailbox, "smtp+starttls", user="lea", password="p@ss")).send(a_mail())
    assert mailbox.mails == []


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    serving, _ = certified(tmp_path, "127.0.0.1")
    with Mailbox(tls_context=serving) as mailbox, pytest.raises(DeliveryError, match="SSLCertVerificationError"):
        Mailer(server(mailbox, "smtp+starttls")).send(a_mail())
    assert mailbox.mails == []


def test_smtps_speaks_tls_from_the_start(tmp_path):
    serving, trusting = certified(tmp_path, "127.0.0.1")
    with Mailbox(ssl_context=serving) as mailbox:
        Mailer(server(mailbox, "smtps"), trusting).send(a_mail())
    assert len(mailbox.mails) == 1
