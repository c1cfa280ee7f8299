"""The grammar of each platform's configuration: what VRP, Comware, IOS, FRR, SmartAX, the BSC and shells print."""

from collections.abc import Mapping

from nms.provision.grammar import Grammar, ListLine

_ADDRESSES = r"ip address .*"

_CHANNEL = r"interface Serial\S+:\d+"
_CPOS_CHANNEL = (r"controller cpos (\S+) / e1 (\d+) channel-set (\d+) timeslot-list \S+", r"interface Serial\1/\2:\3")
_CPOS_WHOLE = (r"controller cpos (\S+) / e1 (\d+) unframed", r"interface Serial\1/\2:0")
_SONET_CHANNEL = (
    r"controller SONET (\S+) / au-4 1 tug-3 (\d) / tug-2 (\d) e1 (\d) channel-group (\d+) timeslots \S+",
    r"interface Serial\1.1/\2/\3/\4:\5",
)

_VRP = Grammar(
    brings=(_CPOS_CHANNEL, _CPOS_WHOLE),
    vanish=(_CHANNEL,),
    single=(
        r"(sysname|description|vlan-type dot1q|ip binding vpn-instance|l2 binding vsi|route-distinguisher)(?: .*)?",
        r"(ip address) [\d.]+ [\d.]+",
        r"(port (?:link-type|default vlan|trunk pvid vlan|hybrid pvid vlan)) \S+",
        r"(port-security (?:maximum|max-mac-num|protect-action|aging-time)) \S+",
        r"(peer \S+ (?:as-number|description|connect-interface|next-hop-local)).*",
        r"(snmp-agent (?:sys-info (?:version|contact|location)|trap source|local-engineid)) .*",
        r"(snmp-agent (?:usm-user v3|group v3|mib-view included) \S+) .*",
        r"(frame-format|multiplex mode|clock|link-protocol|using|mtu|speed|duplex|bandwidth|pwsignal|vsi-id) .*",
        r"(qos (?:car|lr) (?:in|out)bound) .*",
        r"(qos (?:car|lr)) cir .* ((?:in|out)bound)",
        r"(e1 \d+ set (?:frame-format|clock)) \S+",
        r"(e1 \d+ channel-set \d+) timeslot-list \S+",
        r"(channel-set \d+) timeslot-list \S+",
        r"(security|ssid|service-vlan|channel|eirp) .*",
        r"(ssid-profile|security-profile|traffic-profile|ap-name|ap-group|user-isolate) \S+",
    ),
    lists=(
        ListLine("vlan batch"),
        ListLine("port trunk allow-pass vlan"),
        ListLine("port hybrid (?:un)?tagged vlan"),
    ),
    negations=(
        (r"(description|port link-type|port default vlan|vlan-type dot1q|link-protocol) .*", r"undo \1"),
        (r"(port (?:trunk|hybrid) pvid vlan) \d+", r"undo \1"),
        (r"(port-security (?:maximum|max-mac-num|protect-action|aging-time)) \S+", r"undo \1"),
        (r"(peer \S+) (?:as-number|upe|negotiation-vc-id).*", r"undo \1"),
        (r"(vsi \S+) static", r"undo \1"),
        (r"(channel-set \d+|e1 \d+ channel-set \d+) timeslot-list \S+", r"undo \1"),
        (r"(e1 \d+ set (?:frame-format|clock)) \S+", r"undo \1"),
        (r"(mpls l2vc \S+ \d+) (?:raw|tagged)", r"undo \1"),
        (
            r"(snmp-agent target-host trap address udp-domain \S+) params securityname (\S+).*",
            r"undo \1 params securityname \2",
        ),
        (r"(snmp-agent (?:group v3|usm-user v3) \S+) .*", r"undo \1"),
        (r"(snmp-agent mib-view) (?:included|excluded) (\S+) \S+", r"undo \1 \2"),
        (r"(snmp-agent trap source) \S+", r"undo \1"),
        (r"(qos (?:car|lr) (?:in|out)bound) .*", r"undo \1"),
        (r"(qos (?:car|lr)) cir .* ((?:in|out)bound)", r"undo \1 \2"),
        (r"(info-center loghost|ntp-service unicast-server) (\S+).*", r"undo \1 \2"),
    ),
    removes=(
        (r"undo vlan (?:batch )?(\d+)", r"vlan (?:batch )?\1"),
        (r"undo (snmp-agent mib-view) (\S+)", r"\1 (?:included|excluded) \2 .*"),
        (r"undo shutdown", r"shutdown"),
        (r"undo (qos (?:car|lr)) ((?:in|out)bound)", r"\1 (?:\2 .*|cir .* \2)"),
        (r"undo port-security mac-address sticky", r"port-security mac-address sticky.*"),
    ),
    erases=((r"ip binding vpn-instance \S+", _ADDRESSES),),
    exits=(r"return", r"quit"),
    blocks=(r'header (?:login|shell)(?: information)? (?P<end>").*',),
    implied=(
        r"ipv4-family unicast",
        r"undo synchronization",
        r"undo portswitch",
        r"undo shutdown",
        r"mode lacp.*",
        r"undo negotiation auto",
    ),
    early=(
        r"ip binding vpn-instance .*",
        r"port link-type .*",
        r"link-protocol .*",
        r"vlan-type .*",
        r"undo portswitch",
        r"vlan batch .*",
        r"ip vpn-instance .*",
        r"route-distinguisher .*",
    ),
)

_COMWARE = Grammar(
    lengths=(r"(?:undo )?ip route-static .*?\d+\.\d+ (?P<length>[12]?\d|3[0-2])(?: .*)?",),
    brings=(_CPOS_CHANNEL,),
    vanish=(_CHANNEL,),
    single=(
        r"(sysname|description|ip binding vpn-instance|route-distinguisher)(?: .*)?",
        r"(ip address) [\d.]+ \S+",
        r"(port link-type|port access vlan|port trunk pvid vlan) \S+",
        r"(port-security (?:max-mac-count|port-mode|intrusion-mode)) \S+",
        r"(peer \S+ (?:as-number|description)).*",
        r"(snmp-agent (?:sys-info (?:version|contact|location)|trap source)) .*",
        r"(snmp-agent (?:group v3|mib-view included) \S+) .*",
        r"(channel-align-mode|frame-format|clock|link-protocol|mtu|speed|duplex) .*",
        r"(e1 \d+ channel-set \d+) timeslot-list \S+",
        r"(ssid|akm mode|cipher-suite|security-ie) \S+",
    ),
    lists=(ListLine("vlan", per_line=1), ListLine("port trunk permit vlan"), ListLine(r"port hybrid vlan", per_line=1)),
    negations=(
        (r"(description|port link-type|port access vlan|link-protocol) .*", r"undo \1"),
        (r"(port-security (?:max-mac-count|port-mode|intrusion-mode)) \S+", r"undo \1"),
        (r"(qos lr (?:in|out)bound) .*", r"undo \1"),
        (r"(peer \S+) as-number.*", r"undo \1"),
        (r"(e1 \d+ channel-set \d+) timeslot-list \S+", r"undo \1"),
        (
            r"(snmp-agent target-host trap address udp-domain \S+) params securityname (\S+).*",
            r"undo \1 params securityname \2",
        ),
        (r"(snmp-agent group v3 \S+) .*", r"undo \1"),
        (r"(snmp-agent mib-view) (?:included|excluded) (\S+) \S+", r"undo \1 \2"),
    ),
    removes=((r"undo (snmp-agent mib-view) (\S+)", r"\1 (?:included|excluded) \2 .*"),),
    erases=((r"ip binding vpn-instance \S+", _ADDRESSES),),
    exits=(r"return", r"quit"),
    implied=(r"port link-mode .*", r"undo shutdown"),
    early=(
        r"ip binding vpn-instance .*",
        r"port link-type .*",
        r"channel-align-mode .*",
        r"vlan \d+",
        r"ip vpn-instance .*",
        r"route-distinguisher .*",
    ),
)

_IOS = Grammar(
    brings=(_SONET_CHANNEL,),
    vanish=(_CHANNEL,),
    single=(
        r"(hostname|description|encapsulation|vrf forwarding|bandwidth|mtu|speed|duplex) .*",
        r"(rd|vpn id|framing|clock source|aug mapping|mode|channel|power local) .*",
        r"(?:no )?(ip address)(?: [\d.]+ [\d.]+)?",
        r"(switchport mode) \S+",
        r"(switchport (?:access|voice) vlan) \d+",
        r"(switchport trunk (?:allowed|native) vlan) [\d,-]+",
        r"(switchport port-security (?:maximum|violation)) \S+",
        r"(neighbor \S+ remote-as) \S+",
        r"(neighbor \S+ description) .*",
        r"(snmp-server (?:trap-source|location|contact)) .*",
        r"(snmp-server (?:view \S+ \S+|group \S+ v3 \S+)) .*",
        r"(channel-group \d+) timeslots \S+",
        r"(xconnect) .*",
    ),
    lists=(ListLine("vlan", to="-", separator=","),),
    negations=(
        (
            r"(description|switchport mode|switchport (?:access|voice) vlan|encapsulation|vrf forwarding|xconnect) .*",
            r"no \1",
        ),
        (r"(switchport port-security (?:maximum|violation)) \S+", r"no \1"),
        (r"(neighbor \S+) remote-as \S+", r"no \1"),
        (r"(channel-group \d+) timeslots \S+", r"no \1"),
        (r"(vpn id) \S+", r"no \1"),
    ),
    removes=((r"no shutdown", r"shutdown"),),
    erases=((r"vrf forwarding \S+", _ADDRESSES),),
    exits=(r"exit-address-family", r"exit-vrf", r"exit-peer-policy", r"exit-peer-session", r"end"),
    blocks=(r"banner \S+ (?P<end>\^C|[^\w\s]).*",),
    implied=(r"no ip address", r"no shutdown", r"exit-address-family"),
    early=(
        r"vrf forwarding .*",
        r"encapsulation .*",
        r"switchport mode .*",
        r"vrf definition .*",
        r"rd .*",
        r"vlan \d+",
    ),
)

_FRR = Grammar(
    vanish=(r"interface \S+",),
    single=(
        r"(hostname|description|log \S+|frr defaults|bgp router-id|ospf router-id) .*",
        r"(neighbor \S+ (?:remote-as|description|update-source)) .*",
        r"(rd vpn export|rt vpn (?:both|import|export)|label vpn export) .*",
    ),
    negations=((r"(description) .*", r"no \1"), (r"(neighbor \S+) remote-as \S+", r"no \1")),
    exits=(r"exit", r"exit-address-family", r"exit-vrf", r"exit-vni", r"end"),
    early=(r"neighbor \S+ remote-as .*",),
)

_OSMO = Grammar(
    single=(
        r"((?:handover\d?|assignment|congestion-check)(?: [a-z/-]+)*) \S+",
        r"(description|rxlev access min|cell reselection hysteresis) .*",
    ),
    exits=(r"exit", r"end"),
    default="default",
)

_SMARTAX = Grammar(
    single=(r"(description) .*",),
    negations=(
        (r"(service-port \d+) .*", r"undo \1"),
        (r"ont add (\d+ \d+) .*", r"ont delete \1"),
        (r"(vlan \d+) smart", r"undo \1"),
        (r"dba-profile add (profile-id \d+) .*", r"dba-profile delete \1"),
        (r"(ont-(?:line|srv)profile gpon profile-id \d+).*", r"undo \1"),
    ),
    removes=(
        (r"ont delete (\d+) (\d+)", r"ont (?:add|port native-vlan) \1 \2 .*"),
        (r"dba-profile delete (profile-id \d+)", r"dba-profile add \1 .*"),
    ),
    exits=(r"quit", r"return", r"commit", r"\[[\w/-]+\]", r"<[\w/-]+>"),
)

_ROAP = Grammar(
    single=(
        r"(description|hostname|switchport mode|switchport access vlan|snmp-server (?:location|contact)) .*",
        r"(switchport trunk allowed vlan) .*",
        r"(framing|clock source|timeslot-map \d+|bundle-group \d+|timeslot) .*",
    ),
    negations=(
        (r"(description|switchport mode|switchport access vlan|switchport trunk allowed vlan) .*", r"no \1"),
        (r"(framing|clock source|timeslot-map \d+|bundle-group \d+|timeslot) .*", r"no \1"),
        (r"(snmp-server host \S+) .*", r"no \1"),
    ),
    exits=(r"exit", r"end"),
)

GRAMMARS: Mapping[str, Grammar] = {
    **dict.fromkeys(("huawei", "huawei_vrp", "huawei_vrpv8", "huawei_telnet"), _VRP),
    **dict.fromkeys(("hp_comware", "hp_comware_telnet"), _COMWARE),
    **dict.fromkeys(("cisco_ios", "cisco_ios_telnet", "cisco_xe", "ruijie_os", "ruijie_os_telnet"), _IOS),
    **dict.fromkeys(("huawei_smartax", "huawei_olt", "huawei_smartaxmmi"), _SMARTAX),
    "frr": _FRR,
    "osmo_vty_telnet": _OSMO,
    "raisecom_roap": _ROAP,
    "raisecom_telnet": _ROAP,
}

_UNKNOWN = Grammar(single=(r"(description|sysname|hostname) .*",), exits=(r"end", r"return"))


def grammar_of(platform: str) -> Grammar:
    """The grammar of a platform; of one nobody described, what all of them share."""
    return GRAMMARS.get(platform, _UNKNOWN)
