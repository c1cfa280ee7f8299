"""Ranges of addresses: read as people write them, bounded before they are expanded."""

from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.app.ranges import addresses_in, one_address, rate_of
from nms.core.config import DiscoveryConfig
from nms.core.errors import InvalidError

BOUNDS = DiscoveryConfig()


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("10.1.0.0/24", "10.1.0.1", "10.1.0.254", 254),
        ("10.1.0.77/24", "10.1.0.1", "10.1.0.254", 254),
        ("10.1.0.0/31", "10.1.0.0", "10.1.0.1", 2),
        ("10.1.0.7/32", "10.1.0.7", "10.1.0.7", 1),
        ("10.1.0.250-10.1.1.5", "10.1.0.250", "10.1.1.5", 12),
        (" 10.1.0.1 - 9 ", "10.1.0.1", "10.1.0.9", 9),
        ("10.1.0.1", "10.1.0.1", "10.1.0.1", 1),
        ("10.1.0.1-3, 10.1.0.3-4,10.2.0.1", "10.1.0.1", "10.2.0.1", 5),
        ("2001:db8::1-2001:db8::ff", "2001:db8::1", "2001:db8::ff", 255),
        ("2001:db8::/120", "2001:db8::", "2001:db8::ff", 256),
        ("10.0.0.0/20", "10.0.0.1", "10.0.15.254", 4094),
    ],
)
def test_ranges_are_read_as_they_are_written(text: str, first: str, last: str, count: int) -> None:
    found = addresses_in(text, BOUNDS)
    assert (found[0], found[-1], len(found)) == (first, last, count)


@pytest.mark.parametrize(
    "text",
    ["", " , ", "router", "10.1.0.0/33", "10.1.0.9-10.1.0.1", "10.1.0.1-300", "10.1.0.1-::1", "224.0.0.0/24",
     "224.0.0.1", "0.0.0.0", "10.1.0", "10.1.0.1-10.1.0.2-10.1.0.3", "10.1.0.0/24/2"],
)  # fmt: skip
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(InvalidError) as told:
        addresses_in(text, BOUNDS)
    assert told.value.code == "NMS-DISC-001"


@pytest.mark.parametrize(
    "text", ["10.0.0.0/8", "::/0", "2001:db8::/64", "10.0.0.0/20, 10.1.0.1-5", "10.0.0.1-10.0.16.1"]
)
def test_more_than_the_bound_is_refused_without_being_expanded(text: str) -> None:
    with pytest.raises(InvalidError) as told:
        addresses_in(text, BOUNDS)
    assert told.value.code == "NMS-DISC-002"
    assert "4096" in told.value.message("en")


@settings(max_examples=100, deadline=None)
@given(st.integers(2**24, 2**31), st.integers(0, 300))
def test_a_span_is_every_address_in_it_once_and_in_order(start: int, length: int) -> None:
    found = addresses_in(f"{ip_address(start)}-{ip_address(start + length)}", BOUNDS)
    assert [int(ip_address(address)) for address in found] == list(range(start, start + length + 1))


@pytest.mark.parametrize("rate", [0, -1, 0.05, 100.1, float("inf"), float("nan")])
def test_a_rate_outside_its_bounds_is_refused(rate: float) -> None:
    with pytest.raises(InvalidError) as told:
        rate_of(rate, BOUNDS)
    assert told.value.code == "NMS-DISC-003"


def test_an_address_to_take_on_is_that_of_one_device() -> None:
    assert one_address(" [2001:DB8::1] ") == "2001:db8::1"
    assert rate_of(0.1, BOUNDS) == 0.1
    for text in ("host.example", "10.0.0.0/24", "255.255.255.255", "239.1.1.1", "0.0.0.0", "::"):
        with pytest.raises(InvalidError):
            one_address(text)
