"""How a class of agents is laid out, cut into questions that fit, and put into templates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder
from pysnmp.proto.api import v2c
from snmp_batch_doubles import COLUMNS, SCALARS

from nms.core.device import SnmpVersion
from nms.core.ports import Oid, Table, Value
from nms.snmp import ber, messages
from nms.snmp.batch.expectation import Expectation
from nms.snmp.batch.fleet import Member, Template, fleet_of
from nms.snmp.batch.layout import ROOM, Layout

TEXTS = st.binary(max_size=300)
NUMBERS = st.integers(0, 2**64 - 1)
ROWS = st.dictionaries(
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=3).map(tuple),
    st.tuples(NUMBERS, TEXTS),
    min_size=1,
    max_size=60,
)


@given(ROWS, st.integers(1, 60))
def test_questions_ask_for_every_row_once_and_their_answers_fit(cells: dict[Oid, tuple[int, bytes]], most: int) -> None:
    layout = Layout.of({SCALARS[0]: 1}, COLUMNS, Table(cells), most)
    questions = list(layout.questions())
    assert [oid for question in questions for oid in question.oids] == list(layout.oids())
    assert layout.texts == {COLUMNS[1]}
    values: dict[Oid, Value] = {(*COLUMNS[1], *row): text for row, (_, text) in cells.items()}
    for question in questions[1:]:
        assert len(question.oids) == question.request.repetitions <= most
        octets = [ber.element(4, values.get(oid, b"\xff" * 9)) for oid in question.oids]  # type: ignore[arg-type] # texts
        names = map(ber.object_id, question.oids)
        size = sum(len(ber.element(0x30, name, value)) for name, value in zip(names, octets, strict=True))
        assert size <= ROOM or len(question.oids) == 1


def test_each_question_starts_behind_the_last_row_of_the_one_before() -> None:
    cells: dict[Oid, tuple[Value, ...]] = {(row,): (row, b"x") for row in (3, 7, 9, 12)}
    layout = Layout.of({}, COLUMNS, Table(cells), 3)
    requests = [question.request for question in layout.questions()]
    assert [request.binds[0].oid for request in requests] == [
        COLUMNS[0], (*COLUMNS[0], 9), COLUMNS[1], (*COLUMNS[1], 9),
    ]  # fmt: skip
    assert [request.repetitions for request in requests] == [3, 1, 3, 1]


def test_many_scalars_are_cut_into_several_questions() -> None:
    scalars: dict[Oid, Value] = {(1, 3, 6, 1, 4, 1, number, 0): number for number in range(90)}
    questions = list(Layout.of(scalars, (), Table(), 10).questions())
    assert [len(question.oids) for question in questions] == [40, 40, 10]
    assert [question.first for question in questions] == [0, 40, 80]


@pytest.mark.parametrize(
    "community", ["public", "", "a community of more than one hundred and twenty-seven octets " * 3]
)
def test_a_template_is_what_pysnmp_writes_around_the_request_id(community: str) -> None:
    layout = Layout(SCALARS, COLUMNS, ((1,), (2,)), frozenset(), ((2,), (2,)))
    for question in layout.questions():
        template = Template.of(community, question)
        for number in (messages.FIRST_ID, 0x1234_5678, messages.LAST_ID):
            datagram = template.head + number.to_bytes(4, "big") + template.tail
            assert datagram == messages.encode(SnmpVersion.V2C, community, question.request, number)
            message, rest = decoder.decode(datagram, asn1Spec=v2c.Message())
            pdu = v2c.apiMessage.get_pdu(message)
            assert (int(v2c.apiPDU.get_request_id(pdu)), rest) == (number, b"")


def test_agents_of_a_class_share_questions_and_templates() -> None:
    layout = Layout(SCALARS, COLUMNS, ((1,),), frozenset(), ((1,), (1,)))
    members = [Member(f"d{number}", (f"10.0.0.{number}", 161), "public", layout) for number in range(1, 50)]
    fleet = fleet_of([*members, Member("other", ("10.0.1.1", 161), "private", layout)])
    assert fleet.expectation.counts.size == 3
    assert len(fleet.templates) == 6
    assert fleet.messages == 150


def test_nothing_to_ask_is_refused() -> None:
    with pytest.raises(ValueError, match="a fleet needs"):
        fleet_of([Member("d", ("10.0.0.1", 161), "public", Layout())])


@given(
    st.lists(
        st.lists(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=9), min_size=1, max_size=5),
        min_size=1,
        max_size=4,
    )
)
def test_expected_names_are_the_same_as_octets_and_as_words(arcs: list[list[list[int]]]) -> None:
    questions = [[(1, 3, *suffix) for suffix in question] for question in arcs]
    expected = Expectation.of(questions)
    for q, question in enumerate(questions):
        for j, oid in enumerate(question):
            name = ber.object_id(oid)[2:]
            start, size = expected.starts[expected.firsts[q] + j], expected.sizes[expected.firsts[q] + j]
            assert expected.pool[start : start + size].tobytes() == name
            words = [word[j, q].tobytes() for word in reversed(expected.words)]
            assert b"".join(words)[-len(name) :] == name
            assert int(expected.lengths[j, q]) == len(name)
