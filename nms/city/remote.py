"""Orders to a running city: what the command line and the tests use."""

import json
import socket
from pathlib import Path
from typing import Any

from nms.core.errors import InvalidError, NmsError

TIMEOUT_S = 10.0


def order(control_file: Path, verb: str, **fields: object) -> dict[str, Any]:
    """Have a city obey: verb fault (kind, target, trap), repair (target, trap), list, status, quit,
    console-fault (device, kind, at, on, after, times, seconds, text), console-repair (device) or console-log (device).

    Returns its answer, such as {"traps": 2}. NMS-CITY-004 if no city answers; its own errors as it gave them.
    """
    place = _place(control_file)
    line = json.dumps({"token": place["token"], "verb": verb, **fields}).encode() + b"\n"
    try:
        with socket.create_connection(("127.0.0.1", int(place["port"])), TIMEOUT_S) as connection:
            connection.sendall(line)
            answer = json.loads(connection.makefile("rb").readline())
    except (OSError, ValueError) as error:
        raise NmsError("NMS-CITY-004", reason=str(error) or type(error).__name__) from error
    if not answer.pop("ok"):
        raise InvalidError(answer["code"], **answer["values"])
    return dict(answer)


def _place(control_file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(control_file.read_text()))
    except (OSError, ValueError) as error:
        raise NmsError("NMS-CITY-004", reason=f"{control_file.name}: {error}") from error
