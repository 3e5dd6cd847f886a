"""The contract of ticket desks for mail, over a real SMTP server (aiosmtpd)."""

import shutil
import smtplib
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from kbsearch.tickets.desk import LOGIN_PAUSE, DeliveryError
from kbsearch.tickets.mail import Letter, LetterWriter
from kbsearch.tickets.senders.email import EmailDesk
from kbsearch.tickets.senders.smtp import SmtpServer
from kbsearch.tickets.ticket import Status
from kbsearch.tickets_config import MailConfig
from tests.contract.desk_suite import folder
from tests.fakes.ticket_system import file_of
from tests.tickets import AT, FILES, NAME, SUBJECT, TEXT, make_handoff

__all__ = ["folder"]
SENDER, MAILBOX = "help@example.com", "desk@example.com"


class Mailbox:
    """What the server took, and the answer it gives instead where one is set."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.answer = "250 OK"
        self.answer_to_address = "250 OK"
        self.answer_to_sender = "250 OK"

    async def handle_MAIL(self, server: object, session: object, envelope: Envelope, address: str, options: object) -> str:
        envelope.mail_from = address
        return self.answer_to_sender

    async def handle_RCPT(self, server: object, session: object, envelope: Envelope, address: str, options: object) -> str:
        if self.answer_to_address.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_address

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.mails.append(message_from_bytes(content, policy=default))
            self.envelopes.append(envelope)
        return self.answer


@contextmanager
def serving(mailbox: Mailbox, **options: object) -> Iterator[MailConfig]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)  # type: ignore[arg-type]
    controller.start()
    try:
        yield MailConfig(host="127.0.0.1", port=port, security="none", sender=SENDER)
    finally:
        controller.stop()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def config(mailbox: Mailbox) -> Iterator[MailConfig]:
    with serving(mailbox) as config:
        yield config


@pytest.fixture
def desk(config: MailConfig) -> EmailDesk:
    return EmailDesk(MAILBOX, SENDER, SmtpServer(config, timeout=5))


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def files_in(mail: EmailMessage) -> dict[str, bytes]:
    return {str(each.get_filename()): each.get_payload(decode=True) for each in mail.iter_attachments()}  # type: ignore[misc]


def test_text_and_files_arrive_as_they_were(desk: EmailDesk, mailbox: Mailbox, folder: Path) -> None:
    remote = desk.create(make_handoff(folder, FILES))
    (mail,) = mailbox.mails
    assert remote.number == "KB-7Q4X-2Q"
    assert mail["Subject"] == f"[KB-7Q4X-2Q] {SUBJECT}"
    assert TEXT in text_of(mail)
    assert files_in(mail) == FILES
    assert not mail.defects


def test_an_answer_goes_to_the_customer(desk: EmailDesk, mailbox: Mailbox, folder: Path) -> None:
    desk.create(make_handoff(folder))
    (mail,) = mailbox.mails
    address = mail["Reply-To"].addresses[0]
    assert (address.display_name, address.addr_spec) == (NAME, "taro@example.com")
    assert (mail["From"], mail["To"]) == (SENDER, MAILBOX)
    assert mailbox.envelopes[0].rcpt_tos == [MAILBOX]


def test_a_mail_server_is_told_an_address_with_dots_in_odd_places_in_quotes(
    config: MailConfig, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    put = smtplib.SMTP.putcmd
    monkeypatch.setattr(smtplib.SMTP, "putcmd", lambda self, cmd, args="": said.append(f"{cmd} {args}") or put(self, cmd, args))
    letter = Letter("taro..y@docomo.ne.jp", NAME, "ja", SUBJECT, TEXT, "KB-7Q4X-2Q", 0)
    SmtpServer(config, timeout=5).send(LetterWriter(SENDER, lambda locale: NAME).message(letter, AT))
    assert 'rcpt TO:<"taro..y"@docomo.ne.jp>' in said
    assert mailbox.mails[0]["To"].addresses[0].addr_spec == "taro..y@docomo.ne.jp"


def test_what_follows_is_in_the_thread(desk: EmailDesk, mailbox: Mailbox, folder: Path) -> None:
    remote = desk.create(make_handoff(folder))
    name, content = next(iter(FILES.items()))
    desk.reply(remote, TEXT, {name: file_of(folder, name, content)}, "k1")
    desk.set_status(remote, Status.CLOSED, "k2")
    first, reply, status = mailbox.mails
    assert first["Message-ID"] == "<KB-7Q4X-2Q@example.com>"
    assert {mail["In-Reply-To"] for mail in (reply, status)} == {mail["References"] for mail in (reply, status)}
    assert reply["In-Reply-To"] == first["Message-ID"]
    assert TEXT in text_of(reply)
    assert files_in(reply) == {name: content}
    assert "closed this ticket" in text_of(status)


def test_a_mail_sent_again_has_the_same_message_id(desk: EmailDesk, mailbox: Mailbox, folder: Path) -> None:
    handoff = make_handoff(folder)
    remote = desk.create(handoff)
    desk.create(handoff)
    for key in ("k1", "k1", "k2"):
        desk.reply(remote, "text", {}, key)
    for key in ("s1", "s1", "s2"):
        desk.set_status(remote, Status.CLOSED, key)
    ids = [mail["Message-ID"] for mail in mailbox.mails]
    assert [len(ids), len(set(ids))] == [8, 5]
    assert desk.find(handoff.ticket.handoff_id) is None
    assert desk.changes("").replies == ()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\0"])
def test_no_header_can_be_smuggled_in(desk: EmailDesk, mailbox: Mailbox, folder: Path, end: str) -> None:
    evil = f"x{end}Bcc: victim@example.com{end}{end}text"
    handoff = make_handoff(folder, {f"a{end}b.txt": b"x"}, subject=evil, handoff_id=evil)
    customer = handoff.ticket.customer
    object.__setattr__(customer, "name", evil)
    desk.create(handoff)
    (mail,) = mailbox.mails
    assert "Bcc" not in mail
    assert mailbox.envelopes[0].rcpt_tos == [MAILBOX]
    assert sorted(set(mail)) == sorted(
        [*("From", "To", "Subject", "Message-ID", "Date", "Reply-To", "X-KB-Handoff-Id"), "MIME-Version", "Content-Type"]
    )


@pytest.mark.parametrize(
    ("answer", "is_final"), [("451 try later", False), ("552 too large", True), ("550 no", True), ("553 no", True)]
)
@pytest.mark.parametrize("at", ["answer", "answer_to_address"])
def test_a_refused_mail_is_final_where_the_server_says_so(
    desk: EmailDesk, mailbox: Mailbox, folder: Path, at: str, answer: str, is_final: bool
) -> None:
    setattr(mailbox, at, answer)
    with pytest.raises(DeliveryError, match=answer[:3]) as raised:
        desk.create(make_handoff(folder))
    assert raised.value.is_final is is_final


def test_no_server_is_tried_again(folder: Path) -> None:
    config = MailConfig(host="127.0.0.1", port=1, security="none", sender=SENDER)
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1:1") as raised:
        EmailDesk(MAILBOX, SENDER, SmtpServer(config, timeout=2)).create(make_handoff(folder))
    assert not raised.value.is_final


def test_a_server_without_encryption_is_not_used_where_it_is_asked_for(
    config: MailConfig, mailbox: Mailbox, folder: Path
) -> None:
    careful = SmtpServer(config.model_copy(update={"security": "starttls"}), timeout=5)
    with pytest.raises(DeliveryError, match=r"mail\.security") as raised:
        EmailDesk(MAILBOX, SENDER, careful).create(make_handoff(folder))
    assert (raised.value.is_final, raised.value.to_mend is None) == (False, False)
    assert mailbox.mails == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes a certificate for the test, is not installed")
    place = tmp_path_factory.mktemp("certificate")
    files = place / "certificate.pem", place / "key.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    command: list[str | Path] = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-out",
        files[0],
        "-keyout",
        files[1],
        *names,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return files


@pytest.fixture
def encrypted(mailbox: Mailbox, certificate: tuple[Path, Path]) -> Iterator[MailConfig]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def check(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == b"right"
        return AuthResult(success=good, handled=False)

    options = {"tls_context": context, "require_starttls": True, "authenticator": check, "auth_required": True}
    with serving(mailbox, **options) as config:
        yield config.model_copy(update={"security": "starttls", "user": "help", "password": "right"})


@pytest.fixture
def trusting(certificate: tuple[Path, Path]) -> Callable[[MailConfig], EmailDesk]:
    def make(config: MailConfig) -> EmailDesk:
        context = ssl.create_default_context(cafile=certificate[0])
        return EmailDesk(MAILBOX, SENDER, SmtpServer(config, 5, context))

    return make


def test_mail_is_sent_encrypted_and_logged_in(
    encrypted: MailConfig, mailbox: Mailbox, trusting: Callable[[MailConfig], EmailDesk], folder: Path
) -> None:
    trusting(encrypted).create(make_handoff(folder))
    assert len(mailbox.mails) == 1


def test_a_wrong_password_is_waited_for(
    encrypted: MailConfig, trusting: Callable[[MailConfig], EmailDesk], folder: Path
) -> None:
    desk = trusting(encrypted.model_copy(update={"password": "wrong"}))
    with pytest.raises(DeliveryError, match="KBSEARCH_MAIL_PASSWORD") as raised:
        desk.create(make_handoff(folder))
    assert (raised.value.is_final, raised.value.retry_after) == (False, LOGIN_PAUSE)
    assert "KBSEARCH_MAIL_PASSWORD" in str(raised.value.to_mend)


def test_a_login_that_is_missing_is_waited_for(encrypted: MailConfig, folder: Path, certificate: tuple[Path, Path]) -> None:
    context = ssl.create_default_context(cafile=certificate[0])
    server = SmtpServer(encrypted.model_copy(update={"user": ""}), 5, context)
    with pytest.raises(DeliveryError, match=r"530.*mail\.user") as raised:
        EmailDesk(MAILBOX, SENDER, server).create(make_handoff(folder))
    assert (raised.value.is_final, raised.value.to_mend is None) == (False, False)


@pytest.mark.parametrize("answer", ["550 not yours", "553 not owned by user"])
def test_a_sender_that_is_refused_is_waited_for_and_named(desk: EmailDesk, mailbox: Mailbox, folder: Path, answer: str) -> None:
    mailbox.answer_to_sender = answer
    with pytest.raises(DeliveryError, match=r"mail\.sender") as raised:
        desk.create(make_handoff(folder))
    assert answer[4:] in raised.value.reason
    assert (raised.value.is_final, raised.value.to_mend is None) == (False, False)
    assert "not" not in str(raised.value.to_mend)


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(encrypted: MailConfig, mailbox: Mailbox, folder: Path) -> None:
    with pytest.raises(DeliveryError, match="certificate"):
        EmailDesk(MAILBOX, SENDER, SmtpServer(encrypted, timeout=5)).create(make_handoff(folder))
    assert mailbox.mails == []


def test_a_goodbye_that_fails_does_not_undo_a_mail_that_was_taken(
    desk: EmailDesk, mailbox: Mailbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: smtplib.SMTP) -> None:
        raise TimeoutError

    monkeypatch.setattr(smtplib.SMTP, "quit", fail)
    desk.create(make_handoff(folder))
    assert len(mailbox.mails) == 1
