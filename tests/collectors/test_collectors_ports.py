"""What ports are called."""

from hypothesis import given
from hypothesis import strategies as st

from collectors.ports import unique


def test_all_who_share_a_name_carry_their_index():
    assert unique({1: "eth0", 7: "Vlan1", 9: "Vlan1"}) == {1: "eth0", 7: "Vlan1#7", 9: "Vlan1#9"}


def test_a_nameless_port_is_called_by_its_index():
    assert unique({17: ""}) == {17: "17"}


NAMES = st.dictionaries(st.integers(1, 30), st.sampled_from(["", "a", "b", "a#1", "1", "2", "a#2#", "b#3"]))


@given(NAMES)
def test_every_port_has_a_name_of_its_own(wanted):
    given_names = unique(wanted)
    assert given_names.keys() == wanted.keys()
    assert len(set(given_names.values())) == len(wanted)


@given(NAMES, st.randoms())
def test_names_do_not_depend_on_the_order_of_the_table(wanted, random):
    shuffled = list(wanted.items())
    random.shuffle(shuffled)
    assert unique(dict(shuffled)) == unique(wanted)
