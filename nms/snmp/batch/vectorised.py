"""The walk in NumPy: variable j of all answers in one step, so that a step costs an array operation, not an object."""

from dataclasses import dataclass, replace

import numpy as np

from nms.snmp.batch import envelope
from nms.snmp.batch.answers import Answers, Fate, State
from nms.snmp.batch.arrays import I32, I64, U8, U64, Mask
from nms.snmp.batch.expectation import WORD
from nms.snmp.batch.numbers import values
from nms.snmp.batch.octets import ONE, Octets, sizes_of
from nms.snmp.batch.ring import Ring

BATCH = 1024

_SEQUENCE, _NAME = np.uint64(0x30), np.uint64(0x06)
_8, _16, _FF, _FFFF = np.uint64(8), np.uint64(16), np.uint64(0xFF), np.uint64(0xFFFF)


@dataclass(frozen=True, slots=True)
class _Course:
    """Answers under way, those with most variables first: their messages and questions, where texts and where absent
    values may be, the place reached in each, where its variables begin and end, and whether it is well so far.

    They are `alike` if all answer one question.
    """

    messages: I32
    questions: I32
    texts: Mask
    gets: Mask
    at: I64
    origins: I64
    ends: I64
    good: Mask
    alike: bool

    def first(self, count: int) -> "_Course":
        """The first so many."""
        return replace(self, **{name: getattr(self, name)[:count] for name in _ARRAYS})


_ARRAYS = ("messages", "questions", "texts", "gets", "at", "origins", "ends", "good")


class VectorWalk:
    """The walk without a compiler."""

    name = "numpy"
    batch = BATCH
    linger_s = 0.004

    def __call__(self, ring: Ring, count: int, first_id: int, answers: Answers) -> tuple[I32, U8]:
        """Of the first `count` datagrams: the message that each answers (-1 for none), and its Fate."""
        octets = Octets(ring.octets)
        opened = envelope.opened(octets, ring.sizes[:count])
        messages, fates = envelope.matched(opened, ring, first_id, answers)
        rows = np.flatnonzero(fates == Fate.ANSWER)
        questions = answers.fleet.question_of[messages[rows]]
        order = np.argsort(-answers.fleet.expectation.counts[questions], kind="stable")
        rows, questions = rows[order], questions[order]
        course = _Course(
            messages[rows],
            questions,
            answers.fleet.text_of[messages[rows]] >= 0,
            answers.fleet.gets[questions] > 0,
            opened.starts[rows].copy(),
            opened.starts[rows],
            opened.ends[rows],
            opened.statuses[rows] == 0,
            bool((questions == questions[:1]).all()),
        )
        _read(octets, course, answers)
        fates[rows[~course.good]] = Fate.ODD
        return messages, fates


def _read(octets: Octets, course: _Course, answers: Answers) -> None:
    """All variables of all answers; those that are as expected are put in their places."""
    counts = answers.fleet.expectation.counts[course.questions]
    steps = np.arange(int(counts.max(initial=0)))
    bits, tags = np.zeros((steps.size, counts.size), np.uint64), np.zeros((steps.size, counts.size), np.uint8)
    live = np.searchsorted(-counts, -steps, side="left")  # how many have more than j variables
    part = course
    for j, n in enumerate(live.tolist()):
        if n != part.messages.size:
            part = course.first(n)
        bits[j, :n], tags[j, :n] = _variable(octets, part, j, answers)
    course.good[:] &= course.at == course.ends
    answers.states[course.messages] = np.where(course.good, State.ANSWERED, State.STRANGE)
    inside = (steps[:, None] < counts) & course.good
    places = answers.fleet.place_of[course.messages] + steps[:, None]
    answers.bits[places[inside]] = bits[inside]
    answers.tags[places[inside]] = tags[inside]
    _keep_texts(octets, course, answers)


def _variable(octets: Octets, course: _Course, j: int, answers: Answers) -> tuple[U64, U8]:
    """Variable j of each: its bits and tag; moves on to the next."""
    good, at = course.good, course.at
    opening = octets.words(at)
    size, taken, readable = sizes_of(opening >> _8)
    name = at + 1 + taken
    end = name + size
    good &= readable & ((opening & _FF) == _SEQUENCE) & (end <= course.ends)
    begun = opening >> _16 if taken is ONE else octets.words(name)
    start = _after_name(octets, (name, begun), course, j, answers)
    head = octets.words(start)
    length, taken, readable = sizes_of(head >> _8)
    start += 1 + taken
    good &= readable & (start + length == end)
    end[~good] = at[~good] = course.origins[~good]
    start = np.minimum(start, end)
    tags = (head & _FF).astype(np.uint8)
    bits = values(
        octets, tags, (start, end, head if taken is ONE else None), course.origins, (course.texts, course.gets), good
    )
    at[:] = end
    return bits, tags


def _after_name(octets: Octets, names: tuple[I64, U64], course: _Course, j: int, answers: Answers) -> I64:
    """Where the values begin, if the names at these places (which begin with these octets) are the expected ones."""
    (at, begun), good = names, course.good
    expected = answers.fleet.expectation
    # most batches are answers to one question: then what is expected is one number, not one an answer
    questions = course.questions[:1] if course.alike else course.questions
    length = expected.lengths[j].take(questions)
    good &= (begun & _FFFF) == _NAME | length << _8
    end: I64 = at + 2 + length.astype(np.int64)
    for k, (words, masks) in enumerate(zip(expected.words, expected.masks, strict=True)):
        good &= (octets.words(end - WORD * (k + 1)) & masks[j].take(questions)) == words[j].take(questions)
    return end


def _keep_texts(octets: Octets, course: _Course, answers: Answers) -> None:
    chosen = np.flatnonzero(course.texts & course.good)
    slots = answers.fleet.text_of[course.messages[chosen]].tolist()
    starts, ends = course.origins[chosen].tolist(), course.ends[chosen].tolist()
    kept, sizes, plain = answers.texts, answers.text_sizes, octets.plain
    for slot, start, end in zip(slots, starts, ends, strict=True):
        fresh, size = plain[start:end], end - start
        answers.changed[slot] = sizes[slot] != size or fresh.tobytes() != kept[slot, :size].tobytes()
        kept[slot, :size] = fresh
        sizes[slot] = size
