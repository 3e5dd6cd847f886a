"""A mail server, by SMTP over TLS."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage

from kbsearch.messages import Message
from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets_config import MailConfig

ANSWER_SECONDS = 30.0


class SmtpServer:
    """Takes messages one by one, each over a connection of its own. Certificates are verified."""

    def __init__(self, config: MailConfig, timeout: float = ANSWER_SECONDS, context: ssl.SSLContext | None = None) -> None:
        self._config = config
        self._timeout = timeout
        self._context = context or ssl.create_default_context()

    def send(self, message: EmailMessage) -> None:
        """Hand a message over. Raises DeliveryError, final where the server refuses it for good."""
        try:
            self._send(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()), (550, b""))
            raise self._refused(code, text) from None
        except smtplib.SMTPAuthenticationError as error:
            raise self._failed(
                f"refuses the login ({error.smtp_code}); check mail.user and KBSEARCH_MAIL_PASSWORD.",
                f"がログインを拒否しました ({error.smtp_code})。mail.user と KBSEARCH_MAIL_PASSWORD を確かめてください。",
                is_final=error.smtp_code >= 500,
            ) from None
        except smtplib.SMTPResponseException as error:
            raise self._refused(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError as error:
            raise self._failed(
                f"cannot do what mail.security asks for: {error}",
                f"は mail.security で指定した方式に対応していません: {error}",
                is_final=True,
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
        said = text.decode(errors="replace") if isinstance(text, bytes) else text
        return self._failed(
            f"refuses the mail ({code}): {said}", f"がメールを拒否しました ({code}): {said}", is_final=code >= 500
        )

    def _failed(self, en: str, ja: str, *, is_final: bool = False) -> DeliveryError:
        place = f"{self._config.host}:{self._config.port}"
        reason = Message(f"The mail server {place} {en}", f"メールサーバー {place} {ja}")
        return DeliveryError(str(reason), is_final=is_final)
