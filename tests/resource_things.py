"""What planners of these tests ask for: containers of SDH, branches of a PON, VLANs; as units and draws."""

from nms.core.line import Draw, Unit

PON_KBPS, SPLIT = 1_100_000, 8


def slot(span: str, vc4: int, k: int, l: int, m: int) -> Unit:  # noqa: E741 - the standard's letter
    return Unit(f"span/{span}/vc4/{vc4}", f"{k}-{l}-{m}")


def vc12(span: str, vc4: int, number: int) -> frozenset[Unit]:
    """The nth (0 to 62) VC-12 of a VC-4."""
    return frozenset({slot(span, vc4, number % 3 + 1, number // 3 % 7 + 1, number // 21 + 1)})


def vc3(span: str, vc4: int, k: int) -> frozenset[Unit]:
    """All 21 VC-12 of a TUG-3."""
    return frozenset(slot(span, vc4, k, l, m) for l in range(1, 8) for m in range(1, 4))  # noqa: E741 - as above


def vc4(span: str, number: int) -> frozenset[Unit]:
    """All 63 of a VC-4."""
    return frozenset().union(*(vc3(span, number, k) for k in (1, 2, 3)))


def onu(pon: str, number: int, kbps: int) -> tuple[frozenset[Unit], tuple[Draw, ...]]:
    """An ONU with its assured rate."""
    draws = (Draw(f"assured/{pon}", kbps, PON_KBPS), Draw(f"onus/{pon}", 1, SPLIT))
    return frozenset({Unit(f"onu/{pon}", str(number))}), draws


def vlans(domain: str, s_vlan: int, c_vlan: int) -> frozenset[Unit]:
    """A C-VLAN inside an S-VLAN that others use too."""
    return frozenset({Unit(f"c-vlan/{domain}/{s_vlan}", str(c_vlan))})
