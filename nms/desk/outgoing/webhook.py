"""A message as signed JSON to another system (WeChat, an app, a chat room)."""

import json
from datetime import datetime

from nms.core.outbound import Message
from nms.desk.outgoing.http import Call
from nms.desk.signature import signed

MOMENT, SIGNATURE = "X-NMS-Timestamp", "X-NMS-Signature"
"""Headers: seconds since 1970, and sha256=<hex of the HMAC over "moment.body">; the same as at our own door."""


def webhook(message: Message, text: str, url: str, secret: str, now: datetime) -> Call:
    """The call of a message; `id` is the same at every try, so that the receiver can tell a repeat."""
    told = {
        "id": message.key,
        "occasion": str(message.occasion),
        "ticket": message.ticket,
        "language": message.language,
        "subject": message.subject,
        "text": text,
        "at": message.created_at.isoformat(),
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    moment = str(int(now.timestamp()))
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "citynms", MOMENT: moment}
    if secret:
        headers[SIGNATURE] = signed(secret, moment, body)
    return Call("POST", url, headers, body)
