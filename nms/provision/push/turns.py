"""Whose turn it is where several changes want the same devices."""

from collections.abc import Iterable, Sequence


def ready(waiting: Sequence[frozenset[str]], busy: Iterable[str]) -> list[int]:
    """Which of those that wait may begin, in the order they came: none of its devices is busy or wanted by one before.

    A change over many devices is not overtaken for ever by small ones.
    """
    taken = set(busy)
    found = []
    for at, devices in enumerate(waiting):
        if not devices & taken:
            found.append(at)
        taken |= devices
    return found
