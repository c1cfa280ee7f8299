"""Settings of telling people outside: which hosts may be spoken to, the mail server, webhooks, the SMS gateway."""

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from nms.core.allowed import AllowList, Entry
from nms.core.config.section import Days, Port, Section

MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
"""A mail address as far as we write to it: ASCII, without quotes (RFC 5321, 4.1.2)."""

_WEB = {"http": 80, "https": 443}
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}")


def place(url: str) -> tuple[str, int]:
    """Host and port of a URL; ValueError for what is no http or https URL with a host and no user in it."""
    parts = urlsplit(url)
    if parts.scheme not in _WEB or not parts.hostname or parts.username is not None or not url.isprintable():
        raise ValueError(url)
    return parts.hostname, parts.port or _WEB[parts.scheme]


def _allowed(word: str) -> str:
    try:
        Entry.of(word)
    except ValueError as error:
        raise PydanticCustomError("NMS-KB-020", "no host", {"entry": word}) from error
    return word


def _url(value: str) -> str:
    try:
        if value:
            place(value.replace("{", "").replace("}", ""))
    except ValueError as error:
        raise PydanticCustomError("NMS-KB-022", "no URL") from error
    return value


def _mail(value: str) -> str:
    if value and not MAIL_ADDRESS.fullmatch(value):
        raise PydanticCustomError("NMS-KB-023", "no mail address", {"address": value})
    return value


def _header(value: str) -> str:
    if not _HEADER.fullmatch(value):
        raise PydanticCustomError("NMS-KB-025", "no header", {"header": value})
    return value


Allowed = Annotated[str, AfterValidator(_allowed)]
Url = Annotated[str, AfterValidator(_url)]
MailAddress = Annotated[str, AfterValidator(_mail)]
HeaderName = Annotated[str, AfterValidator(_header)]
HookName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
OccasionWord = Literal["created", "assigned", "escalated", "restored", "closed"]


class MailConfig(Section):
    """The mail server that takes what we send; without a host no mail is sent.

    `tls`: starttls (refused where the server has none), implicit (port 465), none only where the list names a host of
    our own. The password comes from the environment or the secret `desk.mail.password`.
    """

    host: str = ""
    port: Port = 587
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: MailAddress = ""

    @model_validator(mode="after")
    def _has_sender(self) -> Self:
        if self.host and not self.sender:
            raise PydanticCustomError("NMS-KB-023", "no sender", {"address": self.sender})
        return self


class HookConfig(Section):
    """A webhook: every occasion (or those named) as JSON by POST, signed with the secret by HMAC-SHA256.

    The secret comes from the environment or the secret `desk.webhook.NAME`.
    """

    enabled: bool = True
    url: Url
    secret: SecretStr = SecretStr("")
    occasions: tuple[OccasionWord, ...] = ()


class SmsConfig(Section):
    """The SMS gateway: one HTTP call a message, filled with {number}, {text} and {token}; without a url none is sent.

    In the url they are percent-encoded, in the body as `encode` says. The token comes from the environment or the
    secret `desk.sms.token`.
    """

    url: Url = ""
    method: Literal["GET", "POST", "PUT"] = "POST"
    headers: dict[HeaderName, str] = Field(default_factory=dict)
    body: str = ""
    encode: Literal["json", "form", "xml", "plain"] = "json"
    token: SecretStr = SecretStr("")
    most_characters: Annotated[int, Field(ge=20, le=2_000)] = 200


class NoticesConfig(Section):
    """Telling customers and staff: nothing leaves for a host that is not on `allow`.

    `allow` holds hosts, host:port, addresses and networks; a name that leads to an address of our own networks needs
    that address on the list too. `public_url` is where customers reach the pages; without it no secret link is sent.
    `staff` are mail addresses that hear of escalations.
    """

    allow: tuple[Allowed, ...] = ()
    public_url: Url = ""
    mail: MailConfig = MailConfig()
    webhooks: dict[HookName, HookConfig] = Field(default_factory=dict)
    sms: SmsConfig = SmsConfig()
    staff: tuple[MailAddress, ...] = ()
    tries: Annotated[int, Field(ge=1, le=12)] = 6
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 10
    survey_days: Days = 14

    @model_validator(mode="after")
    def _only_allowed(self) -> Self:
        allow = AllowList(self.allow)
        for host, port in self.places():
            if not allow.host(host, port):
                raise PydanticCustomError("NMS-KB-021", "not on the list", {"host": host, "port": port})
        return self

    def places(self) -> tuple[tuple[str, int], ...]:
        """Hosts and ports that these settings speak to."""
        urls = [hook.url for hook in self.webhooks.values() if hook.enabled] + ([self.sms.url] if self.sms.url else [])
        mail = [(self.mail.host, self.mail.port)] if self.mail.host else []
        return (*mail, *(place(url) for url in urls))
