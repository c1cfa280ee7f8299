"""The typed slots of a grammar: what may stand in a place of a command, and how the device writes it down."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address

Parsed = tuple[str, int] | None  # the value as the device writes it, and how many words it took
_NAME = re.compile(r"[!-~]+")
_NUMBER = re.compile(r"\d+")
_RD = re.compile(r"(?:\d{1,10}|\d+\.\d+\.\d+\.\d+):\d{1,10}")
_MAC_DASHED = re.compile(r"[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}")
_MAC_DOTTED = re.compile(r"[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}")
_SPLIT = re.compile(r"(\d+)")
_RANGES = re.compile(r"\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value: `kind` names a reader of `READERS`, `name` the value, `low` and `high` its bounds."""

    kind: str
    name: str
    low: int = 0
    high: int = 0


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which numbers in a text count as numbers: 2 before 10."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in _SPLIT.split(text) if part)


def folded(numbers: Sequence[int], join: str = " to ", between: str = " ") -> str:
    """Sorted numbers with runs folded: 10 20 to 22."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return between.join(f"{low}{join}{high}" if high > low else str(low) for low, high in runs)


def unfolded(text: str) -> list[int]:
    """The numbers that `10 20 to 22` or `10,20-22` names."""
    words = text.replace(",", " ").replace("-", " to ").split()
    numbers: list[int] = []
    for place, word in enumerate(words):
        if word == "to" and numbers and place + 1 < len(words):
            numbers += range(numbers[-1] + 1, int(words[place + 1]) + 1)
        elif word.isdigit() and (place == 0 or words[place - 1] != "to"):
            numbers.append(int(word))
    return numbers


def _name(slot: Slot, words: Sequence[str]) -> Parsed:
    return (words[0], 1) if _NAME.fullmatch(words[0]) and len(words[0]) <= (slot.high or 63) else None


def _integer(slot: Slot, words: Sequence[str]) -> Parsed:
    found = _NUMBER.fullmatch(words[0])
    number = int(words[0]) if found and len(words[0]) < 20 else -1
    return (str(number), 1) if found and slot.low <= number <= slot.high else None


def _signed(slot: Slot, words: Sequence[str]) -> Parsed:
    digits = words[0].removeprefix("-")
    return (words[0], 1) if digits.isdigit() and slot.low <= int(words[0]) <= slot.high else None


def _address(_slot: Slot, words: Sequence[str]) -> Parsed:
    try:
        return str(IPv4Address(words[0])), 1
    except AddressValueError:
        return None


def _bits(length: int) -> int:
    return (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF


MASKS = {str(IPv4Address(_bits(length))): length for length in range(33)}


def _mask(_slot: Slot, words: Sequence[str]) -> Parsed:
    """A dotted mask, or a prefix length, which the device writes dotted."""
    word = words[0]
    if word.isdigit() and int(word) <= 32:
        return str(IPv4Address(_bits(int(word)))), 1
    return (word, 1) if word in MASKS else None


def _wildcard(_slot: Slot, words: Sequence[str]) -> Parsed:
    return _address(_slot, words)


def _distinguisher(_slot: Slot, words: Sequence[str]) -> Parsed:
    return (words[0], 1) if _RD.fullmatch(words[0]) else None


def _distinguishers(_slot: Slot, words: Sequence[str]) -> Parsed:
    count = 0
    while count < len(words) and _RD.fullmatch(words[count]):
        count += 1
    return (" ".join(words[:count]), count) if count else None


def _dashed_mac(_slot: Slot, words: Sequence[str]) -> Parsed:
    return (words[0].lower(), 1) if _MAC_DASHED.fullmatch(words[0]) else None


def _dotted_mac(_slot: Slot, words: Sequence[str]) -> Parsed:
    return (words[0].lower(), 1) if _MAC_DOTTED.fullmatch(words[0]) else None


def _vlans(_slot: Slot, words: Sequence[str]) -> Parsed:
    """Numbers and runs, `10 20 to 30`, up to the first word that is neither."""
    count = 0
    while count < len(words) and (words[count].isdigit() or (words[count] == "to" and count)):
        count += 1
    numbers = unfolded(" ".join(words[:count]))
    whole = count and words[count - 1] != "to" and bool(numbers) and all(1 <= n <= 4094 for n in numbers)
    return (folded(numbers), count) if whole else None


def _ranges(_slot: Slot, words: Sequence[str]) -> Parsed:
    """`10,20-30` as Cisco writes it."""
    if not _RANGES.fullmatch(words[0]) or not all(1 <= number <= 4094 for number in unfolded(words[0])):
        return None
    return folded(unfolded(words[0]), "-", ","), 1


def _timeslots(_slot: Slot, words: Sequence[str]) -> Parsed:
    if not _RANGES.fullmatch(words[0]) or not all(1 <= number <= 31 for number in unfolded(words[0])):
        return None
    return folded(unfolded(words[0]), "-", ","), 1


def _serial(_slot: Slot, words: Sequence[str]) -> Parsed:
    """Serial number of an ONT: 16 hexadecimal digits."""
    return (words[0].upper(), 1) if re.fullmatch(r"[0-9A-Fa-f]{16}", words[0]) else None


READERS: Mapping[str, Callable[[Slot, Sequence[str]], Parsed]] = {
    "name": _name,
    "int": _integer,
    "signed": _signed,
    "ip": _address,
    "mask": _mask,
    "wildcard": _wildcard,
    "rd": _distinguisher,
    "rds": _distinguishers,
    "mac": _dashed_mac,
    "dotmac": _dotted_mac,
    "vlans": _vlans,
    "ranges": _ranges,
    "timeslots": _timeslots,
    "sn": _serial,
}
"""Readers that need no more than the words; `text` and `if` are read by the grammar itself."""
