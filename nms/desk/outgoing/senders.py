"""One call for every way that a message can travel."""

from collections.abc import Callable
from datetime import datetime

from nms.core.allowed import AllowList
from nms.core.config import NoticesConfig
from nms.core.outbound import LINK, Medium, Message
from nms.desk.delivery import SendError
from nms.desk.outgoing.http import call
from nms.desk.outgoing.mail import letter, send
from nms.desk.outgoing.sms import sms
from nms.desk.outgoing.webhook import webhook

Secret = Callable[[str], str]
"""A secret by its name: mail.password, sms.token, webhook.NAME; "" where there is none."""


class Senders:
    """Sends by the settings; every method blocks until the next hop has answered."""

    def __init__(self, settings: NoticesConfig, secret: Secret) -> None:
        self._settings, self._secret = settings, secret
        self._allow = AllowList(settings.allow)

    def send(self, message: Message, link: str, now: datetime) -> None:
        """Send one, its secret link filled in; SendError when it was not taken."""
        text = message.body.replace(LINK, link)
        ways = {Medium.EMAIL: self._mail, Medium.WEBHOOK: self._webhook, Medium.SMS: self._sms}
        ways[message.medium](message, text, now)

    def _mail(self, message: Message, text: str, _now: datetime) -> None:
        mail = self._settings.mail
        if not mail.host:
            raise _no_way(message)
        made = letter(message, text, mail.sender)
        send(made, mail, self._secret("mail.password"), self._allow, self._settings.timeout_s)

    def _webhook(self, message: Message, text: str, now: datetime) -> None:
        hook = self._settings.webhooks.get(message.target)
        if hook is None or not hook.enabled:
            raise _no_way(message)
        made = webhook(message, text, hook.url, self._secret(f"webhook.{message.target}"), now)
        call(made, self._allow, self._settings.timeout_s)

    def _sms(self, message: Message, text: str, _now: datetime) -> None:
        if not self._settings.sms.url:
            raise _no_way(message)
        made = sms(self._settings.sms, message.target, text, self._secret("sms.token"))
        call(made, self._allow, self._settings.timeout_s)


def _no_way(message: Message) -> SendError:
    return SendError("NMS-KB-030", final=True, medium=message.medium, target=message.target)
