"""The outside of many SNMPv2c responses at once, and whose answers they are."""

from dataclasses import dataclass

import numpy as np

from nms.snmp import ber, messages
from nms.snmp.batch.answers import Answers, Fate, State
from nms.snmp.batch.arrays import I32, I64, U8, U32, Mask
from nms.snmp.batch.octets import Octets, elements
from nms.snmp.batch.ring import MARGIN, ROOM, SLOT, Ring

VERSION_2C = 1
NUMBER_OCTETS = 4  # of version, request-id, error-status and error-index


@dataclass(frozen=True, slots=True)
class Opened:
    """Responses: request-ids, error-statuses, where their variables begin and end; `good` are those that are such."""

    numbers: I64
    statuses: I64
    starts: I64
    ends: I64
    good: Mask


def opened(octets: Octets, sizes: U32) -> Opened:
    """The responses in the first slots of a ring."""
    starts = np.arange(sizes.size, dtype=np.int64) * SLOT + MARGIN
    message = elements(octets, starts, ber.SEQUENCE, starts + np.minimum(sizes, ROOM))
    good = message.good & (sizes <= ROOM)
    version, at, fine = _integers(octets, message.starts, message.ends)
    good &= fine & (version == VERSION_2C)
    community = elements(octets, at, ber.OCTETS, message.ends)
    pdu = elements(octets, community.ends, messages.RESPONSE, message.ends)
    good &= community.good & pdu.good
    fields, at = [], pdu.starts
    for _ in range(3):  # request-id, error-status, error-index
        field, at, fine = _integers(octets, at, pdu.ends)
        fields.append(field)
        good &= fine
    binds = elements(octets, at, ber.SEQUENCE, pdu.ends)
    good &= binds.good & (binds.ends == pdu.ends) & (pdu.ends == message.ends)
    return Opened(fields[0], fields[1], binds.starts, binds.ends, good)


def _integers(octets: Octets, at: I64, ends: I64) -> tuple[I64, I64, Mask]:
    """INTEGERs of up to four octets, where the next element begins, and which were such."""
    found = elements(octets, at, ber.INTEGER, ends)
    size = found.ends - found.starts
    good = found.good & (size >= 1) & (size <= NUMBER_OCTETS)
    unused = np.where(good, 64 - 8 * size, 0)
    return octets.numbers(found.ends).view(np.int64) << unused >> unused, found.ends, good


def matched(responses: Opened, ring: Ring, first_id: int, answers: Answers) -> tuple[I32, U8]:
    """The message that each answers (-1 for none), and its Fate; of two answers to one question the first counts."""
    fleet = answers.fleet
    fates = np.full(responses.good.size, Fate.MALFORMED, np.uint8)
    wanted = responses.numbers - first_id
    known = responses.good & (wanted >= 0) & (wanted < min(fleet.messages, ring.messages))
    fates[responses.good] = Fate.LATE
    message = np.where(known, wanted, 0)
    address = fleet.addresses[fleet.agent_of[message]]
    same = (ring.senders[: message.size, :3] == address[:, :3]).all(axis=1)
    fates[known & ~same] = Fate.FOREIGN
    asked = np.flatnonzero(known & same & (answers.states[message] == State.ASKED))
    first = np.unique(message[asked], return_index=True)[1]
    fates[asked[first]] = Fate.ANSWER
    return np.where(fates == Fate.ANSWER, message, -1).astype(np.int32), fates
