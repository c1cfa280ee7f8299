"""Errors and words of the radio network: controllers, counters, pages."""

from nms.core.texts.text import Text

_CONTROLLERS: dict[str, Text] = {
    "001": Text(
        "{controller} 的运行配置里没有 network 一节，无法读取切换参数",
        "the running configuration of {controller} has no node “network”: no handover parameter can be read",
        "确认清单中的平台与设备一致，并且登录后能看到完整配置",
        "make sure that the inventory names the right platform and that the login sees the whole configuration",
    ),
    "003": Text(
        "{controller} 没有小区 {cell}",
        "{controller} has no cell {cell}",
        "重新读取该控制器；核对清单中小区的 LAC 和 CI",
        "read the controller again; check LAC and CI of the cell in the inventory",
    ),
    "004": Text(
        "{controller} 没有与小区 {cell} 的参数 {parameter} 对应的命令（切换算法 {algorithm}）",
        "{controller} has no line for the parameter {parameter} of cell {cell} (handover algorithm {algorithm})",
        "从变更中去掉该参数，或改用该控制器自己的参数（osmo-bsc）",
        "leave this parameter out of the change, or use one of the controller's own (osmo-bsc)",
    ),
    "005": Text(
        "小区 {cell} 的同一条命令“{line}”要写入不同的值：{values}",
        "one line of cell {cell}, “{line}”, shall get different values: {values}",
        "只保留其中一个值",
        "keep one of them",
    ),
    "006": Text(
        "小区 {cell} 只有一个门限，不能按邻区分别设置 {parameter}：要求 {values}；未提到的邻区：{others}",
        "cell {cell} has one threshold for all neighbours, not {parameter} each: wanted {values}; not named: {others}",
        "对该小区的所有邻区给出同一个值",
        "want the same value towards all neighbours of the cell",
    ),
    "007": Text(
        "不知道小区 {cell} 有多少业务信道，无法换算 {parameter}",
        "how many traffic channels cell {cell} has is not known: {parameter} cannot be converted",
        "重新读取控制器；只能对有业务信道的小区、不能对全网设置",
        "read the controller again; it can be set for a cell with traffic channels, not for the network",
    ),
    "010": Text(
        "连不上 {device} 的 CTRL 接口（{address}:{port}）：{reason}",
        "the CTRL interface of {device} ({address}:{port}) cannot be reached: {reason}",
        "检查 osmo-bsc 配置中的 ctrl / bind、途中的防火墙和清单中的 data.cli.ctrl_port",
        "check ctrl / bind of osmo-bsc, the firewalls on the way, and data.cli.ctrl_port in the inventory",
    ),
    "011": Text(
        "{device} 的 CTRL 接口（{address}:{port}）没有及时应答 {variable}",
        "the CTRL interface of {device} ({address}:{port}) did not answer {variable} in time",
        "检查控制器的负荷和途中的网络",
        "check the controller's load and the network on the way",
    ),
    "012": Text(
        "{device}（{address}:{port}）的应答不是 CTRL 协议：{reason}",
        "what {device} ({address}:{port}) answers is not the CTRL protocol: {reason}",
        "核对清单中的 data.cli.ctrl_port 是否指向 osmo-bsc 的 CTRL 端口（默认 4249）",
        "check that data.cli.ctrl_port of the inventory names the CTRL port of osmo-bsc (4249 unless changed)",
    ),
    "013": Text(
        "{device} 不给出 {variable}：{reason}",
        "{device} refuses {variable}: {reason}",
        "核对 osmo-bsc 的版本；本系统按 1.9.0 验证",
        "check the version of osmo-bsc; this system was proven with 1.9.0",
    ),
}

_MAN_MACHINE: dict[str, Text] = {
    "040": Text(
        "{controller} 对 {command} 的应答不是列表：{answer}",
        "the answer of {controller} to {command} is no list: {answer}",
        "确认清单中的平台与设备一致，登录账号有查询权限；该命令的名称因版本而异",
        "make sure that the inventory names the right platform and that the login may list; commands vary by version",
    ),
    "041": Text(
        "{controller} 的 {table} 列表没有 {column} 一列；有：{present}",
        "the list {table} of {controller} has no column {column}; it has: {present}",
        "参数名因版本而异：核对参数表中 mml 一栏",
        "names of parameters vary by version: compare the mml words of the parameter table",
    ),
    "042": Text(
        "{controller} 的 {table} 列表中有一行不是小区：{row}（{reason}）",
        "a row of the list {table} of {controller} is no cell: {row} ({reason})",
        "在控制器上核对该小区的 LAC、CI、频点和 BSIC",
        "check LAC, CI, carrier and BSIC of the cell on the controller",
    ),
    "043": Text(
        "{controller} 不保存 {kind} 类的参数 {parameter}；可设置：{known}",
        "{controller} does not hold the parameter {parameter} ({kind}); it holds: {known}",
        "从变更中去掉该参数",
        "leave the parameter out of the change",
    ),
    "044": Text(
        "{controller} 没有小区 {cell}",
        "{controller} has no cell {cell}",
        "重新读取该控制器；核对清单中小区的 LAC 和 CI",
        "read the controller again; check LAC and CI of the cell in the inventory",
    ),
    "045": Text(
        "{controller} 没有从 {cell} 到 {towards} 的邻区关系，或该参数不是按邻区设置的",
        "{controller} has no relation from {cell} to {towards}, or the parameter is not one of relations",
        "先用服务 neighbour 增加邻区；小区级参数不要指定邻区",
        "add the neighbour first (service “neighbour”); name no neighbour for a parameter of a cell",
    ),
    "050": Text(
        "模拟城市写不出网管话务文件 {file}：{reason}",
        "the simulated city cannot write the OMC's export {file}: {reason}",
        "检查 config.yaml 中 radio.folder 和 radio.map，以及磁盘空间",
        "check radio.folder and radio.map in config.yaml, and the space on the disk",
    ),
    "051": Text(
        "模拟城市每 {period} 秒统计一次，而 {file} 中的周期是 {seconds} 秒",
        "the simulated city counts every {period} s, but a period of {file} is {seconds} s",
        "把 city.radio_period_s 设为该映射 seconds 的整数倍，或修改映射",
        "set city.radio_period_s to a multiple of the mapping's seconds, or change the mapping",
    ),
}

TEXTS: dict[str, Text] = {
    "problem.cell-away": Text("小区退服", "cell out of service"),
    "advice.cell-away": Text(
        "控制器到基站的 OML 链路已断：查基站供电、传输（Abis 的 E1 或 IP）与基站告警",
        "the controller lost the OML link to the base station: check its power, transmission (E1 or IP) and alarms",
    ),
    **{f"NMS-RADIO-{number}": text for number, text in _CONTROLLERS.items()},
    **{f"NMS-RADIO-{number}": text for number, text in _MAN_MACHINE.items()},
}
