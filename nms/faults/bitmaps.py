"""Status bitmaps of E1 lines and SONET/SDH layers: which problems a value stands for."""

from collections.abc import Mapping, Sequence

# RFC 4805 dsx1LineStatus; bit 1 says that nothing is wrong, 32768 and 65536 are DS2's and the threshold's.
E1_BITS: Mapping[int, str] = {
    2: "e1-rai",
    4: "e1-xmt-rai",
    8: "e1-ais",
    16: "e1-xmt-ais",
    32: "e1-lof",
    64: "e1-los",
    128: "e1-loopback",
    256: "e1-ts16-ais",
    512: "e1-lomf",
    1024: "e1-xmt-lomf",
    2048: "e1-test-code",
    4096: "e1-failure",
    8192: "e1-unavailable",
    16384: "e1-out-of-service",
}

# RFC 3592 sonetSectionCurrentStatus, sonetLineCurrentStatus, sonetPathCurrentStatus; bit 1 is "no defect".
SONET_BITS: Mapping[str, Mapping[int, str]] = {
    "section": {2: "sonet-los", 4: "sonet-lof"},
    "line": {2: "sonet-line-ais", 4: "sonet-line-rdi"},
    "path": {
        2: "sonet-lop",
        4: "sonet-path-ais",
        8: "sonet-path-rdi",
        16: "sonet-unequipped",
        32: "sonet-label-mismatch",
    },
}

# Without a signal there is no frame and nothing in it; all-ones has no frame either: the stronger defect says it all.
MASKS: Mapping[str, frozenset[str]] = {
    "e1-los": frozenset({"e1-ais", "e1-lof", "e1-unavailable", "e1-ts16-ais", "e1-lomf"}),
    "e1-ais": frozenset({"e1-lof", "e1-unavailable", "e1-ts16-ais", "e1-lomf"}),
    "e1-lof": frozenset({"e1-unavailable", "e1-ts16-ais", "e1-lomf"}),
    "sonet-los": frozenset({"sonet-lof"}),
    "sonet-lop": frozenset({"sonet-path-ais"}),
}


def problems_of(status: int, bits: Mapping[int, str]) -> frozenset[str]:
    """The problems that a bitmap stands for, those left out that a stronger one of the same line implies.

    >>> sorted(problems_of(64 + 8 + 2, E1_BITS))
    ['e1-los', 'e1-rai']
    """
    present = {problem for bit, problem in bits.items() if status & bit}
    hidden = {weaker for problem in present for weaker in MASKS.get(problem, ())}
    return frozenset(present - hidden)


def split(status: int, bits: Mapping[int, str]) -> tuple[Sequence[str], Sequence[str]]:
    """The problems to raise and those to clear, to be reported in this order: a line that goes from LOS to AIS is
    then at no moment without an alarm."""
    present = problems_of(status, bits)
    names = list(bits.values())
    return [name for name in names if name in present], [name for name in names if name not in present]
