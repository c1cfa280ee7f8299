"""A message as e-mail to the site's mail server, by STARTTLS unless the settings say otherwise."""

import hashlib
import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from nms.core.allowed import AllowList
from nms.core.config import MailConfig
from nms.core.outbound import Message
from nms.desk.delivery import SendError
from nms.desk.outgoing.place import Place, Resolve, place, resolved

_FINAL = 500


class _Smtp(smtplib.SMTP):
    """Speaks to the address that was judged; `host` stays the name, which the certificate must be for."""

    def __init__(self, where: Place, timeout: float, *, implicit: bool) -> None:
        self._where, self._implicit = where, implicit
        super().__init__(where.host, where.port, local_hostname="localhost", timeout=timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found = socket.create_connection((self._where.address, port), timeout)
        return ssl.create_default_context().wrap_socket(found, server_hostname=host) if self._implicit else found


def letter(message: Message, text: str, sender: str) -> EmailMessage:
    """The message as a letter; its Message-ID is the same at every try."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, message.target, message.subject
    made["Date"] = format_datetime(message.created_at)
    name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    made["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office reply makes a ticket of it
    made.set_content(text)
    return made


def send(
    wanted: EmailMessage,
    settings: MailConfig,
    password: str,
    allow: AllowList,
    timeout_s: float,
    resolve: Resolve = resolved,
) -> None:
    """Hand a letter to the mail server.

    SendError: NMS-KB-021, 024 (where it may not go), 026 (no answer), 027 (refused), 029 (no TLS).
    """
    where = place(settings.host, settings.port, allow, resolve)
    try:
        with _Smtp(where, timeout_s, implicit=settings.tls == "implicit") as server:
            if settings.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, password)
            server.send_message(wanted)
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        raise SendError("NMS-KB-029", host=where.host, reason=error) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(where, error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(where, *next(iter(error.recipients.values()))) from error
    except (OSError, smtplib.SMTPException) as error:
        raise SendError("NMS-KB-026", host=where.host, reason=str(error) or type(error).__name__) from error


def _refused(where: Place, status: int, said: bytes | str) -> SendError:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return SendError("NMS-KB-027", final=status >= _FINAL, said=words, host=where.host, status=status)
