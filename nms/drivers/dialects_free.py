"""Command lines of free software as data: FRR, the Osmocom controllers, a root shell of Linux."""

from nms.core.dialect import Dialect

FRR = Dialect(
    platform="frr",
    negate="no",
    prompt=r"^[\w.+-]{1,64}(?:\([^()\r\n]{1,64}\))?[>#] ?$",
    config_prompt=r"^[\w.+-]{1,64}\([^()\r\n]{1,64}\)# ?$",
    running="show running-config",
    prepare=("terminal length 0",),
    enter=("configure terminal",),
    leave_view="exit",
    end="end",
    save=("write memory",),
    saved=r"onfiguration saved to|\[OK\]",
    reject=(r"^% ", r"^BGP is already running", r"^(?:Can't|Cannot|No such|Invalid|Failed) (?!chown)"),
    informational=(r"^% Warning: can't chown configuration file",),  # it is written all the same
    comment=(r"^!", r"^end$", r"^Building configuration", r"^Current configuration:", r"^ *exit(?:-[a-z-]+)?$"),
    secret=(r"\b(?:password|message-digest-key \d+ md5|authentication-key|key-string)(?: \d)? (\S+)",),
    paging=r"--More--",
    parser="cisco_ios",
    opens=(
        r"^(?:interface|router|vrf|address-family|route-map|l2vpn|line) \S+|^segment-routing$",
        r"^(?:vni \d+|member pseudowire \S+)$",
    ),
    rename=r"^hostname (\S+)$",
    verified=True,
    evidence="FRR 8.4.4: lines checked with bgpd -C and ldpd -C, sessions run over SSH",
)

OSMO = Dialect(
    platform="osmo_vty_telnet",
    negate="no",
    prompt=r"^[\w.+-]{1,64}(?:\([^()\r\n]{1,64}\))?[>#] ?$",
    config_prompt=r"^[\w.+-]{1,64}\([^()\r\n]{1,64}\)# ?$",
    running="show running-config",
    enable="enable",
    prepare=("terminal length 0",),
    enter=("configure terminal",),
    leave_view="exit",
    end="end",
    save=("write file",),
    saved=r"onfiguration saved to",
    reject=(r"^%",),
    informational=(
        r"^% '[^']*' (?:setting removed|already was unset)",
        r"^% Removed neighbor: ",
        r"^% No neighbors configured",
        r"^% BTS \d+ -> ARFCN-BSIC",
    ),
    comment=(r"^!", r"^end$", r"^Current configuration:"),
    secret=(r"\b(?:password|auth-key|secret)(?: \d)? (\S+)",),
    paging=r"--More--",
    parser="osmo_bsc",
    opens=(r"^(?:network|bts \d+|trx \d+|timeslot \d+|msc(?: \d+)?|line vty|cs7 instance \d+|e1_input|ctrl|mgw\b.*)$",),
    rename=r"^hostname (\S+)$",
    newline="\r",
    verified=True,
    evidence="osmo-bsc 1.9.0: every line run against its VTY",
)

# What changes by itself is no configuration: carrier, timers, leases, groups that the kernel joins.
_FLAGS = r"s/,?(NO-CARRIER|LOWER_UP|M-DOWN),?/,/g; s/<,+/</; s/,+>/>/; s/,,+/,/g"
_STATES = r"s/(_timer) +[0-9.]+/\1 -/g; s/ state ([A-Z]+|disabled|listening|learning|forwarding|blocking)//"
_LEASES = r"s/(valid_lft|preferred_lft) [0-9]+sec/\1 -/g; s/ tentative//"
_OWN = r"/ inet6 fe80::[0-9a-f:]+ff:fe[0-9a-f:]+\/64 scope link/d"
"""The link-local addresses that the kernel makes of a port's MAC come after its carrier, up to a second later."""
_PORTS = r"$(ip -o link show | sed -E 's/^[0-9]+: ([^:@]+).*/\1/')"
_SHAPING = 'tc class show dev "$port"; tc filter show dev "$port"; tc filter show dev "$port" ingress'
_FLOODED = "(if pidof zebra >/dev/null; then grep -v -E '^(00:){5}00 dev .* dst '; else cat; fi)"
"""Where FRR runs, it is EVPN that writes the tunnels' far ends, as they come and go; elsewhere people do."""
_READ = (
    f"ip -d link show | sed -E '{_FLAGS}; {_STATES}'",
    f"ip -o addr show | sed -E '{_LEASES}; {_OWN}'",
    "ip rule show",
    "ip route show proto static",
    f"bridge -d link show | sed -E '{_FLAGS}; {_STATES}'",
    f"bridge fdb show | grep ' permanent' | grep -v -E '^(01:00:5e|33:33):' | {_FLOODED} | sort",
    r"tc qdisc show | sed -E 's/ direct_packets_stat [0-9]+//'",
    f"for port in {_PORTS}; do {_SHAPING}; done",
)

LINUX = Dialect(  # noqa: S604 - a field of the table; nothing is run here
    platform="linux_root",
    negate="",
    prompt=r"^[^\r\n]*[#$] ?$",
    config_prompt=r"^[^\r\n]*[#$] ?$",
    running="\n".join(_READ),
    enter=(),
    leave_view="",
    end="",
    comment=(r"^# ",),
    parser="linux",
    window=1,
    shell=True,
    verified=True,
    evidence="iproute2 of Debian 12: every read command run",
)
