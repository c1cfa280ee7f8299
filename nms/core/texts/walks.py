"""What can be said of recordings of agents: files that are odd, agents that cannot be recorded."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "NMS-WALK-001": Text(
        "无法读取录制文件 {file}：{reason}",
        "the recording {file} cannot be read: {reason}",
        "检查路径和权限；文件应为 .snmprec 文本或其 bzip2 压缩",
        "check the path and the permissions; it must be an .snmprec text, plain or packed by bzip2",
    ),
    "NMS-WALK-002": Text(
        "{file} 中没有一行可读的记录",
        "{file} holds not one readable row",
        "每行应为 OID|类型|值，例如 1.3.6.1.2.1.1.5.0|4|hall-05",
        "a row is OID|TAG|VALUE, such as 1.3.6.1.2.1.1.5.0|4|hall-05",
    ),
    "NMS-WALK-003": Text(
        "{file} 太长：只读取了前 {first} 行记录",
        "{file} is too long: only its first {first} rows were read",
        "用 --rows 提高上限，或只录制需要的子树",
        "raise the bound by --rows, or record only the subtrees you need",
    ),
    "NMS-WALK-004": Text(
        "{file} 有 {count} 行不是记录，首个在第 {first} 行；已忽略",
        "{count} lines of {file} are no rows, the first is line {first}; left out",
        "每行应为 OID|类型|值；检查文件是否被截断或转码",
        "a row is OID|TAG|VALUE; see whether the file was cut or re-encoded",
    ),
    "NMS-WALK-005": Text(
        "{file} 有 {count} 个值与其类型不符，首个为 {first}；按字符串处理",
        "{count} values of {file} do not fit their type, the first at {first}; taken as strings",
        "多为脱敏工具造成；受影响的数值不会入库",
        "mostly an anonymiser's doing; the numbers they stood for are not used",
    ),
    "NMS-WALK-006": Text(
        "{file} 有 {count} 行顺序错乱，首个在第 {first} 行；已按 OID 排序",
        "{count} rows of {file} are out of order, the first is line {first}; sorted by OID",
        "无需处理；真实代理若如此应答，轮询会中止该表",
        "nothing to do; an agent that really answers like that makes a poll give the table up",
    ),
    "NMS-WALK-007": Text(
        "{file} 有 {count} 行重复，首个在第 {first} 行；保留先出现的值",
        "{count} rows of {file} are repeated, the first is line {first}; the earlier value stands",
        "无需处理",
        "nothing to do",
    ),
    "NMS-WALK-008": Text(
        "{file} 在第 {first} 行超出大小上限，其后未读",
        "{file} passes the bound on its size at line {first}; what follows was not read",
        "确认这是 .snmprec 文件而不是二进制文件",
        "make sure that this is an .snmprec file and nothing binary",
    ),
    "NMS-WALK-009": Text(
        "无法写入录制文件 {file}：{reason}",
        "the recording {file} cannot be written: {reason}",
        "换一个可写的路径（--out）",
        "choose a path that can be written (--out)",
    ),
    "NMS-WALK-010": Text(
        "代理 {address} 的录制在 {first} 处中断：{reason}；已保存 {count} 行",
        "the recording of {address} broke off at {first}: {reason}; {count} rows were kept",
        "用更长的 --timeout 重试，或用 --root 从其后继续",
        "try again with a longer --timeout, or go on behind it with --root",
    ),
    "NMS-WALK-011": Text(
        "采集器 {collector} 失败：{reason}",
        "the collector {collector} failed: {reason}",
        "把该文件连同版本号附在问题报告里",
        "attach the file and the version to a report of the problem",
    ),
    "NMS-WALK-012": Text(
        "{file} 在第 {first} 行记录之后损坏；只使用此前的内容",
        "{file} is damaged behind its row {first}; what stands before is used",
        "重新传输该文件；bzip2 -t 可检查压缩包",
        "transfer the file again; bzip2 -t checks a packed one",
    ),
    "walk.recorded": Text(
        "已录制 {address}：{count} 行，写入 {file}（{scrubbed} 个值已脱敏）",
        "{address} recorded: {count} rows in {file} ({scrubbed} values scrubbed)",
    ),
    "walk.identified": Text(
        "{file}：{who}，接口 {interfaces}，传感器 {sensors}，CPU {cpu}，内存 {memory}，问题 {errors}",
        "{file}: {who}, {interfaces} interfaces, {sensors} sensors, {cpu} CPU, {memory} memory, {errors} errors",
    ),
    "walk.generic": Text("通用设备", "generic"),
}
