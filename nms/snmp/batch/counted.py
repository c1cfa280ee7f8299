"""What a round says of one group, ready for those who keep and judge counters."""

from collections.abc import Sequence

import numpy as np

from nms.snmp import ber
from nms.snmp.batch.answers import KINDS, SIGNED, UNSIGNED, Answers
from nms.snmp.batch.arrays import U8, U64
from nms.snmp.batch.fleet import Group


def scalars(answers: Answers, group: Group) -> list[list[int | None]]:
    """The numbers among the scalars of each agent; None for what is absent or no number."""
    count = len(group.layout.scalars)
    bits, tags = answers.rows(group)
    signed = bits[:, :count].view(np.int64).tolist()
    found: list[list[int | None]] = []
    for whole, row, types in zip(bits[:, :count].tolist(), signed, tags[:, :count].tolist(), strict=True):
        one = zip(whole, row, types, strict=True)
        found.append([(low if tag == ber.INTEGER else high) if KINDS[tag] else None for high, low, tag in one])
    return found


def counters(answers: Answers, group: Group, wanted: Sequence[bool]) -> tuple[U64, U8]:
    """The table of the wanted agents, column by column, as `SampleStore.append_grid` takes it: bits and kinds.

    Of the others, and of what no counter can hold, nothing stands in it.
    """
    first = len(group.layout.scalars)
    bits, tags = answers.rows(group)
    kept, types = bits[:, first:].copy(), tags[:, first:]
    kinds = KINDS[types]
    beyond = kept >> np.uint64(63) != 0
    kinds[beyond & (kinds == SIGNED)] = UNSIGNED
    kinds[beyond & (types == ber.INTEGER)] = 0
    kinds[~np.array(wanted, bool)] = 0
    return kept, kinds
