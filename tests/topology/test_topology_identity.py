"""Which agents are one device: joined by strong evidence only, whatever the order, and conflicts shown."""

from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core.discovery import Found, Proposal
from nms.topology.identity import claims, merge

HUAWEI = "1.3.6.1.4.1.2011.2.23.95"
ENGINE = "800007db03c0ffee000001"
SWITCH = Found("10.0.0.1", engine_id=ENGINE, serial="210235K0001", sys_object_id=HUAWEI, sys_name="sw-1")
SWITCH = replace(SWITCH, macs=frozenset({"c0ffee000000"}))


def only(proposals: tuple[Proposal, ...]) -> Proposal:
    [proposal] = proposals
    return proposal


def parts(proposals: tuple[Proposal, ...]) -> list[set[str]]:
    return [{member.place for member in proposal.members} for proposal in proposals]


def test_one_box_at_two_addresses_is_one_proposal_with_its_evidence() -> None:
    proposal = only(merge([SWITCH, replace(SWITCH, address="10.9.0.1", port=1161)]))
    assert [member.place for member in proposal.members] == ["10.0.0.1:161", "10.9.0.1:1161"]
    assert [evidence.kind for evidence in proposal.shared] == ["serial", "mac", "engine_id"]
    assert proposal.shared[0].value == "210235k0001"
    assert proposal.shared[0].places == ("10.0.0.1:161", "10.9.0.1:1161")
    assert (proposal.confidence, proposal.conflicts, proposal.key) == ("high", (), "10.0.0.1:161")


def test_a_single_kind_of_evidence_gives_medium_confidence() -> None:
    bare = Found("10.0.0.1", engine_id=ENGINE)
    assert only(merge([bare, replace(bare, address="10.0.0.2")])).confidence == "medium"


def test_the_same_name_alone_joins_nothing_but_is_mentioned() -> None:
    first, second = merge([Found("10.0.0.1", sys_name="Quidway"), Found("10.0.0.2", sys_name="quidway")])
    assert (first.key, second.key) == ("10.0.0.1:161", "10.0.0.2:161")
    assert [(hint.kind, hint.places) for hint in first.hints] == [("sys_name", ("10.0.0.2:161",))]
    assert first.confidence == "low"


def test_a_cloned_engine_id_joins_nothing_and_is_shown_as_a_conflict() -> None:
    other = replace(SWITCH, address="10.0.0.2", serial="210235K0002", macs=frozenset())
    silent = Found("10.0.0.3", engine_id=ENGINE)
    proposals = merge([SWITCH, other, silent])
    assert parts(proposals) == [{"10.0.0.1:161"}, {"10.0.0.2:161"}, {"10.0.0.3:161"}]
    for proposal in proposals:
        assert [(evidence.kind, len(evidence.places)) for evidence in proposal.conflicts] == [("engine_id", 3)]
        assert proposal.confidence == "low"


def test_a_serial_beats_a_differing_engine_id_and_the_difference_is_shown() -> None:
    other = replace(SWITCH, address="10.0.0.2", engine_id="800007db0399999999")
    proposal = only(merge([SWITCH, other]))
    assert [(evidence.kind, evidence.places) for evidence in proposal.conflicts] == [
        ("engine_id", ("10.0.0.2:161",)),
        ("engine_id", ("10.0.0.1:161",)),
    ]
    assert proposal.confidence == "low"


def test_placeholders_and_shared_addresses_are_no_evidence() -> None:
    macs = frozenset({"00005e000101", "0" * 12, "01000c000001"})
    assert claims(Found("10.0.0.1", serial="0000", engine_id="00" * 8, macs=macs)) == claims(Found("10.0.0.1"))
    for serial in ("", "None", "N/A", "12345678", "xxxxxxx", "Not Specified"):
        pair = [Found("10.0.0.1", serial=serial), Found("10.0.0.2", serial=serial)]
        assert len(merge(pair)) == 2, serial


def test_a_serial_number_of_two_makers_is_two_devices() -> None:
    cisco = replace(SWITCH, address="10.0.0.2", sys_object_id="1.3.6.1.4.1.9.1.5", engine_id="", macs=frozenset())
    assert len(merge([replace(SWITCH, engine_id="", macs=frozenset()), cisco])) == 2


def test_what_the_inventory_knows_is_recognised_and_not_proposed() -> None:
    known = replace(SWITCH, address="10.0.0.9", device="yc-sw1")
    by_identity, stranger = merge([SWITCH, Found("10.0.0.50")], [known])
    assert (by_identity.known, by_identity.state) == (("yc-sw1",), "known")
    assert [member.place for member in by_identity.members] == ["10.0.0.1:161"]
    assert (stranger.known, stranger.state) == ((), "new")
    assert merge([], [known]) == ()


def test_a_box_exchanged_at_a_known_address_is_recognised_and_doubted() -> None:
    known = replace(SWITCH, device="yc-sw1", engine_id="", macs=frozenset(), serial="210235K0777")
    proposal = only(merge([SWITCH], [known]))
    assert proposal.known == ("yc-sw1",)
    assert {evidence.value for evidence in proposal.conflicts} == {"210235k0001", "210235k0777"}


def test_a_box_that_the_inventory_has_twice_names_both() -> None:
    known = [replace(SWITCH, address=f"10.0.1.{number}", device=f"sw-{number}") for number in (1, 2)]
    assert only(merge([SWITCH], known)).known == ("sw-1", "sw-2")


def test_a_decision_holds_until_the_inventory_has_the_device() -> None:
    away = replace(SWITCH, state="dismissed")
    assert only(merge([away])).state == "dismissed"
    assert only(merge([away, replace(SWITCH, address="10.0.0.2")])).state == "new"
    assert only(merge([replace(SWITCH, state="accepted")])).state == "accepted"


AGENTS = st.builds(
    Found,
    address=st.sampled_from([f"10.0.0.{number}" for number in range(1, 9)]),
    port=st.sampled_from([161, 1161]),
    engine_id=st.sampled_from(["", ENGINE, "800007db0399999999", "80001f8804616263"]),
    serial=st.sampled_from(["", "SN-0001", "SN-0002", "SN-0003", "unknown"]),
    macs=st.frozensets(st.sampled_from(["c0ffee000001", "c0ffee000002", "c0ffee000003"]), max_size=2),
    sys_name=st.sampled_from(["", "a", "b"]),
    sys_object_id=st.just(HUAWEI),
)
SETS = st.lists(AGENTS, max_size=9, unique_by=lambda found: found.place)


@settings(max_examples=300, deadline=None)
@given(SETS, st.randoms(use_true_random=False))
def test_the_order_of_finding_changes_nothing(found: list[Found], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert merge(shuffled) == merge(found)


@settings(max_examples=300, deadline=None)
@given(SETS)
def test_every_agent_is_in_exactly_one_proposal(found: list[Found]) -> None:
    members = [member for proposal in merge(found) for member in proposal.members]
    assert sorted(map(repr, members)) == sorted(map(repr, found))


@settings(max_examples=300, deadline=None)
@given(SETS)
def test_members_hang_together_by_strong_evidence_alone(found: list[Found]) -> None:
    """Whoever is in a proposal reaches every other member over pairs that share a claim: names are not among them."""
    for proposal in merge(found):
        reached, waiting = {proposal.members[0]}, [proposal.members[0]]
        while waiting:
            node = waiting.pop()
            near = [other for other in proposal.members if other not in reached and claims(node) & claims(other)]
            reached.update(near)
            waiting.extend(near)
        assert reached == set(proposal.members)


@settings(max_examples=300, deadline=None)
@given(SETS)
def test_two_who_share_a_serial_are_never_apart(found: list[Found]) -> None:
    of = {member: proposal.key for proposal in merge(found) for member in proposal.members}
    for first, second in permutations(found, 2):
        if {claim for claim in claims(first) & claims(second) if claim.kind == "serial"}:
            assert of[first] == of[second]


@settings(max_examples=200, deadline=None)
@given(SETS)
def test_names_never_change_who_belongs_together(found: list[Found]) -> None:
    nameless = [replace(agent, sys_name="") for agent in found]
    assert parts(merge(nameless)) == parts(merge(found))
