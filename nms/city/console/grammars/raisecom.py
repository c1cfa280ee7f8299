"""Raisecom ROAP: an integrated access device with E1 lines; login, paging and saving as netmiko expects them, the rest
in the maker's style."""

from nms.city.console.grammar import Rule

R = Rule

OPERATE = (
    R("user", "enable", does="enable"),
    R("user enable", "exit", does="logout"),
    R("user enable", "quit", does="logout"),
    R("enable", "config [terminal]", does="configure"),
    R("config", "exit", does="quit"),
    R("config", "quit", does="quit"),
    R("config", "end", does="home"),
    R("any", "terminal page-break disable", does="paging"),
    R("any", "terminal page-break enable", does="repage"),
    R("enable", "write [startup-config]", does="save-now"),
    R("enable", "reboot", does="reboot"),
    R("enable", "show running-config", does="running"),
    R("enable", "show startup-config", does="saved"),
    R("any", "show version", does="show:version"),
    R("any", "show clock", does="show:clock"),
    R("any", "show interface port", does="show:interface port"),
    R("any", "show interface description", does="show:interface description"),
    R("any", "show e1 status", does="show:e1 status"),
    R("any", "show vlan", does="show:vlan"),
)
CONFIGURE = (
    R("system", "hostname = <name:name:64>"),
    R("system", "user name <user:name:15> password = 7 <secret:name:64>", undo="-"),
    R("system", "vlan <vlan:vlan>", enters="vlan", unless=("vlan-free",), absent="no-vlan", then=("leave-vlans",)),
    R("vlan", "name = <name:name:32>"),
    R("system", "interface <if:if>", enters="interface", needs=("interface-known",), undo="-"),
    R("interface", "description = <text:text:64>", then=("loose",)),
    R("interface", "shutdown"),
    R("interface", "switchport mode = {access|trunk}", needs=("ethernet-port",)),
    R("interface", "switchport access vlan = <vlan:vlan>", needs=("ethernet-port", "vlan-exists")),
    R("interface", "switchport trunk allowed vlan = <ranges:ranges>", needs=("ethernet-port",)),
    R("interface", "framing = {pcm30|pcm31|unframed}", needs=("e1-port",)),
    R("interface", "crc4 enable", needs=("e1-port",)),
    R("interface", "clock source = {line|internal}", needs=("e1-port",)),
    R(
        "interface",
        "timeslot-map <group:int:0-30> = <slots:timeslots> {voice|data|management}",
        needs=("e1-port", "map-free"),
        absent="no-entry",
    ),
    R("interface", "bundle-group <group:int:1-4> = {imux|vcat|mlppp}", needs=("e1-port",), absent="no-entry"),
    R("interface", "timeslot = <e1:if> <slot:int:1-31>", needs=("fxs-port",), absent="no-entry"),
    R("interface", "loopback = {local|remote}", needs=("e1-port",)),
    R("system", "ip address = <ip:ip> <mask:mask> <vlan:vlan>"),
    R("system", "ip default-gateway = <ip:ip>"),
    R("system", "snmp-server community <secret:name:32> {ro|rw}", undo="snmp-server community <secret:name:32>"),
    R("system", "snmp-server location = <text:text:64>"),
    R("system", "snmp-server host <ip:ip> version {1|2c|3} <user:name:32>", undo="snmp-server host <ip:ip>"),
    R("system", "snmp-server enable traps"),
    R("system", "lldp enable"),
)
RAISECOM = (*OPERATE, *CONFIGURE)
