"""Hostile answers to a fleet: read by both walks of the batch engine, which must agree octet for octet."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import hostile_oracle as oracle
import numpy as np
from damage import I64, U8, Corpus
from hostile import Drawing, chosen, datagrams, told
from hostile_oracle import Pdu, Refused
from hostile_verdicts import Outcome, Verdicts
from snmp_batch_doubles import FIRST_ID, answer, fleet

from nms.core.ports import VarBind
from nms.snmp import messages
from nms.snmp.batch.answers import Answers, Fate, State
from nms.snmp.batch.arrays import I32
from nms.snmp.batch.fleet import Fleet
from nms.snmp.batch.ring import MARGIN, SLOT, Ring
from nms.snmp.batch.walking import Walk

SETS = 3
FOREIGN_SHARE, AGAIN_SHARE, CAPTURED_SHARE = 0.02, 0.05, 0.05


@dataclass
class Target:
    """A fleet that waits for answers, what is answered, and to which message (-1: nobody's answer)."""

    fleet: Fleet
    corpus: Corpus
    sets: list[I64]
    captured: I64

    @classmethod
    def of(cls, agents: int, captures: Sequence[bytes], seed: int) -> "Target":
        """Answers as pysnmp encodes them, several to each message."""
        rng, asked = random.Random(seed), fleet(agents, rows=4)
        made = [answer(asked, message, rng) for _ in range(SETS) for message in range(asked.messages)]
        sets = [np.arange(asked.messages) + number * asked.messages for number in range(SETS)]
        captured = np.arange(len(captures)) + len(made)
        return cls(asked, Corpus.of([*made, *captures]), sets, captured)

    def batch(self, rng: np.random.Generator) -> tuple[U8, I64, I64]:
        """Mutants and the agents they come from: an answer to every message in any order, some twice, some captured
        packets, some from the wrong agent."""
        answers = rng.permutation(self.sets[rng.integers(SETS)])
        count = answers.size
        again = rng.choice(answers, int(count * AGAIN_SHARE))
        others = rng.choice(self.captured, int(count * CAPTURED_SHARE)) if self.captured.size else again[:0]
        which = np.concatenate([answers, again, others])
        agents = self.fleet.agent_of[which % self.fleet.messages].astype(np.int64)
        foreign = rng.random(which.size) < FOREIGN_SHARE
        agents[foreign] = rng.integers(len(self.fleet.members), size=int(foreign.sum()))
        rows, sizes = self.corpus.damaged(which, rng)
        return rows, sizes, agents


def run_walks(walks: Sequence[Walk], target: Target, drawn: Drawing) -> Verdicts:
    """Every batch through every walk; AssertionError where they differ."""
    rng, verdicts = drawn.rng(), Verdicts()
    everything = [Answers.empty(target.fleet) for _ in walks]
    ring = None
    for batch in range(drawn.batches):
        rows, sizes, agents = target.batch(rng)
        ring = ring or Ring.of(sizes.size)
        _fill(ring, target.fleet, rows, sizes, agents)
        read = [_read(walk, ring, sizes.size, answers) for walk, answers in zip(walks, everything, strict=True)]
        for (heard, fates), answers in zip(read[1:], everything[1:], strict=True):
            assert np.array_equal(heard, read[0][0])
            assert np.array_equal(fates, read[0][1])
            same(everything[0], answers)
        heard, fates = read[0]
        verdicts.fates.update({fate.name.lower(): int((fates == fate).sum()) for fate in Fate})
        octets = datagrams(rows, sizes)
        for slot in chosen(drawn, batch, np.flatnonzero(fates == Fate.ANSWER).tolist(), rng):
            fate = Fate(int(fates[slot]))
            verdicts.judge(octets[slot], *_readings(everything[0], int(heard[slot]), fate, octets[slot]))
    return verdicts


def _fill(ring: Ring, fleet_: Fleet, rows: U8, sizes: I64, agents: I64) -> None:
    slots = ring.octets[: sizes.size * SLOT].reshape(-1, SLOT)
    slots[:, MARGIN : MARGIN + rows.shape[1]] = rows
    ring.sizes[:] = sizes
    ring.senders[:] = fleet_.addresses[agents]


def _read(walk: Walk, ring: Ring, count: int, answers: Answers) -> tuple[I32, U8]:
    answers.states[:] = State.ASKED
    answers.tags[:] = 0
    answers.changed[:] = 0
    return walk(ring, count, FIRST_ID, answers)


def _readings(answers: Answers, message: int, fate: Fate, octets: bytes) -> tuple[Outcome, Pdu | Refused]:
    theirs = oracle.read(octets)
    if fate is not Fate.ANSWER:
        return fate.name.lower(), theirs
    known = theirs.fields[2:] if isinstance(theirs, Pdu) else (0,)  # the walk has no use for the error-index
    binds = told(values_of(answers, message))
    return Pdu(messages.RESPONSE, (FIRST_ID + message, 0, *known), binds), theirs


def values_of(answers: Answers, message: int) -> list[VarBind]:
    """The variables that a message's answer brought."""
    agent = int(answers.fleet.agent_of[message])
    count = int(answers.fleet.expectation.counts[answers.fleet.question_of[message]])
    first = int(answers.fleet.place_of[message]) - answers.start(agent)
    return list(answers.variables(agent))[first : first + count]


def same(one: Answers, other: Answers) -> None:
    """Both walks leave equal arrays wherever something counts."""
    assert np.array_equal(one.states, other.states)
    assert np.array_equal(one.tags, other.tags)
    assert np.array_equal(one.bits[one.tags > 0], other.bits[other.tags > 0])
    assert np.array_equal(one.text_sizes, other.text_sizes)
    assert np.array_equal(one.changed, other.changed)
    inside = np.arange(one.texts.shape[1]) < one.text_sizes[:, None]
    assert np.array_equal(one.texts[inside], other.texts[inside])
