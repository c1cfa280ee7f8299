"""Sentences on polling many devices at once."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "NMS-SNMP-050": Text(
        "内置负载只讲 SNMPv2c，不能以用户 {user} 轮询",
        "the built-in load speaks SNMPv2c only and cannot be polled as user {user}",
        "用 --target 给出讲 SNMPv3 的目标，或去掉 --user",
        "give a --target that speaks SNMPv3, or leave --user away",
    ),
    "NMS-POLL-030": Text(
        "轮询进程 {pid} 在一轮中途退出（状态 {status}），其 {agents} 台设备本轮没有数据；已另起新进程，下一轮照常",
        "polling process {pid} ended in a round (status {status}); its {agents} devices have no data of this round, "
        "a new process polls them in the next",
        "反复出现时查看系统日志：-9 多半是内存不足被系统杀掉，可减小 snmp.workers",
        "if it comes again, look into the system's log: -9 mostly means that memory ran out; lower snmp.workers",
    ),
    "NMS-POLL-031": Text(
        "轮询进程 {pid} 已 {seconds} 秒没有进展，已被结束，其 {agents} 台设备本轮没有数据；已另起新进程，下一轮照常",
        "polling process {pid} stood still for {seconds} s and was ended; its {agents} devices have no data of this "
        "round, a new process polls them in the next",
        "反复出现时检查机器负荷与内存交换",
        "if it comes again, look at the load of this machine and whether it swaps",
    ),
    "NMS-POLL-032": Text(
        "轮询进程 {pid} 在两轮之间退出（状态 {status}）；已另起新进程，没有数据缺失",
        "polling process {pid} ended between two rounds (status {status}); a new one took over, no data is missing",
        "反复出现时查看系统日志：-9 多半是内存不足被系统杀掉，可减小 snmp.workers",
        "if it comes again, look into the system's log: -9 mostly means that memory ran out; lower snmp.workers",
    ),
    "NMS-POLL-033": Text(
        "无法启动新的轮询进程：{reason}；下一轮再试",
        "no new polling process can be started: {reason}; it is tried again at the next round",
        "检查本机的内存、进程数与打开文件数限制",
        "look at this machine's memory and its limits of processes and open files",
    ),
}
