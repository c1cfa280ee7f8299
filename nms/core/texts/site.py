"""What is wrong with the files of a site: settings, inventory, folder, machine; and what to do."""

from nms.core.texts.text import Text

_FILES: dict[str, Text] = {
    "001": Text(
        "文件不存在",
        "the file does not exist",
        "核对路径，或用 nms init 新建站点",
        "check the path, or make a site with nms init",
    ),
    "002": Text("文件无法读取：{reason}", "the file cannot be read: {reason}", "核对文件权限", "check its permissions"),
    "003": Text("文件超过 {limit} 字节", "the file is larger than {limit} bytes", "删除多余内容", "shorten it"),
    "004": Text("文件不是 UTF-8 编码", "the file is not UTF-8", "以 UTF-8 编码另存", "save it as UTF-8"),
    "005": Text(
        "YAML 语法错误：{reason}",
        "broken YAML: {reason}",
        "检查该行及上一行的缩进、引号和冒号",
        "look at indentation, quotes and colons there and one line above",
    ),
    "006": Text(
        "键 {key} 重复，只采用第一个",
        "{key} stands here twice; only the first counts",
        "删除或改名其中一个",
        "remove or rename one of them",
    ),
    "007": Text(
        "嵌套或引用展开超过上限 {limit}",
        "nested or aliased beyond the limit of {limit}",
        "去掉多余的层次和别名（&、*）",
        "remove levels and aliases (&, *)",
    ),
    "008": Text(
        "不接受 {tag} 类型的内容",
        "content of the type {tag} is not accepted",
        "只写文本、数字、true/false、列表和键值",
        "write plain text, numbers, true/false, lists and mappings only",
    ),
    "009": Text(
        "这里应是“名称: 内容”的形式",
        "a mapping of names to entries belongs here",
        "参照演示站点的同名文件",
        "see the file of that name in the demo site",
    ),
    "010": Text("未知的键 {key}", "unknown key {key}", "是否应为 {nearest}？", "did you mean {nearest}?"),
    "011": Text("未知的键 {key}", "unknown key {key}", "可用的键：{allowed}", "known here: {allowed}"),
    "012": Text("缺少键 {key}", "{key} is missing", "补上该键", "add it"),
    "013": Text(
        "{key} 应是整数，而不是 {value}",
        "{key} must be a whole number, not {value}",
        "改为整数",
        "write a whole number",
    ),
    "014": Text("{key} 应是数字，而不是 {value}", "{key} must be a number, not {value}", "改为数字", "write a number"),
    "015": Text(
        "{key} 应是 true 或 false，而不是 {value}",
        "{key} must be true or false, not {value}",
        "写 true 或 false",
        "write true or false",
    ),
    "016": Text(
        "{key} 应是文本，而不是 {value}", "{key} must be text, not {value}", "用引号括起来", "put it in quotes"
    ),
    "017": Text(
        "{key} 的值 {value} 过小，至少 {limit}",
        "{key}: {value} is less than {limit}",
        "改为不小于 {limit}",
        "use {limit} or more",
    ),
    "018": Text(
        "{key} 的值 {value} 过大，至多 {limit}",
        "{key}: {value} is more than {limit}",
        "改为不大于 {limit}",
        "use {limit} or less",
    ),
    "019": Text(
        "{key} 的值 {value} 应大于 {limit}",
        "{key}: {value} is not above {limit}",
        "改为大于 {limit}",
        "use more than {limit}",
    ),
    "020": Text(
        "{key} 的值 {value} 应小于 {limit}",
        "{key}: {value} is not below {limit}",
        "改为小于 {limit}",
        "use less than {limit}",
    ),
    "021": Text(
        "{key} 的值 {value} 不在可选范围内",
        "{key}: {value} is none of the known values",
        "可选：{limit}",
        "use one of {limit}",
    ),
    "022": Text(
        "{key} 应是列表", "{key} must be a list", "写成 [甲, 乙] 或每行一个“- ”", "write [a, b], or one “- ” per line"
    ),
    "023": Text(
        "{key} 应是“键: 值”的形式", "{key} must be a mapping", "在其下逐行写“键: 值”", "write key: value lines below it"
    ),
    "024": Text(
        "{key} 的值 {value} 无效：{reason}",
        "{key}: {value} is not valid: {reason}",
        "按说明改正",
        "correct it as described",
    ),
    "025": Text(
        "{key} 的值 {value} 不在可选范围内",
        "{key}: {value} is none of the known values",
        "是否应为 {nearest}？可选：{limit}",
        "did you mean {nearest}? known: {limit}",
    ),
    "031": Text(
        "文件中不得写入密钥或口令（{key}）",
        "{key}: no secret belongs in the file",
        "从文件中删除，改用环境变量，如 NMS__SNMP__CREDENTIALS__名称__COMMUNITY；若曾提交，请更换该密钥",
        "remove it and set it in the environment (NMS__SNMP__CREDENTIALS__NAME__COMMUNITY); if it leaked, change it",
    ),
}
"""The same number means the same in every family: NMS-CFG config.yaml, NMS-INV inventory, NMS-PLAY playbooks,
NMS-OMC exports of radio counters, NMS-LINE orders of private lines."""
_FAMILIES = ("CFG", "INV", "PLAY", "OMC", "LINE")

_SETTINGS: dict[str, Text] = {
    "NMS-CFG-030": Text(
        "设置有 {count} 处错误，第一处：{first}",
        "{count} errors in the settings, the first: {first}",
        "按提示逐处改正",
        "correct each of them as it says",
    ),
    "NMS-CFG-033": Text(
        "环境变量无法用于设置 {key}：{reason}",
        "the variable cannot set {key}: {reason}",
        "核对 NMS__段__键 的写法",
        "check the path after NMS__",
    ),
    "NMS-CFG-034": Text(
        "时区 {value} 不存在",
        "there is no time zone {value}",
        "使用 IANA 名称，如 Asia/Shanghai；若名称无误，请安装 tzdata",
        "use an IANA name such as Asia/Shanghai; if it is right, install tzdata",
    ),
    "NMS-CFG-035": Text("SNMPv3 凭据缺少 user", "a credential of version 3 needs a user", "补上 user", "add user"),
    "NMS-CFG-036": Text(
        "设置了 priv 却没有 auth",
        "priv without auth is not possible in SNMPv3",
        "补上 auth，或去掉 priv",
        "add auth, or remove priv",
    ),
    "NMS-CFG-037": Text(
        "没有名为 {value} 的指标",
        "there is no metric {value}",
        "指标名称见 docs/reference/metrics.md",
        "the names are in docs/reference/metrics.md",
    ),
    "NMS-CFG-038": Text(
        "clear_at 在 raise_at 的错误一侧",
        "clear_at is on the wrong side of raise_at",
        "direction 为 high 时 clear_at 不得高于 raise_at，为 low 时不得低于",
        "with direction high clear_at must not be above raise_at, with low not below",
    ),
    "NMS-CFG-039": Text(
        "{folder} 不是站点目录：缺少 config.yaml",
        "{folder} is no site: it has no config.yaml",
        "用 --site 或 NMS_SITE 指定站点目录，或用 nms init 新建",
        "name a site with --site or NMS_SITE, or make one with nms init",
    ),
    "NMS-CFG-040": Text(
        "没有找到站点目录", "no site was found", "用 nms init 目录 新建一个", "make one with nms init FOLDER"
    ),
    "NMS-CFG-041": Text(
        "目录 {folder} 已存在且不为空", "{folder} exists and is not empty", "换一个新目录", "name a new folder"
    ),
    "NMS-CFG-042": Text(
        "无法写入 {folder}：{reason}",
        "{folder} cannot be written: {reason}",
        "核对权限和磁盘空间",
        "check permissions and disk space",
    ),
    "NMS-CFG-043": Text(
        "门限缺失，或没有随级别递增",
        "no limit is given, or the limits do not rise with the severity",
        "至少写一个级别；warning < minor < major < critical",
        "give at least one severity; warning < minor < major < critical",
    ),
    "NMS-CFG-044": Text(
        "clear_at 不低于最低的门限",
        "clear_at is not below the lowest limit",
        "把 clear_at 改小",
        "make clear_at smaller",
    ),
    "NMS-CFG-045": Text(
        "{counter} 的 {window} 门限写了两次",
        "the limits of {counter} over {window} stand there twice",
        "合并为一行",
        "make one row of them",
    ),
    "NMS-CFG-070": Text(
        "上级监控 {name} 的凭据 {credential} 不存在",
        "the monitor {name} names a credential that does not exist: {credential}",
        "在 snmp.credentials 中加上它，或改正名称",
        "add it to snmp.credentials, or correct the name",
    ),
    "NMS-CFG-071": Text(
        "上级监控 {name} 的凭据 {credential} 是 SNMPv1，没有 inform",
        "the monitor {name} has the SNMPv1 credential {credential}, which knows no informs",
        "写 inform: false，或换用 2c 或 3 版本的凭据",
        "write inform: false, or use a credential of version 2c or 3",
    ),
    "NMS-CFG-072": Text(
        "上级监控 {name} 与 {other} 凭据（{credential}）和地址（{address}）都相同，无法区分",
        "the monitors {name} and {other} share credential ({credential}) and address ({address}): who is asking?",
        "给其中一个单独的凭据",
        "give one of them a credential of its own",
    ),
    "NMS-CFG-073": Text(
        "{value} 不是 IP 地址", "{value} is no IP address", "写 IPv4 或 IPv6 地址", "write an IPv4 or IPv6 address"
    ),
}

_INVENTORY: dict[str, Text] = {
    "NMS-INV-040": Text(
        "{value} 不是单个设备的 IP 地址",
        "{value} is not the IP address of one device",
        "写 IPv4 或 IPv6 地址",
        "write an IPv4 or IPv6 address",
    ),
    "NMS-INV-041": Text(
        "{value} 不是单个设备的 MAC 地址",
        "{value} is not the MAC address of one device",
        '写 12 位十六进制数并加引号，如 "00:1a:2b:3c:4d:5e"',
        'write 12 hex digits in quotes, such as "00:1a:2b:3c:4d:5e"',
    ),
    "NMS-INV-042": Text(
        "{value} 不是“设备:端口”",
        "{value} is not device:port",
        "写成 设备名:端口名，端口名同 ifName",
        "write the device, a colon and the port's ifName",
    ),
    "NMS-INV-050": Text(
        "设备 {host} 没有 SNMP 凭据",
        "{host} has no SNMP credential",
        "在 data.snmp.credential 写凭据名，或写 managed: false",
        "name one at data.snmp.credential, or say managed: false",
    ),
    "NMS-INV-051": Text(
        "设备 {host} 的凭据 {credential} 不在 config.yaml 中",
        "{host}: config.yaml has no credential {credential}",
        "已有：{known}；相近：{nearest}",
        "there are: {known}; the nearest: {nearest}",
    ),
    "NMS-INV-052": Text(
        "设备 {host} 的凭据 {credential} 不能用于版本 {version}",
        "{host}: the credential {credential} does not fit version {version}",
        "去掉 version，或换一个凭据",
        "remove version, or name another credential",
    ),
    "NMS-INV-053": Text(
        "名称 {name} 含有不允许的字符或过长",
        "the name {name} is too long or has characters that a name may not have",
        "只用字母、汉字、数字和 . _ - + @ #，至多 80 个",
        "use letters, digits and . _ - + @ # only, at most 80",
    ),
    "NMS-INV-054": Text(
        "{name} 引用了未定义的组 {group}",
        "{name}: there is no group {group}",
        "在 groups.yaml 中定义，或改名；相近：{nearest}",
        "declare it in groups.yaml or correct the name; the nearest: {nearest}",
    ),
    "NMS-INV-055": Text(
        "组 {name} 是自己的上级", "the group {name} is its own ancestor", "断开循环引用", "break the circle of groups"
    ),
    "NMS-INV-056": Text(
        "{name} 未载入：其组 {group} 有错误",
        "{name} is left out: its group {group} has errors",
        "先改正该组",
        "correct that group first",
    ),
    "NMS-INV-057": Text(
        "设备 {name} 没有地址",
        "{name} has no address",
        "补上 hostname，或在 data 中写 managed: false",
        "add hostname, or say managed: false in data",
    ),
    "NMS-INV-058": Text(
        "{name} 与 {other} 的地址 {address}、端口、context 和凭据完全相同",
        "{name} is the same agent as {other}: address {address}, port, context and credential are equal",
        "改正地址，或删除其中一个",
        "correct the address, or remove one of them",
    ),
    "NMS-INV-059": Text(
        "{name} 在非回环地址 {address} 上使用 public",
        "{name} uses the community public on {address}, beyond loopback",
        "在设备上更换 community，并在 config.yaml 中建立凭据，由环境变量给出",
        "change the device's community and give it by a credential whose value comes from the environment",
    ),
    "NMS-INV-060": Text(
        "{name} 的平台 {platform} 不在已知的 netmiko 类型中",
        "{name}: {platform} is not a known device type of netmiko",
        "核对拼写；相近：{nearest}。轮询不受影响",
        "check the spelling; the nearest: {nearest}. Polling goes on all the same",
    ),
    "NMS-INV-061": Text(
        "{name} 的站点 {site} 未在 sites.yaml 中定义",
        "{name}: sites.yaml has no site {site}",
        "补上该站点，或改名；相近：{nearest}",
        "add it or correct the name; the nearest: {nearest}",
    ),
    "NMS-INV-062": Text(
        "{name} 引用了不存在的设备 {device}",
        "{name}: hosts.yaml has no device {device}",
        "补上该设备，或改名；相近：{nearest}",
        "add it or correct the name; the nearest: {nearest}",
    ),
    "NMS-INV-063": Text(
        "链路 {name} 的两端是同一端口 {end}",
        "both ends of the link {name} are {end}",
        "改正其中一端",
        "correct one of them",
    ),
    "NMS-INV-064": Text(
        "链路 {name} 占用了链路 {other} 的端口 {end}",
        "the link {name} uses the port {end}, which is taken by {other}",
        "改正端口，或删除其中一条链路",
        "correct the port, or remove one of the links",
    ),
    "NMS-INV-065": Text(
        "营业厅 {name} 的设备 {device} 已属于 {other}",
        "the device {device} of the hall {name} belongs to {other} already",
        "从其中一个营业厅删除",
        "remove it from one of the halls",
    ),
    "NMS-INV-066": Text(
        "营业厅 {name} 重复登记了 MAC 地址 {mac}",
        "the hall {name} admits {mac} twice",
        "删除其中一条",
        "remove one of the two",
    ),
    "NMS-INV-067": Text(
        "小区 {name} 的 {device} 不是 BSC",
        "{device} of the cell {name} is no BSC",
        "写控制该小区的 BSC；其 role 应为 bsc",
        "name the controller of the cell; its role must be bsc",
    ),
    "NMS-INV-068": Text(
        "小区 {name} 与 {other} 的 LAC {lac}、CI {ci} 相同",
        "the cell {name} has the same LAC {lac} and CI {ci} as {other}",
        "改正其中一个",
        "correct one of them",
    ),
    "NMS-INV-090": Text(
        "站点 {name} 的客户 {customer} 未在 customers.yaml 中定义",
        "{name}: customers.yaml has no customer {customer}",
        "补上该客户，或改名；相近：{nearest}",
        "add it or correct the name; the nearest: {nearest}",
    ),
    "NMS-INV-091": Text(
        "站点 {name} 的接入方式 {kind} 不能落在设备 {device} 上：它不是 {role}",
        "{name}: an access of kind {kind} cannot end at {device}, which is no {role}",
        "改正 kind 或 device",
        "correct kind or device",
    ),
    "NMS-INV-092": Text(
        "站点 {name} 的接入方式 {kind} 没有写端口",
        "{name}: an access of kind {kind} needs its port",
        "补上 port：PON 口如 0/1/0，通道化 STM-1 如 Cpos0/1/0",
        "add port: a PON port such as 0/1/0, a channelised STM-1 such as Cpos0/1/0",
    ),
    "NMS-INV-069": Text(
        "文件 {file} 没有被读取",
        "the file {file} is not read",
        "改名或移走；相近的名称：{nearest}",
        "rename it or move it away; the nearest name: {nearest}",
    ),
}

_DOCTOR: dict[str, Text] = {
    "doctor.ok": Text("正常", "ok"),
    "doctor.warning": Text("注意", "warning"),
    "doctor.failed": Text("不合格", "failed"),
    "doctor.python": Text("Python 版本", "Python"),
    "doctor.packages": Text("软件包归属", "Packages"),
    "doctor.sqlite": Text("SQLite 版本", "SQLite"),
    "doctor.timezone": Text("时区数据", "Time zone data"),
    "doctor.variable_data": Text("数据目录", "Folder for data"),
    "doctor.disk": Text("可用磁盘空间", "Free disk space"),
    "doctor.web_port": Text("页面端口", "Port of the pages"),
    "doctor.trap_port": Text("陷阱端口", "Port of the traps"),
    "doctor.agent_port": Text("本系统 SNMP 代理端口", "Port of our own SNMP agent"),
    "doctor.receive_buffer": Text("UDP 接收缓冲区", "UDP receive buffer"),
    "doctor.credentials": Text("SNMP 凭据", "SNMP credentials"),
    "doctor.inventory": Text("资产清单", "Inventory"),
    "NMS-CFG-050": Text(
        "Python {found} 过旧",
        "Python {found} is too old",
        "安装 Python {needed} 或更新版本",
        "install Python {needed} or later",
    ),
    "NMS-CFG-051": Text(
        "顶层包 {package} 属于：{found}",
        "the top-level package {package} belongs to: {found}",
        "卸载其他同名软件包（如 web.py），再重新安装 citynms",
        "remove the other one (web.py, for example), then install citynms again",
    ),
    "NMS-CFG-052": Text(
        "SQLite {found} 过旧",
        "SQLite {found} is too old",
        "需要 {needed} 或更新版本，请升级 Python 或系统",
        "{needed} or later is needed: update Python or the system",
    ),
    "NMS-CFG-053": Text(
        "系统没有时区 {found} 的数据",
        "the system has no data for the time zone {found}",
        "安装 tzdata",
        "install tzdata",
    ),
    "NMS-CFG-054": Text(
        "目录 {found} 无法写入",
        "{found} cannot be written",
        "用 NMS_VAR 指定可写的目录",
        "name a writable folder with NMS_VAR",
    ),
    "NMS-CFG-055": Text(
        "只剩 {found} 可用",
        "only {found} are free",
        "至少腾出 {needed}；磁盘满时新数据无法保存",
        "free at least {needed}; on a full disk nothing new is kept",
    ),
    "NMS-CFG-056": Text(
        "端口 {found} 已被占用",
        "the port {found} is in use",
        "结束占用它的程序，或在 config.yaml 中换一个端口",
        "end the program that holds it, or choose another in config.yaml",
    ),
    "NMS-CFG-057": Text(
        "内核只允许 {found} 字节的接收缓冲区",
        "the kernel allows a receive buffer of {found} bytes only",
        "以 root 执行 sysctl -w net.core.rmem_max={needed}，否则陷阱突发时可能丢包",
        "as root: sysctl -w net.core.rmem_max={needed}; otherwise bursts of traps may be lost",
    ),
    "NMS-CFG-058": Text(
        "这些凭据没有密钥或 community：{found}",
        "these credentials have no key or community: {found}",
        "设置环境变量 NMS__SNMP__CREDENTIALS__名称__AUTH_KEY、__PRIV_KEY 或 __COMMUNITY（演示时会自动生成）",
        "set NMS__SNMP__CREDENTIALS__NAME__AUTH_KEY, __PRIV_KEY or __COMMUNITY (the demo makes its own)",
    ),
    "NMS-CFG-059": Text(
        "资产清单有 {found} 处问题",
        "the inventory has {found} problems",
        "用 nms inventory check 查看",
        "nms inventory check lists them",
    ),
}

TEXTS: dict[str, Text] = {
    **{f"NMS-{family}-{number}": text for family in _FAMILIES for number, text in _FILES.items()},
    **_SETTINGS,
    **_INVENTORY,
    **_DOCTOR,
}
