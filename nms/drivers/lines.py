"""What may be typed into a device at all: one line each, nothing that a terminal would take for a key."""

import re
from collections.abc import Sequence

from nms.core.dialect import Dialect, refused, scrubbed, secrets_of
from nms.core.errors import InvalidError, RejectedError

_KEYS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SHORTEST_SECRET = 4
"""What is shorter is no secret, but would be found all over a reply."""
_LONGEST = 480  # characters; beyond it terminals wrap or cut what they echo


def clean(lines: Sequence[str]) -> None:
    """InvalidError NMS-DRV-040 for a line with control characters, NMS-DRV-041 for one that is too long."""
    for number, line in enumerate(lines, 1):
        if _KEYS.search(line):
            raise InvalidError("NMS-DRV-040", None, number=number, line=repr(line)[:60])
        if len(line) > _LONGEST:
            raise InvalidError("NMS-DRV-041", None, number=number, limit=_LONGEST)


def rejected(code: str, device: str, dialect: Dialect, line: str, reply: str, accepted: int = 0) -> RejectedError:
    """A refusal as people may read it: secrets are masked, those of the line wherever the reply repeats them."""
    shown, said = scrubbed(dialect, line.strip()), reply.strip()
    for secret in sorted(secrets_of(dialect, line), key=len, reverse=True):
        said = said.replace(secret, "******") if len(secret) >= _SHORTEST_SECRET else said
    said = scrubbed(dialect, said)
    return RejectedError(code, line=shown, reply=said, accepted=accepted, device=device)


def judged(device: str, dialect: Dialect, line: str, reply: str, accepted: int = 0) -> str:
    """The reply, unless it is a refusal: RejectedError NMS-DRV-042."""
    if refused(dialect, reply):
        raise rejected("NMS-DRV-042", device, dialect, line, reply, accepted)
    return reply
