"""Huawei's command lines as data: VRPv5, VRPv8, SmartAX and the base station controller's man-machine language."""

from dataclasses import replace

from nms.core.dialect import Dialect, Dialogue, Revert

VRP_SECRETS = (
    r"\b(?:irreversible-)?cipher +(\S+)",
    r"\bpassword +simple +(\S+)",
    r"\bsnmp-agent community (?:read|write) (?!cipher\b|simple\b)(\S+)",
    r"\b(?:authentication|privacy)-mode (?:md5|sha\S*|3?des\S*|aes\S*) (?!cipher\b)(\S+)",
    r"\b(?:pre-shared-key|shared-key|pass-phrase|key-string)(?: +simple)? +(?!cipher\b|simple\b)(\S+)",
    r"(%\^%#.*?%\^%#|\$1[ac]\$\S+)",
)

_SAVE_DIALOGUES = (
    Dialogue(r"[Uu]ncommitted configurations? found.*\[Y[^\]]*\]:? ?$", "n"),
    Dialogue(r"\[Y(?:es|\(yes\))?/N(?:o|\(no\))?\][:?]? ?$", "y"),
    Dialogue(r"(?:input the file name|file name).*\]:? ?$", ""),
)

_VRP_OPENS = (
    r"^(?:interface|controller|vsi|acl|area|route-policy|ip vpn-instance|user-interface) \S+",
    r"^(?:bgp|ospf|isis)(?: \d\S*(?: (?:router-id|vpn-instance|instance) \S+)*)?$",  # not an interface's `ospf cost 10`
    r"^vlan \d+$",
    r"^(?:mpls|mpls l2vpn|mpls ldp|mpls ldp remote-peer \S+|aaa|wlan|pwsignal ldp)$",
    r"^(?:ipv4-family|ipv6-family)\b",
    r"^(?:security-profile|ssid-profile|ap-group) name \S+$|^vap-profile name \S+$|^ap-id \d+",
    r"^(?:traffic (?:classifier|behavior|policy)|diffserv domain|qos-profile) \S+",
)

VRP = Dialect(
    platform="huawei_vrp",
    negate="undo",
    prompt=r"^(?:HRP_[MS])?(?:<[^<>\r\n]{1,64}>|\[[^\[\]\r\n]{1,128}\]) ?$",
    config_prompt=r"^(?:HRP_[MS])?\[[^\[\]\r\n]{1,128}\] ?$",
    running="display current-configuration",
    prepare=("screen-length 0 temporary", "undo terminal monitor"),
    enter=("system-view",),
    leave_view="quit",
    end="return",
    save=("save",),
    saved=r"[Ss]uccess",
    reject=(r"^\s*\^\s*$", r"^\s*Error: ?", r"^\s*% ?(?:Unrecognized|Wrong|Incomplete|Ambiguous|Too many)"),
    dialogues=_SAVE_DIALOGUES,
    comment=(r"^\s*#\s*$", r"^return$", r"^!"),
    volatile=(r"^!Last configuration was (?:updated|saved|changed)", r"^!Time:"),
    secret=VRP_SECRETS,
    paging=r"-{2,4} ?More ?-{2,4}",
    parser="huawei_vrp",
    opens=_VRP_OPENS,
    alone=(r"^undo ", r"^stp (?:enable|disable|mode)", r"^port link-type", r"^local-user", r"^snmp-agent usm-user"),
    rename=r"^sysname (\S+)$",
    evidence="from memory of S5700 and AR manuals; no published grammar was matched",
)

VRPV8 = replace(
    VRP,
    platform="huawei_vrpv8",
    commit="commit",
    revert=Revert.COMMIT_TRIAL,
    discard="clear configuration candidate",
    verified=True,
    evidence="187 of 198 lines match the command grammar of NE40E V800R012 and CE6800 V300R023",
)

SMARTAX = Dialect(
    platform="huawei_smartax",
    negate="undo",
    prompt=r"^[\w.+:-]{1,64}(?:\([^()\r\n]{1,64}\))?[>#] ?$",
    config_prompt=r"^[\w.+:-]{1,64}\([^()\r\n]{1,64}\)# ?$",
    running="display current-configuration",
    enable="enable",
    prepare=("undo smart", "scroll"),
    enter=("config",),
    leave_view="quit",
    end="return",
    save=("save",),
    reject=(
        r"^\s*\^\s*$",
        r"^\s*% ?(?:Unknown command|Parameter error|Incomplete command|Too many parameters|Ambiguous)",
        r"^\s*(?:Failure|Error):",
    ),
    dialogues=(
        Dialogue(r"\{ ?<cr>[^{}]*\}: ?$", ""),
        Dialogue(r"\(y/n\) ?(?:\[[yn]\])?[:?] ?$", "y"),
    ),
    comment=(r"^\s*#\s*$", r"^return$", r"^\s*<[\w/-]+>$", r"^\[[\w/-]+\]$"),
    volatile=(r"^\[\S*V\d+R\d+", r"^\s*!"),
    secret=VRP_SECRETS,
    paging=r"-{2,4} More \( Press 'Q' to break \) -{2,4}",
    parser="huawei_smartax",
    opens=(r"^interface \S+", r"^ont-(?:line|srv)profile \S+", r"^(?:btv|multicast-vlan \d+)$"),
    alone=(r"^undo ", r"^ont (?:add|delete)", r"^board ", r"^service-port "),
    rename=r"^sysname (\S+)$",
    evidence="two public guides; profile sub-commands from memory",
)

MML = Dialect(
    platform="huawei_bsc_mml",
    negate="RMV",
    prompt=r"^-{3} +END ?$",
    config_prompt=r"^-{3} +END ?$",
    running="LST GCELL:;\nLST GCELLHOBASIC:;\nLST GCELLHOAD:;\nLST GCELLTMR:;\nLST G2GNCELL:;",
    enter=(),
    leave_view="",
    end="",
    reject=(r"^RETCODE = (?!0\b)\d+",),
    comment=(r"^-{3} +END", r"^%%.*%%$", r"^RETCODE = ", r"^\(Number of results = \d+\)$"),
    volatile=(r"^\+{3} ", r"^O&M +#\d+"),
    secret=(r'\bPWD="([^"]*)"',),
    mml=True,
    evidence="command names from the vendor's parameter reference; no controller to try them on",
)
