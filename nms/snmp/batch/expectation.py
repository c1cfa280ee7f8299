"""What the answers must look like, as arrays: which object names, in which order, of which questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nms.core.ports import Oid
from nms.snmp import ber
from nms.snmp.batch.arrays import I32, I64, U8, U64

WORD = 8


@dataclass(frozen=True, slots=True)
class Expectation:
    """Distinct questions, numbered: `counts[q]` variables each, whose encoded names stand end to end in `pool`.

    The name of variable j of question q is `pool[starts[firsts[q] + j]:][:sizes[firsts[q] + j]]`. For comparing many
    names at once they are also there as words, last first: `words[k][j, q]` is octets -8(k+1) … -8k of the name
    where `masks[k][j, q]` has bits, and `lengths[j, q]` its length.
    """

    counts: I32
    firsts: I64
    starts: I64
    sizes: I32
    pool: U8
    lengths: U64
    words: tuple[U64, ...]
    masks: tuple[U64, ...]

    @classmethod
    def of(cls, questions: Sequence[Sequence[Oid]]) -> "Expectation":
        """From the names that each question's answer must hold."""
        names = [[ber.object_id(oid)[2:] for oid in oids] for oids in questions]
        counts = np.array([len(row) for row in names], np.int32)
        flat = [name for row in names for name in row]
        sizes = np.array([len(name) for name in flat], np.int32)
        firsts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        starts = (np.cumsum(sizes) - sizes).astype(np.int64)
        pool = np.frombuffer(b"".join(flat) + bytes(WORD), np.uint8)
        return cls(counts, firsts, starts, sizes, pool, *_words(counts, flat, sizes))

    @property
    def longest(self) -> int:
        """The most variables of one question."""
        return int(self.counts.max(initial=0))


def _words(counts: I32, flat: Sequence[bytes], sizes: I32) -> tuple[U64, tuple[U64, ...], tuple[U64, ...]]:
    shape = (int(counts.max(initial=0)), counts.size)
    places = np.concatenate([np.arange(count) for count in counts]), np.repeat(np.arange(counts.size), counts)
    lengths = np.zeros(shape, np.uint64)
    lengths[places] = sizes
    words, masks = [], []
    for k in range(-(-int(sizes.max(initial=0)) // WORD)):
        word, mask = np.zeros(shape, np.uint64), np.zeros(shape, np.uint64)
        word[places] = [int.from_bytes(_piece(name, k).rjust(WORD, b"\0"), "little") for name in flat]
        octets = [b"\xff" * len(_piece(name, k)) for name in flat]
        mask[places] = [int.from_bytes(ones.rjust(WORD, b"\0"), "little") for ones in octets]
        words.append(word)
        masks.append(mask)
    return lengths, tuple(words), tuple(masks)


def _piece(name: bytes, k: int) -> bytes:
    end = len(name) - WORD * k
    return name[max(end - WORD, 0) : max(end, 0)]
