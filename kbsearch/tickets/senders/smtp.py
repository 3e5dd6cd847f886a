"""A mail server, by SMTP over TLS."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage

from kbsearch.messages import Message
from kbsearch.tickets.desk import LOGIN_PAUSE, DeliveryError
from kbsearch.tickets_config import MailConfig

ANSWER_SECONDS = 30.0
LOGIN_WANTED = (530, 534, 535, 538)
"""Answers that want a login, or a better one, at whatever stage they are given."""
TOO_LARGE = 552


class SmtpServer:
    """Takes messages one by one, each over a connection of its own. Certificates are verified."""

    def __init__(self, config: MailConfig, timeout: float = ANSWER_SECONDS, context: ssl.SSLContext | None = None) -> None:
        self._config = config
        self._timeout = timeout
        self._context = context or ssl.create_default_context()

    def send(self, message: EmailMessage) -> None:
        """Hand a message over. Raises DeliveryError, final where the server refuses this mail or its recipient for good."""
        try:
            self._send(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()), (550, b""))
            raise self._refused(code, text) from None
        except smtplib.SMTPAuthenticationError as error:
            raise self._login_refused(error.smtp_code) from None
        except smtplib.SMTPSenderRefused as error:
            raise self._sender_refused(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPDataError as error:
            raise self._refused(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError as error:
            raise self._to_mend(
                f"cannot do what mail.security or mail.user asks for: {error}",
                f"は mail.security または mail.user で指定した方式に対応していません: {error}",
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise self._failed(
                f"cannot be reached, or broke off: {error}", f"に接続できないか、途中で切れました: {error}"
            ) from None

    def _send(self, message: EmailMessage) -> None:
        config = self._config
        if config.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(config.host, config.port, timeout=self._timeout, context=self._context)
        else:
            server = smtplib.SMTP(config.host, config.port, timeout=self._timeout)
        try:
            if config.security == "starttls":
                server.starttls(context=self._context)
            if config.user:
                server.login(config.user, config.password)
            server.send_message(message)
            with suppress(smtplib.SMTPException, OSError):  # it has the message; how it says goodbye does not matter
                server.quit()
        finally:
            server.close()

    def _refused(self, code: int, text: bytes | str) -> DeliveryError:
        if code in LOGIN_WANTED:
            return self._login_refused(code)
        said = _said(text)
        return self._failed(
            f"refuses the mail ({code}): {said}", f"がメールを拒否しました ({code}): {said}", is_final=code >= 500
        )

    def _sender_refused(self, code: int, text: bytes | str) -> DeliveryError:
        if code < 500 or code == TOO_LARGE or code in LOGIN_WANTED:
            return self._refused(code, text)
        return self._to_mend(
            f"refuses the sender ({code}); check that it takes mail from mail.sender when mail.user is logged in.",
            f"が差出人を拒否しました ({code})。mail.user のログインで mail.sender から送れるか確かめてください。",
            _said(text),
        )

    def _login_refused(self, code: int) -> DeliveryError:
        return self._to_mend(
            f"refuses the login ({code}); check mail.user and KBSEARCH_MAIL_PASSWORD.",
            f"がログインを拒否しました ({code})。mail.user と KBSEARCH_MAIL_PASSWORD を確かめてください。",
            retry_after=LOGIN_PAUSE,
        )

    def _to_mend(self, en: str, ja: str, said: str = "", *, retry_after: float | None = None) -> DeliveryError:
        to_mend = self._message(en, ja)
        return DeliveryError(f"{to_mend} {said}".rstrip(), retry_after=retry_after, to_mend=to_mend)

    def _failed(self, en: str, ja: str, *, is_final: bool = False) -> DeliveryError:
        return DeliveryError(str(self._message(en, ja)), is_final=is_final)

    def _message(self, en: str, ja: str) -> Message:
        place = f"{self._config.host}:{self._config.port}"
        return Message(f"The mail server {place} {en}", f"メールサーバー {place} {ja}")


def _said(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text
