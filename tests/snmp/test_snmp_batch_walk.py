"""The walks of the batch engine: both read the same, and nothing they accept differs from what pysnmp reads."""

import random

import pytest
from hostile import Drawing
from hostile_verdicts import same_value
from hostile_walks import Target, run_walks, values_of
from snmp_batch_doubles import FIRST_ID, answer, as_pysnmp_reads, fleet, read, ring_of, walks

from nms.snmp import ber
from nms.snmp.batch.answers import Answers, Fate, State
from nms.snmp.batch.fleet import Fleet
from nms.snmp.batch.walking import Walk

AGENTS = 20
SEED = 2006


@pytest.fixture(scope="module", params=["numpy", "native"])
def walk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return next(one for one in walks(tmp_path_factory.mktemp("walk")) if one.name == request.param)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[Walk]:
    return walks(tmp_path_factory.mktemp("walks"))


def honest(fleet_: Fleet, rng: random.Random) -> list[tuple[int, bytes]]:
    """One answer to every message, in any order."""
    made = [(int(fleet_.agent_of[m]), answer(fleet_, m, rng)) for m in range(fleet_.messages)]
    rng.shuffle(made)
    return made


def differences(answers: Answers, heard: list[int], datagrams: list[tuple[int, bytes]]) -> tuple[int, list[object]]:
    """How many accepted answers pysnmp reads too, and where it reads anything else."""
    compared = 0
    wrong: list[object] = []
    for message, (_, datagram) in zip(heard, datagrams, strict=True):
        if message < 0 or answers.states[message] != State.ANSWERED:
            continue
        told = as_pysnmp_reads(datagram)
        if told is not None:
            compared += 1
            wrong += [pair for pair in zip(told, values_of(answers, message), strict=True) if not same_value(*pair)]
    return compared, wrong


def test_honest_answers_are_read_as_pysnmp_reads_them(walk: Walk) -> None:
    fleet_ = fleet(AGENTS, rows=7)
    for seed in range(5):
        datagrams = honest(fleet_, random.Random(seed))
        result = read(walk, fleet_, datagrams)
        assert result.fates == [Fate.ANSWER] * fleet_.messages
        compared, wrong = differences(result.answers, result.heard, datagrams)
        assert wrong == []
        assert compared == fleet_.messages
        assert result.answers.whole().all()


def test_no_mutant_is_read_otherwise_by_the_other_walk_or_by_pysnmp(both: list[Walk], mutants: tuple[int, int]) -> None:
    target = Target.of(AGENTS, [], SEED)
    count, compared = mutants
    verdicts = run_walks(both, target, Drawing(count, compared, SEED, target.fleet.messages))
    verdicts.sound()
    assert verdicts.alike > compared
    assert all(verdicts.fates[fate] > count // 200 for fate in ("answer", "odd", "malformed", "late", "foreign"))


def test_random_octets_are_malformed(walk: Walk) -> None:
    rng = random.Random(1)
    fleet_ = fleet(2)
    garbage = [(0, rng.randbytes(rng.randrange(0, 3000))) for _ in range(2000)]
    result = read(walk, fleet_, garbage)
    assert set(result.fates) == {Fate.MALFORMED}
    assert not result.answers.tags.any()


def test_an_answer_from_another_address_is_not_taken(walk: Walk) -> None:
    fleet_ = fleet(2)
    forged = answer(fleet_, 0, random.Random(0))
    result = read(walk, fleet_, [(1, forged), (0, forged)])
    assert result.fates == [Fate.FOREIGN, Fate.ANSWER]


def test_the_second_of_two_answers_is_late_also_within_one_batch(walk: Walk) -> None:
    fleet_ = fleet(1)
    first, second = answer(fleet_, 1, random.Random(0)), answer(fleet_, 1, random.Random(1))
    result = read(walk, fleet_, [(0, first), (0, second)])
    assert result.fates == [Fate.ANSWER, Fate.LATE]
    assert differences(result.answers, [1], [(0, first)]) == (1, [])


def test_an_answer_to_another_round_is_late(walk: Walk) -> None:
    fleet_ = fleet(1)
    old = answer(fleet_, 0, random.Random(0)).replace(FIRST_ID.to_bytes(4, "big"), b"\x01\x00\x00\x00")
    assert read(walk, fleet_, [(0, old)]).fates == [Fate.LATE]


def test_an_error_status_is_odd(walk: Walk) -> None:
    fleet_ = fleet(1)
    result = read(walk, fleet_, [(0, answer(fleet_, 0, random.Random(0), status=1))])
    assert result.fates == [Fate.ODD]
    assert result.answers.states[0] == State.STRANGE


def bulk(fleet_: Fleet, change: str) -> bytes:
    """An answer to the first column with its variables changed."""
    data = answer(fleet_, 1, random.Random(3))
    outer = ber.header(data, 0, len(data))
    at = ber.read_octets(data, ber.read_integer(data, outer[1], outer[2])[1], outer[2])[1]
    start, end = ber.header(data, at, len(data))[1:]
    for _ in range(3):
        start = ber.read_integer(data, start, end)[1]
    head, place = data[ber.header(data, at, end)[1] : start], ber.header(data, start, end)[1]
    binds = []
    while place < end:
        stop = ber.header(data, place, end)[2]
        binds.append(data[place:stop])
        place = stop
    shapes = {
        "cut short": binds[:-1],
        "reordered": [binds[1], binds[0], *binds[2:]],
        "longer": [*binds, binds[-1]],
        "foreign": [binds[0].replace(b"\x1f\x01\x01\x01", b"\x1f\x01\x01\x02"), *binds[1:]],
        "empty": [],
    }
    listed = ber.element(ber.SEQUENCE, *shapes[change])
    pdu = ber.element(0xA2, head, listed)
    return ber.element(ber.SEQUENCE, ber.integer(1), ber.element(ber.OCTETS, b"public"), pdu)


@pytest.mark.parametrize("change", ["cut short", "reordered", "longer", "foreign", "empty"])
def test_a_column_of_another_shape_is_odd_and_leaves_no_value(walk: Walk, change: str) -> None:
    fleet_ = fleet(1)
    result = read(walk, fleet_, [(0, bulk(fleet_, change))])
    assert result.fates == [Fate.ODD]
    assert not result.answers.tags.any()


def test_numbers_without_their_leading_zero_are_taken_as_unsigned(walk: Walk) -> None:
    fleet_ = fleet(1, rows=1)
    bind = ber.element(ber.SEQUENCE, ber.object_id((1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 1)), b"\x46\x08" + b"\xff" * 8)
    head = ber.integer(FIRST_ID + 1) + ber.integer(0) * 2
    pdu = ber.element(0xA2, head, ber.element(ber.SEQUENCE, bind))
    data = ber.element(ber.SEQUENCE, ber.integer(1), ber.element(ber.OCTETS, b"public"), pdu)
    result = read(walk, fleet_, [(0, data)])
    assert values_of(result.answers, 1)[0][2] == 2**64 - 1


@pytest.mark.parametrize("form", [b"", b"\x81", b"\x82\x00"])
@pytest.mark.parametrize("number", [5, 2**40 + 3, 2**63 + 9])
def test_lengths_in_their_longer_forms_are_read(walk: Walk, form: bytes, number: int) -> None:
    fleet_ = fleet(1, rows=2)
    binds = []
    for row, own in ((1, form), (130, b"")):
        octets = number.to_bytes(8, "big") if number >> 48 else number.to_bytes(6, "big")
        value = b"\x46" + own + bytes((len(octets),)) + octets
        body = ber.object_id((1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, row)) + value
        binds.append(b"\x30" + own + bytes((len(body),)) + body)
    head = ber.integer(FIRST_ID + 1) + ber.integer(0) * 2
    pdu = ber.element(0xA2, head, ber.element(ber.SEQUENCE, *binds))
    data = ber.element(ber.SEQUENCE, ber.integer(1), ber.element(ber.OCTETS, b"public"), pdu)
    result = read(walk, fleet_, [(0, data)])
    assert [value for _, _, value in values_of(result.answers, 1)] == [number, number]


def test_texts_that_changed_are_marked(walk: Walk) -> None:
    fleet_ = fleet(1)
    slot = int(fleet_.text_of[2])
    first = read(walk, fleet_, [(0, answer(fleet_, 2, random.Random(0)))]).answers
    assert first.changed[slot]
    for seed, changed in ((0, False), (1, True)):
        answers = first.after()
        answers.states[:] = State.ASKED
        walk(ring_of(fleet_, [(0, answer(fleet_, 2, random.Random(seed)))]), 1, FIRST_ID, answers)
        assert bool(answers.changed[slot]) is changed
