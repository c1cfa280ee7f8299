"""Command lines of other makers as data: Comware, IOS, ROAP."""

from nms.core.dialect import Dialect, Dialogue, Revert
from nms.drivers.dialects_huawei import VRP_SECRETS

_CISCO_PROMPT = r"^[\w.+:/-]{1,64}(?:\([^()\r\n]{1,64}\))?[>#] ?$"
_CISCO_CONFIG_PROMPT = r"^[\w.+:/-]{1,64}\([^()\r\n]{1,64}\)# ?$"
_CISCO_OPENS = (
    r"^(?:interface|controller|vrf definition|ip vrf(?! forwarding)|router|address-family|line) \S+|^vlan \d",
    r"^(?:l2 vfi|pseudowire-class|xconnect|au-4 \d+ tug-3) \S+",
    r"^(?:class-map|policy-map|class|route-map|dot11 ssid|service instance|key chain|wlan) \S+",
)

COMWARE = Dialect(
    platform="hp_comware",
    negate="undo",
    prompt=r"^(?:<[^<>\r\n]{1,64}>|\[[^\[\]\r\n]{1,128}\]) ?$",
    config_prompt=r"^\[[^\[\]\r\n]{1,128}\] ?$",
    running="display current-configuration",
    prepare=("screen-length disable", "undo terminal monitor"),
    enter=("system-view",),
    leave_view="quit",
    end="return",
    save=("save force",),
    saved=r"[Ss]uccess",
    reject=(
        r"^\s*\^\s*$",
        r"^\s*% ?(?:Unrecognized|Wrong|Incomplete|Ambiguous|Too many)",
        r"^\s*(?:Error:|Failed to |Permission denied|Operation failed)",
        r"^\s*(?:The .* (?:does not exist|already exists|is invalid)|Invalid )",
    ),
    dialogues=(Dialogue(r"\[Y/N\][:?]? ?$", "y"), Dialogue(r"press the enter key\): ?$", "")),
    comment=(r"^\s*#\s*$", r"^return$"),
    volatile=(r"^ version \d",),
    secret=(*VRP_SECRETS, r"\bpassword\b[^\n]*? hash +(\S+)", r"(\$[ch]\$\d\$\S+)"),
    paging=r"-{2,4} ?More ?-{2,4}",
    parser="hp_comware",
    opens=(
        r"^(?:interface|controller|vsi|acl|area|ip vpn-instance|wlan service-template|xconnect-group) \S+",
        r"^(?:bgp|ospf)(?: \d\S*(?: (?:router-id|vpn-instance|instance) \S+)*)?$",
        r"^vlan \d+$|^mpls ldp$|^(?:connection|ac interface|peer \S+ pw-id) \S+|^address-family \S+|^line \S+",
    ),
    alone=(r"^undo ", r"^stp ", r"^port link-type", r"^local-user"),
    rename=r"^sysname (\S+)$",
    evidence="manuals seen and memory; no published grammar was matched",
)

IOS = Dialect(
    platform="cisco_ios",
    negate="no",
    prompt=_CISCO_PROMPT,
    config_prompt=_CISCO_CONFIG_PROMPT,
    running="show running-config",
    enable="enable",
    prepare=("terminal length 0", "terminal width 511", "terminal no monitor"),
    enter=("configure terminal",),
    leave_view="exit",
    end="end",
    save=("write memory",),
    saved=r"\[OK\]",
    revert=Revert.RELOAD_IN,
    reject=(r"^\s*\^\s*$", r"^\s*%(?! ?[A-Z0-9_]+-\d-)", r"^Command rejected:"),
    informational=(
        r"^% ?Warning:",
        r"^%.* (?:IPv[46] )?(?:disabled and )?address\(es\) removed due to",
        r"^% Access VLAN does not exist\. Creating",
        r"^%Portfast ",
    ),
    dialogues=(
        Dialogue(r"[Ss]ave\? \[yes/no\]: ?$", "no"),
        Dialogue(r"\[yes/no\][:?] ?$", "yes"),
        Dialogue(r"\[confirm\] ?$", ""),
        Dialogue(r"^Destination filename \[[^\]]*\]\? ?$", ""),
    ),
    comment=(r"^!", r"^end$", r"^Building configuration", r"^Current configuration ?:"),
    volatile=(r"^! (?:Last configuration change|NVRAM config last updated)", r"^ntp clock-period "),
    secret=(
        r"^\s*enable (?:secret|password)(?: level \d+)?(?: \d)? (\S+)",
        r"\b(?:password|secret|key-string)(?: \d)? (\S+)",
        r"\bsnmp-server community (\S+)",
        r"\bsnmp-server user .* auth (?:md5|sha\S*)(?: \d+)? (\S+)",
        r"\bpriv (?:3?des|aes)(?: \d+)? (?!\d+ )(\S+)",
        r"^\s*(?:(?:tacacs|radius)-server .*)?\bkey(?: \d)? (\S+)$",
        r"\b(?:wpa-psk|set-key) ascii(?: \d)? (\S+)",
    ),
    paging=r"--More--",
    parser="cisco_ios",
    opens=_CISCO_OPENS,
    alone=(r"^no ", r"^crypto ", r"^username ", r"^reload"),
    rename=r"^hostname (\S+)$",
    noise=(
        r"\r?\n\*{3}\r?\n\*{3} --- SHUTDOWN [^\n]*\n\*{3}\r?\n",
        r"\r?\n\*?[A-Z][a-z]{2} +\d+ [\d:.]+[^\n:]*: %[A-Z0-9_]+-\d-[^\n]*\n",
    ),
    evidence="vendor pages for part of the lines, memory for the rest",
)

RAISECOM = Dialect(
    platform="raisecom_roap",
    negate="no",
    prompt=_CISCO_PROMPT,
    config_prompt=_CISCO_CONFIG_PROMPT,
    running="show running-config",
    enable="enable",
    prepare=("terminal page-break disable",),
    enter=("config",),
    leave_view="exit",
    end="end",
    save=("write startup-config",),
    reject=(r"^\s*\^\s*$", r"^\s*% ", r"^\s*(?:Error|Unknown command|Set failed|Failed)"),
    dialogues=(Dialogue(r"\(?[Yy](?:es)?/[Nn]o?\)?[:?] ?$", "y"),),
    comment=(r"^!", r"^end$"),
    secret=(r"\b(?:password|community)(?: \d)? (\S+)",),
    paging=r"--More--",
    parser="raisecom_roap",
    opens=_CISCO_OPENS,
    alone=(r"^no ",),
    rename=r"^hostname (\S+)$",
    in_band=True,
    evidence="login, paging and saving as netmiko does them; no device and no grammar",
)
