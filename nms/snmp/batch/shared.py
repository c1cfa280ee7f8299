"""Answers in memory that two processes see: two generations of values, and one memory of texts."""

import mmap
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from nms.snmp.batch.answers import Answers
from nms.snmp.batch.fleet import Fleet
from nms.snmp.batch.ring import ROOM

GENERATIONS = 2
ALIGNMENT = 64
NAME = "citynms-answers"

Shape = tuple[int, ...]


def unnamed(size: int) -> int:
    """The descriptor of a file of zeros that has no name: it is gone with the last process that holds it, however
    that ends, and no limit of /dev/shm (64 MB in a container) bounds it."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create(NAME)
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    os.truncate(descriptor, size)
    return descriptor


def filled(octets: bytes) -> int:
    """An unnamed file that holds these octets."""
    descriptor = unnamed(len(octets))
    for start in range(0, len(octets), 1 << 20):
        os.pwrite(descriptor, octets[start : start + (1 << 20)], start)
    return descriptor


def contents(descriptor: int) -> bytes:
    """Everything in such a file, wherever others read in it."""
    with mmap.mmap(descriptor, 0, prot=mmap.PROT_READ) as memory:
        return memory[:]


def size_of(fleet: Fleet) -> int:
    """Octets that `generations` needs."""
    return sum(_aligned(np.dtype(kind).itemsize * int(np.prod(shape))) for kind, shape in _arrays(fleet)) or ALIGNMENT


def generations(fleet: Fleet, descriptor: int) -> tuple[Answers, ...]:
    """The answers of this round and of the one before by turns, as views of a file of `size_of` octets."""
    memory = mmap.mmap(descriptor, size_of(fleet))
    views: list[Any] = []
    start = 0
    for kind, shape in _arrays(fleet):
        views.append(np.ndarray(shape, kind, memory, start))
        start += _aligned(views[-1].nbytes)
    texts = views[3 * GENERATIONS :]
    return tuple(Answers(fleet, *views[3 * number : 3 * number + 3], *texts) for number in range(GENERATIONS))


def cleared(answers: Answers) -> Answers:
    """Before anything came; the texts stay for comparing."""
    for array in (answers.bits, answers.tags, answers.states, answers.changed):
        array[...] = 0
    return replace(answers, rescued={})


def _arrays(fleet: Fleet) -> Iterator[tuple[type, Shape]]:
    """Type and shape of every array: bits, tags and states of each generation, then texts, their sizes, changed."""
    for _ in range(GENERATIONS):
        yield from ((np.uint64, (fleet.values,)), (np.uint8, (fleet.values,)), (np.uint8, (fleet.messages,)))
    yield from ((np.uint8, (fleet.texts, ROOM)), (np.int32, (fleet.texts,)), (np.uint8, (fleet.texts,)))


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
