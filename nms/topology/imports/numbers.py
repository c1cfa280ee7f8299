"""Numbers out of files: finite and within reason, or an error that names the place."""

import math

from nms.core.errors import InvalidError, Where

_LARGEST = 1e9
"""Costs stay whole numbers below 2^53 even summed over a long path."""


def number(word: str, file: str, line: int, key: str, *, least: float = -_LARGEST, most: float = _LARGEST) -> float:
    """A number; InvalidError NMS-TOPO-009 for what is none, infinite or out of bounds."""
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and least <= value <= most):
        raise InvalidError("NMS-TOPO-009", Where(file, line, key), name=key, value=word[:40], least=least, most=most)
    return value
