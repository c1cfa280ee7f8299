"""Which hosts a pattern means: names, wildcards, roles, sites, halls, labels; `!` takes away, `&` keeps only."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from nms.core.device import Device
from nms.core.errors import InvalidError
from nms.core.site import Inventory


def words_of(device: Device, inventory: Inventory) -> frozenset[str]:
    """Every word that means this device."""
    site = inventory.sites.get(device.site)
    halls = (name for name, hall in inventory.halls.items() if device.name in hall.devices)
    labels = (f"{key}={value}" for key, value in device.labels.items())
    words = ("all", device.name, device.role.value, device.platform, device.site, site.district if site else "")
    return frozenset(word for word in (*words, *halls, *labels) if word)


def select(patterns: Sequence[str], inventory: Inventory, names: Iterable[str] | None = None) -> tuple[str, ...]:
    """The hosts that patterns mean, in the inventory's order, among `names` if given.

    InvalidError NMS-PLAY-033 for a pattern that means none, with the nearest known word.
    """
    pool = {name: inventory.devices[name] for name in (inventory.devices if names is None else names)}
    known = {name: words_of(device, inventory) for name, device in pool.items()}
    chosen: set[str] = set()
    plain = [pattern for pattern in patterns if pattern[:1] not in "!&"]
    for pattern in plain or ["all"]:
        chosen |= _matching(pattern, known)
    for pattern in patterns:
        if pattern.startswith("!"):
            chosen -= _matching(pattern[1:], known)
        elif pattern.startswith("&"):
            chosen &= _matching(pattern[1:], known)
    return tuple(name for name in pool if name in chosen)


def _matching(pattern: str, known: Mapping[str, frozenset[str]]) -> set[str]:
    found = {name for name, words in known.items() if any(fnmatchcase(word, pattern) for word in words)}
    if not found:
        words = sorted(frozenset().union(*known.values())) if known else []
        near = get_close_matches(pattern, words, n=1, cutoff=0.5)
        raise InvalidError("NMS-PLAY-033", None, field="hosts", value=pattern, near=near[0] if near else "all")
    return found
