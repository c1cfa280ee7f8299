"""Huawei VRP: channelised STM-1 controllers and the WLAN of access controllers."""

from nms.city.console.grammar import Rule

R = Rule

CONTROLLER = (
    R("system", "controller cpos <place:name:16>", enters="cpos", needs=("controller-known",), undo="-"),
    R("cpos", "frame-format = {sdh|sonet}"),
    R("cpos", "multiplex mode = {au-4|au-3}"),
    R("cpos", "clock = {slave|master}"),
    R("cpos", "description = <text:text:242>", then=("loose",)),
    R("cpos", "shutdown"),
    R("cpos", "e1 <e1:int:1-63> set frame-format = {crc4|no-crc4|pcm30-crc4}"),
    R("cpos", "e1 <e1:int:1-63> set clock = {master|slave}"),
    R(
        "cpos",
        "e1 <e1:int:1-63> channel-set <set:int:0-30> = timeslot-list <slots:timeslots>",
        needs=("channel-free",),
        undo="e1 <e1:int:1-63> channel-set <set:int:0-30>",
        absent="no-entry",
        then=("make-serial",),
    ),
    R("cpos", "e1 <e1:int:1-63> unframed", needs=("channel-free-all",), absent="no-entry", then=("make-serial",)),
)

WLAN = (
    R("system", "wlan", enters="wlan", undo="-"),
    R("wlan", "security-profile name <profile:name:35>", enters="security-profile", absent="no-entry"),
    R("security-profile", "security = open"),
    R("security-profile", "security wpa2 = dot1x aes"),
    R("security-profile", "security wpa2 psk = pass-phrase <secret:name:256> aes"),
    R("wlan", "traffic-profile name <profile:name:35>", enters="traffic-profile", absent="no-entry"),
    R("traffic-profile", "user-isolate = {l2|all}"),
    R("wlan", "ssid-profile name <profile:name:35>", enters="ssid-profile", absent="no-entry"),
    R("ssid-profile", "ssid = <ssid:text:32>"),
    R("wlan", "vap-profile name <profile:name:35>", enters="vap-profile", absent="no-entry"),
    R("vap-profile", "service-vlan = vlan-id <vlan:vlan>"),
    R("vap-profile", "ssid-profile = <profile:name:35>"),
    R("vap-profile", "security-profile = <profile:name:35>"),
    R("vap-profile", "traffic-profile = <profile:name:35>"),
    R("wlan", "ap-group name <group:name:35>", enters="ap-group", absent="no-entry"),
    R("ap-group", "vap-profile <profile:name:35> wlan <wlan:int:1-16> radio <radio:int:0-2>", absent="no-entry"),
    R("ap-group ap", "radio <radio:int:0-2>", enters="radio"),
    R("radio", "channel = {20mhz|40mhz-plus} <channel:int:1-165>"),
    R("radio", "eirp = <power:int:1-127>"),
    R("wlan", "ap-id <id:int:0-8191> ap-mac <mac:mac>", enters="ap", undo="ap-id <id:int:0-8191>", absent="no-entry"),
    R("ap", "ap-name = <ap:name:31>"),
    R("ap", "ap-group = <group:name:35>"),
)
