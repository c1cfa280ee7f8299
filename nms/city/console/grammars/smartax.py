"""Huawei SmartAX MA5600: after two public guides; profile sub-commands as commonly documented."""

from nms.city.console.grammar import Rule

R = Rule
DBA = "dba-profile add profile-id <dba:int:1-512> = [profile-name <profile:name:33>]"

OPERATE = (
    R("user", "enable", does="enable"),
    R("enable", "config", does="configure"),
    R("any", "quit", does="quit"),
    R("config", "return", does="home"),
    R("any", "undo smart", does="smart"),
    R("any", "smart", does="smart"),
    R("any", "scroll [<lines:int:10-512>]", does="paging"),
    R("enable config", "infoswitch cli {on|off}", does="nothing"),
    R("config", "mmi-mode {enable|disable}", does="nothing"),
    R("enable config", "save [{configuration|data}]", does="save-now"),
    R("enable", "reboot system", does="reboot"),
    R("any", "display version", does="show:version"),
    R("any", "display time", does="show:clock"),
    R("enable config", "display current-configuration", does="running"),
    R("enable config", "display saved-configuration", does="saved"),
    R("any", "display board <frame:int:0-7>", does="show:board"),
    R("any", "display ont autofind all", does="show:ont autofind"),
    R("any", "display ont info <frame:int:0-7> <slot:int:0-20> <port:int:0-15> all", does="show:ont info"),
    R(
        "any",
        "display ont info <frame:int:0-7> <slot:int:0-20> <port:int:0-15> <ont:int:0-127>",
        does="show:ont info one",
    ),
    R("any", "display ont info summary <place:name>", does="show:ont info summary"),
    R("gpon", "display ont info <port:int:0-15> <ont:int:0-127>", does="show:ont info one"),
    R("gpon", "display ont optical-info <port:int:0-15> all", does="show:ont optical-info"),
    R("gpon", "display ont optical-info <port:int:0-15> <ont:int:0-127>", does="show:ont optical-info"),
    R("any", "display service-port all", does="show:service-port"),
    R("any", "display service-port <index:int:0-65535>", does="show:service-port"),
    R("any", "display vlan all", does="show:vlan"),
    R("any", "display dba-profile all", does="show:dba-profile"),
    R("any", "display mac-address all", does="show:mac-address"),
)
CONFIGURE = (
    R("system", "sysname = <name:name:50>"),
    R("system", "vlan <vlan:vlan> = {smart|standard|mux}", unless=("vlan-unserved",), absent="no-vlan"),
    R("system", "vlan attrib <vlan:vlan> = {stacking|qinq|common}", needs=("vlan-exists",)),
    R(
        "system",
        "vlan desc <vlan:vlan> = description <text:text:32>",
        needs=("vlan-exists",),
        undo="vlan desc <vlan:vlan>",
    ),
    R("system", "port vlan <vlan:vlan> <place:name:8> <port:int:0-15>", needs=("vlan-exists",), absent="no-entry"),
    R(
        "system",
        "dba-profile add profile-id <dba:int:1-512> = [profile-name <profile:name:33>] type3 assure "
        "<assure:int:128-10000000> max <most:int:128-10000000>",
        undo="-",
    ),
    R(
        "system",
        f"{DBA} type4 max <most:int:128-10000000>",
        undo="-",
    ),
    R(
        "system",
        f"{DBA} type2 assure <assure:int:128-10000000>",
        undo="-",
    ),
    R(
        "system",
        f"{DBA} type1 fix <fix:int:128-10000000>",
        undo="-",
    ),
    R(
        "system",
        "dba-profile delete profile-id <dba:int:1-512>",
        needs=("profile-free",),
        then=("dba-delete",),
        undo="-",
    ),
    R(
        "system",
        "ont-lineprofile gpon profile-id <line:int:0-8192> = [profile-name <profile:name:33>]",
        enters="lineprofile",
        undo="ont-lineprofile gpon profile-id <line:int:0-8192>",
        unless=("profile-free",),
        absent="no-profile",
    ),
    R("lineprofile srvprofile", "commit", does="nothing"),
    R("lineprofile", "tcont <tcont:int:0-127> = dba-profile-id <dba:int:1-512>", needs=("profile-exists",)),
    R("lineprofile", "gem add <gem:int:0-1023> = eth tcont <tcont:int:0-127>", undo="-"),
    R("lineprofile", "gem delete <gem:int:0-1023>", then=("gem-delete",), undo="-"),
    R("lineprofile", "gem mapping <gem:int:0-1023> <index:int:0-7> = vlan <vlan:vlan>"),
    R(
        "system",
        "ont-srvprofile gpon profile-id <srv:int:0-8192> = [profile-name <profile:name:33>]",
        enters="srvprofile",
        undo="ont-srvprofile gpon profile-id <srv:int:0-8192>",
        unless=("profile-free",),
        absent="no-profile",
    ),
    R("srvprofile", "ont-port = eth <eth:int:1-24> [pots <pots:int:0-8>]", undo="ont-port"),
    R("srvprofile", "port vlan eth <eth:int:1-24> <vlan:vlan>", absent="no-entry"),
    R("system", "interface gpon <place:name:8>", enters="gpon", needs=("gpon-known",), undo="-"),
    R("gpon", "port <port:int:0-15> ont-auto-find = {enable|disable}"),
    R(
        "gpon",
        "ont add <port:int:0-15> <ont:int:0-127> = sn-auth <sn:sn> omci ont-lineprofile-id <line:int:0-8192> "
        "ont-srvprofile-id <srv:int:0-8192> [desc <desc:name:64>]",
        needs=("pon-port", "profile-exists", "ont-free"),
        then=("tell-added",),
        undo="-",
    ),
    R(
        "gpon",
        "ont delete <port:int:0-15> <ont:int:0-127>",
        needs=("ont-exists", "ont-unused"),
        then=("ont-delete",),
        undo="-",
    ),
    R(
        "gpon",
        "ont port native-vlan <port:int:0-15> <ont:int:0-127> eth <eth:int:1-24> = vlan <vlan:vlan> "
        "[priority <priority:int:0-7>]",
        needs=("ont-exists",),
    ),
    R(
        "system",
        "service-port <index:int:0-65535> = vlan <vlan:vlan> gpon <gpon:name:10> ont <ont:int:0-127> gemport "
        "<gem:int:0-1023> multi-service user-vlan <user:vlan> "
        "[tag-transform {translate|translate-and-add|transparent}] "
        "[inner-vlan <inner:vlan>] [rx-cttr <rx:int:0-1023>] [tx-cttr <tx:int:0-1023>]",
        needs=("vlan-exists", "ont-exists", "service-port-free"),
        absent="no-service-port",
    ),
    R(
        "system",
        "snmp-agent community {read|write} = <secret:name:64>",
        undo="snmp-agent community {read|write} [<secret:name:64>]",
    ),
    R("system", "snmp-agent sys-info location = <text:text:200>"),
    R("system", "snmp-agent trap enable standard"),
    R("system", "terminal user name = <user:name> password cipher <secret:name:64>", undo="-"),
)
SMARTAX = (*OPERATE, *CONFIGURE)
