"""What happens on the way to a device's command line and on it; and what to do."""

from nms.core.texts.text import Text

_REACHING: dict[str, Text] = {
    "001": Text(
        "清单没有说明如何登录 {device} 的命令行",
        "the inventory does not say how the command line of {device} is reached",
        "在清单中为它或它的组写 data.cli（transport、port、credential）",
        "write data.cli (transport, port, credential) for it or its group",
    ),
    "002": Text(
        "{device} 的平台 {platform} 没有命令行方言",
        "{device}: there is no dialect for the platform {platform}",
        "改用已知平台之一：{known}",
        "use one of the known platforms: {known}",
    ),
    "010": Text(
        "连不上 {device}（{address}:{port}）：{reason}",
        "{device} ({address}:{port}) cannot be reached: {reason}",
        "检查设备是否在线、地址和端口、途中的防火墙",
        "check that it is up, its address and port, and the firewalls on the way",
    ),
    "011": Text(
        "{device}（{address}:{port}）拒绝登录",
        "{device} ({address}:{port}) refuses the login",
        "核对该凭据的用户名和口令（nms secret set），以及设备上的账号",
        "check the user name and password of its credential (nms secret set) and the account on the device",
    ),
    "012": Text(
        "与 {device}（{address}:{port}）的 SSH 连接建立失败：{reason}",
        "the SSH connection to {device} ({address}:{port}) failed: {reason}",
        "确认该端口是 SSH 服务且未达到会话数上限；只有 telnet 的设备在清单中写 transport: telnet",
        "make sure that SSH answers there and has a line free; for a device with telnet only write transport: telnet",
    ),
    "013": Text(
        "{device}（{address}:{port}）只提供过时的 SSH 算法，已拒绝连接。它提供 {offered}",
        "{device} ({address}:{port}) offers old SSH algorithms only and was refused. It offers {offered}",
        "升级设备的 SSH；确实不能升级时在清单中写 data.cli.legacy: true",
        "upgrade its SSH; where that cannot be, write data.cli.legacy: true in the inventory",
    ),
    "014": Text(
        "与 {device}（{address}:{port}）没有共同的 SSH 算法：{reason}。它提供 {offered}",
        "no SSH algorithm in common with {device} ({address}:{port}): {reason}. It offers {offered}",
        "在设备上启用本系统支持的算法，或改用 telnet",
        "enable one of our algorithms on the device, or use telnet",
    ),
    "015": Text(
        "{device} 没有给出配置所需的权限",
        "{device} did not grant the privileges that configuring needs",
        "核对该凭据的 enable 口令，或给账号足够的级别",
        "check the enable secret of its credential, or give the account a higher level",
    ),
    "020": Text(
        "{device} 的 SSH 主机密钥尚未确认：{algorithm} {fingerprint}",
        "the SSH host key of {device} was never accepted: {algorithm} {fingerprint}",
        "用其他途径核对指纹后执行 nms hostkey accept {device}",
        "compare the fingerprint by another way, then run nms hostkey accept {device}",
    ),
    "021": Text(
        "{device} 的 SSH 主机密钥变了：现在是 {algorithm} {fingerprint}，已确认的是 {expected}",
        "the SSH host key of {device} has changed: now {algorithm} {fingerprint}, accepted was {expected}",
        "先查明原因（更换主板、重装，还是有人冒充）；确认无误后执行 nms hostkey accept {device}",
        "find out why (new hardware, reset, or an impostor); if it is right run nms hostkey accept {device}",
    ),
    "022": Text(
        "{device} 出示的指纹是 {fingerprint}，不是 {expected}；没有保存",
        "{device} shows the fingerprint {fingerprint}, not {expected}; nothing was stored",
        "核对指纹",
        "check the fingerprint",
    ),
    "023": Text(
        "没有确认 {device} 的主机密钥",
        "the host key of {device} was not accepted",
        "核对指纹后输入 y，或用 --fingerprint 给出它",
        "compare the fingerprint and answer y, or give it with --fingerprint",
    ),
    "024": Text(
        "{device} 用 telnet 登录，没有主机密钥",
        "{device} is reached by telnet and has no host key",
        "无需确认；尽可能改用 SSH",
        "nothing is to be accepted; use SSH if it can",
    ),
}

_TALKING: dict[str, Text] = {
    "030": Text(
        "{device}（{address}:{port}）{seconds} 秒没有答完，会话已断开；已应答的配置行：{accepted}",
        "{device} ({address}:{port}) did not finish answering within {seconds} s; hung up; lines answered: {accepted}",
        "重新读取设备的配置再决定；确实慢的设备可加大 cli.reply_timeout_s",
        "read its configuration anew before deciding; for a slow device raise cli.reply_timeout_s",
    ),
    "031": Text(
        "{device}（{address}:{port}）断开了会话；已应答的配置行：{accepted}",
        "{device} ({address}:{port}) closed the session; lines answered: {accepted}",
        "重新读取设备的配置再决定",
        "read its configuration anew before deciding",
    ),
    "032": Text(
        "{device} 在一组命令中间提问：{question}；会话已断开",
        "{device} asked in the middle of several lines: {question}; hung up",
        "把这种行加入该方言的 alone 表",
        "add such lines to the dialect's table of lines that are sent alone",
    ),
    "033": Text(
        "{device} 的应答超过 {limit} 字节，会话已断开",
        "{device} answered with more than {limit} bytes; hung up",
        "缩小命令的范围，或加大 cli.most_reply_bytes",
        "ask for less, or raise cli.most_reply_bytes",
    ),
    "034": Text(
        "{device} 没有退出配置模式（提示符 {prompt}），会话已断开",
        "{device} did not leave configuration mode (prompt {prompt}); hung up",
        "登录设备查看它在等什么",
        "log in and see what it waits for",
    ),
    "040": Text(
        "第 {number} 行含控制字符：{line}",
        "line {number} holds control characters: {line}",
        "去掉换行等不可见字符",
        "remove newlines and other invisible characters",
    ),
    "041": Text(
        "第 {number} 行超过 {limit} 个字符",
        "line {number} is longer than {limit} characters",
        "缩短该行",
        "shorten it",
    ),
    "042": Text(
        "{device} 拒绝了“{line}”：{reply}",
        "{device} refused “{line}”: {reply}",
        "按设备的说明改正该行；它之前已有 {accepted} 行被接受",
        "correct the line as the device says; {accepted} lines before it were taken",
    ),
    "043": Text(
        "{device} 没有确认保存（{line}）：{reply}",
        "{device} did not confirm that it saved ({line}): {reply}",
        "检查设备的存储空间，再保存一次",
        "check the space on its flash and save again",
    ),
    "044": Text(
        "{device} 上“{line}”进入了别的视图，其后同一组的行可能作用于错误的视图：{reply}",
        "on {device} “{line}” opened another view, lines sent with it may have hit the wrong one: {reply}",
        "把该行加入该方言的 opens 表",
        "add the line to the dialect's table of lines that open a view",
    ),
    "045": Text(
        "{device} 上命令“{line}”失败：{reply}",
        "on {device} the command “{line}” failed: {reply}",
        "按提示改正命令；它之前已有 {accepted} 行执行",
        "correct the command; {accepted} lines before it were run",
    ),
    "046": Text(
        "{device} 的应答无法按 {command} 解析：{reason}",
        "what {device} said to {command} cannot be parsed: {reason}",
        "查看原始应答",
        "look at the answer itself",
    ),
    "050": Text(
        "处理 {device} 时程序出错：{reason}",
        "a fault of this program while working on {device}: {reason}",
        "查看日志并报告该问题",
        "see the log and report it",
    ),
}

_INVENTORY: dict[str, Text] = {
    "080": Text(
        "设备 {host} 的命令行没有凭据，按没有命令行处理",
        "the command line of {host} has no credential; the host is loaded without one",
        "在 data.cli.credential 写凭据名；不需登录的 VTY 写 transport: telnet",
        "name one at data.cli.credential; for a VTY without login write transport: telnet",
    ),
    "081": Text(
        "设备 {host} 的命令行凭据 {credential} 不存在，按没有命令行处理；已有：{known}",
        "{host}: no CLI credential {credential}; the host is loaded without a command line. Known: {known}",
        "在 config.yaml 的 cli.credentials 中添加，或改为 {nearest}",
        "add it to cli.credentials in config.yaml, or use {nearest}",
    ),
    "082": Text(
        "设备 {name} 有命令行，但平台 {platform} 没有方言，不能下发配置",
        "{name} has a command line, but its platform {platform} is not spoken: nothing can be configured there",
        "核对平台；相近的是 {nearest}",
        "check the platform; {nearest} comes near",
    ),
}

TEXTS: dict[str, Text] = {f"NMS-DRV-{number}": text for number, text in (_REACHING | _TALKING).items()} | {
    **{f"NMS-INV-{number}": text for number, text in _INVENTORY.items()},
    "cli.hostkey.shown": Text("{device} 出示：{algorithm} {fingerprint}", "{device} shows: {algorithm} {fingerprint}"),
    "cli.hostkey.replaces": Text("将替换已确认的：{expected}", "this replaces the accepted one: {expected}"),
    "cli.hostkey.ask": Text("已用其他途径核对过这个指纹吗？", "Did you compare this fingerprint by another way?"),
    "cli.hostkey.accepted": Text("已确认 {device} 的主机密钥", "the host key of {device} is accepted"),
    "cli.hostkey.forgotten": Text("已忘记 {device} 的 {count} 个主机密钥", "{count} host keys of {device} forgotten"),
    "column.accepted_at": Text("确认时间", "accepted"),
    "column.accepted_by": Text("谁确认", "accepted by"),
    "column.algorithm": Text("算法", "algorithm"),
    "column.fingerprint": Text("指纹", "fingerprint"),
}
