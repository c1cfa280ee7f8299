"""Trap rules of the routing, MPLS and wireless MIBs of IETF and IEEE."""

from nms.faults import varbinds as vb
from nms.faults.effects import TrapRule, by_value, clears, nothing, raises
from nms.faults.varbinds import oid

_DOT11 = "1.2.840.10036.1.6.0"
_PW_STATUS = oid("1.3.6.1.2.1.10.246.1.2.1.38")
_VRF_STATUS = oid("1.3.6.1.2.1.10.166.11.1.2.2.1.6")
_LDP_STATE = oid("1.3.6.1.2.1.10.166.4.1.3.3.1.2")
_BGP_STATE = oid("1.3.6.1.2.1.15.3.1.2")
_BGP_REMOTE = oid("1.3.6.1.2.1.15.3.1.7")
_BGP_ERROR = oid("1.3.6.1.2.1.15.3.1.14")
_BFD_DIAG = oid("1.3.6.1.2.1.222.1.2.1.13")
_OSPF_STATE = oid("1.3.6.1.2.1.14.10.1.6")
_DOT11_STATION = oid("1.2.840.10036.1.1.1")
_PORT = vb.port()
_LDP = vb.instance("LDP ", _LDP_STATE, reading=vb.ldp_peer)
_BGP = vb.instance("BGP ", _BGP_STATE, _BGP_REMOTE, _BGP_ERROR, reading=vb.first_address)
_VRF = vb.instance("VRF ", _VRF_STATUS, reading=vb.first_string)

PROTOCOLS = (
    # MPLS-L3VPN-STD-MIB (RFC 4382), PW-STD-MIB (RFC 5601), MPLS-LDP-STD-MIB (RFC 3815)
    TrapRule(
        "mplsL3VpnVrfUp",
        oid("1.3.6.1.2.1.10.166.11.0.1"),
        clears("vrf-down"),
        _VRF,
        example="1.3.6.1.2.1.10.166.11.1.2.2.1.6.4.98.97.110.107 i 1",
    ),
    TrapRule(
        "mplsL3VpnVrfDown",
        oid("1.3.6.1.2.1.10.166.11.0.2"),
        raises("vrf-down"),
        _VRF,
        example="1.3.6.1.2.1.10.166.11.1.2.2.1.6.4.98.97.110.107 i 2",
    ),
    TrapRule(
        "pwDown",
        oid("1.3.6.1.2.1.10.246.0.1"),
        raises("pw-down"),
        vb.instance_range("PW ", _PW_STATUS),
        example="1.3.6.1.2.1.10.246.1.2.1.38.12 i 2 1.3.6.1.2.1.10.246.1.2.1.38.12 i 2",
    ),
    TrapRule(
        "pwUp",
        oid("1.3.6.1.2.1.10.246.0.2"),
        clears("pw-down"),
        vb.instance_range("PW ", _PW_STATUS),
        example="1.3.6.1.2.1.10.246.1.2.1.38.12 i 1 1.3.6.1.2.1.10.246.1.2.1.38.12 i 1",
    ),
    TrapRule(
        "mplsLdpSessionUp",
        oid("1.3.6.1.2.1.10.166.4.0.3"),
        clears("ldp-down"),
        _LDP,
        example="1.3.6.1.2.1.10.166.4.1.3.3.1.2.10.0.0.1.0.0.1.10.0.0.9.0.0 i 5",
    ),
    TrapRule(
        "mplsLdpSessionDown",
        oid("1.3.6.1.2.1.10.166.4.0.4"),
        raises("ldp-down"),
        _LDP,
        example="1.3.6.1.2.1.10.166.4.1.3.3.1.2.10.0.0.1.0.0.1.10.0.0.9.0.0 i 1",
    ),
    # BGP4-MIB: RFC 4273 moved the notifications of RFC 1657 below .0; both are still sent
    *(
        TrapRule(
            name, oid(f"1.3.6.1.2.1.15.{number}"), effects, _BGP, example=f"1.3.6.1.2.1.15.3.1.2.10.0.0.9 i {state}"
        )
        for name, number, effects, state in (
            ("bgpEstablishedNotification", "0.1", clears("bgp-down"), 6),
            ("bgpBackwardTransNotification", "0.2", raises("bgp-down"), 1),
            ("bgpEstablished", "7.1", clears("bgp-down"), 6),
            ("bgpBackwardTransition", "7.2", raises("bgp-down"), 1),
        )
    ),
    # BFD-STD-MIB (RFC 7331), OSPF-TRAP-MIB (RFC 4750): full (8) and twoWay (4) are where a neighbour may rest
    TrapRule(
        "bfdSessUp",
        oid("1.3.6.1.2.1.222.0.1"),
        clears("bfd-down"),
        vb.instance_range("BFD ", _BFD_DIAG),
        example="1.3.6.1.2.1.222.1.2.1.13.3 u 0 1.3.6.1.2.1.222.1.2.1.13.3 u 0",
    ),
    TrapRule(
        "bfdSessDown",
        oid("1.3.6.1.2.1.222.0.2"),
        raises("bfd-down"),
        vb.instance_range("BFD ", _BFD_DIAG),
        example="1.3.6.1.2.1.222.1.2.1.13.3 u 1 1.3.6.1.2.1.222.1.2.1.13.3 u 1",
    ),
    TrapRule(
        "ospfNbrStateChange",
        oid("1.3.6.1.2.1.14.16.2.2"),
        by_value(_OSPF_STATE, "ospf-down", frozenset({1, 2, 3, 5, 6, 7})),
        vb.instance("OSPF ", _OSPF_STATE, reading=vb.first_address),
        example="1.3.6.1.2.1.14.10.1.6.10.255.0.2.0 i 1",
    ),
    TrapRule("ospfIfStateChange", oid("1.3.6.1.2.1.14.16.2.16"), nothing, poll=("interface_states",)),
    # IEEE802dot11-MIB: stations come and go, only failed authentications are told
    TrapRule("dot11Disassociate", oid(f"{_DOT11}.1"), nothing, _PORT, ("radios",)),
    TrapRule("dot11Deauthenticate", oid(f"{_DOT11}.2"), nothing, _PORT, ("radios",)),
    TrapRule(
        "dot11AuthenticateFail",
        oid(f"{_DOT11}.3"),
        raises("wlan-auth-failure"),
        _PORT,
        details={"station": _DOT11_STATION},
        example="1.3.6.1.2.1.2.2.1.1.7 i 7 1.2.840.10036.1.1.1.20.7 x 001a4c0000aa",
    ),
)
