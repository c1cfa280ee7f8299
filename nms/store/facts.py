"""Facts of a device as JSON, and how what several collectors tell becomes one."""

import dataclasses
import json
from collections.abc import Iterable

from nms.core.observed import Facts

_NAMES = frozenset(field.name for field in dataclasses.fields(Facts))


def encode(facts: Facts) -> str:
    """Facts as JSON."""
    return json.dumps(dataclasses.asdict(facts), ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> Facts:
    """The facts again; fields that a later version no longer knows are left out."""
    return Facts(**{name: value for name, value in json.loads(text).items() if name in _NAMES})


def merged(known: Facts | None, told: Iterable[Facts]) -> Facts | None:
    """What is known after hearing more: an empty field tells nothing and leaves what was known."""
    for facts in told:
        news = {name: value for name in _NAMES if (value := getattr(facts, name)) not in ("", None)}
        known = dataclasses.replace(known or Facts(), **news)
    return known
