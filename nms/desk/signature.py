"""Signed messages of other systems: HMAC-SHA256 over moment and body, in time, and never twice."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

from nms.core.errors import UnauthenticatedError

WINDOW = timedelta(seconds=300)
"""How far the sender's clock may be off, either way."""

REMEMBERED = 2 * WINDOW
"""So long must a signature be known: it is good from one end of the window to the other."""

LEAST_SECRET = 16
_MOMENT = re.compile(r"\d{9,11}")
_SIGNATURE = re.compile(r"sha256=([0-9a-fA-F]{64})")


def signed(secret: str, moment: str, body: bytes) -> str:
    """The signature of a body at a moment (seconds since 1970, as text): sha256=<hex over "moment.body">."""
    mac = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"


def verified(secret: str | None, moment: str, signature: str, body: bytes, now: datetime) -> str:
    """The nonce of a message that is genuine and in time: what its signature says.

    UnauthenticatedError NMS-TICKET-301 without signature or moment, 302 for a wrong one and for a channel without a
    secret (nobody learns which channels there are), 303 for a moment out of the window.
    """
    given = _SIGNATURE.fullmatch(signature.strip())
    if given is None or not _MOMENT.fullmatch(moment.strip()):
        raise UnauthenticatedError("NMS-TICKET-301")
    usable = secret is not None and len(secret) >= LEAST_SECRET
    wanted = signed(secret if usable and secret else "no secret, no entry", moment.strip(), body)
    same = hmac.compare_digest(wanted, f"sha256={given[1].lower()}")
    if not same or not usable:
        raise UnauthenticatedError("NMS-TICKET-302")
    sent = datetime.fromtimestamp(int(moment), UTC)
    if abs(now - sent) > WINDOW:
        raise UnauthenticatedError("NMS-TICKET-303", sent=sent.isoformat(), window=int(WINDOW.total_seconds()))
    return given[1].lower()
