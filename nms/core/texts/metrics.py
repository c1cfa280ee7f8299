"""Names of the metrics in the catalogue (`nms.core.sample.METRICS`), as charts and tables show them."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "metric.interface_in_octets": Text("接收流量", "traffic received"),
    "metric.interface_out_octets": Text("发送流量", "traffic sent"),
    "metric.interface_in_errors": Text("接收错误", "receive errors"),
    "metric.interface_out_errors": Text("发送错误", "send errors"),
    "metric.interface_in_discards": Text("接收丢弃", "receive discards"),
    "metric.interface_out_discards": Text("发送丢弃", "send discards"),
    "metric.e1_errored_seconds": Text("E1 误码秒 ES（当前 15 分钟）", "E1 errored seconds ES (current 15 min)"),
    "metric.e1_severely_errored_seconds": Text(
        "E1 严重误码秒 SES（当前 15 分钟）", "E1 severely errored seconds SES (current 15 min)"
    ),
    "metric.e1_unavailable_seconds": Text(
        "E1 不可用秒 UAS（当前 15 分钟）", "E1 unavailable seconds UAS (current 15 min)"
    ),
    "metric.e1_controlled_slip_seconds": Text(
        "E1 滑码秒 CSS（当前 15 分钟）", "E1 controlled slip seconds CSS (current 15 min)"
    ),
    "metric.e1_path_coding_violations": Text(
        "E1 通道编码违例 PCV（当前 15 分钟）", "E1 path coding violations PCV (current 15 min)"
    ),
    "metric.e1_interval_errored_seconds": Text("E1 误码秒 ES（每 15 分钟）", "E1 errored seconds ES (per 15 min)"),
    "metric.e1_interval_severely_errored_seconds": Text(
        "E1 严重误码秒 SES（每 15 分钟）", "E1 severely errored seconds SES (per 15 min)"
    ),
    "metric.e1_interval_unavailable_seconds": Text(
        "E1 不可用秒 UAS（每 15 分钟）", "E1 unavailable seconds UAS (per 15 min)"
    ),
    "metric.e1_interval_controlled_slip_seconds": Text(
        "E1 滑码秒 CSS（每 15 分钟）", "E1 controlled slip seconds CSS (per 15 min)"
    ),
    "metric.e1_interval_path_coding_violations": Text(
        "E1 通道编码违例 PCV（每 15 分钟）", "E1 path coding violations PCV (per 15 min)"
    ),
    "metric.sonet_section_errored_seconds": Text("再生段误码秒", "section errored seconds"),
    "metric.sonet_line_errored_seconds": Text("复用段误码秒", "line errored seconds"),
    "metric.sonet_line_unavailable_seconds": Text("复用段不可用秒", "line unavailable seconds"),
    "metric.sonet_path_errored_seconds": Text("通道误码秒", "path errored seconds"),
    "metric.sonet_path_unavailable_seconds": Text("通道不可用秒", "path unavailable seconds"),
    "metric.sonet_vt_errored_seconds": Text("低阶通道误码秒", "VT errored seconds"),
    "metric.sonet_vt_unavailable_seconds": Text("低阶通道不可用秒", "VT unavailable seconds"),
    "metric.cpu_percent": Text("CPU 占用率", "CPU load"),
    "metric.memory_percent": Text("内存占用率", "memory use"),
    "metric.temperature_celsius": Text("温度", "temperature"),
    "metric.voltage_volts": Text("电压", "voltage"),
    "metric.current_amperes": Text("电流", "current"),
    "metric.power_watts": Text("功率", "power"),
    "metric.fan_rpm": Text("风扇转速", "fan speed"),
    "metric.humidity_percent": Text("湿度", "humidity"),
    "metric.frequency_hertz": Text("频率", "frequency"),
    "metric.optical_rx_dbm": Text("收光功率", "optical power received"),
    "metric.optical_tx_dbm": Text("发光功率", "optical power sent"),
    "metric.supply_load_percent": Text("电源负载率", "power supply load"),
    "metric.battery_charge_percent": Text("电池剩余电量", "battery charge"),
    "metric.battery_runtime_minutes": Text("电池可供电时间", "battery run time left"),
    "metric.ap_clients": Text("无线终端数", "wireless clients"),
    "metric.radio_retries": Text("无线重传", "radio retries"),
    "metric.radio_fcs_errors": Text("无线校验错误", "radio FCS errors"),
    "metric.radio_transmitted": Text("无线发送帧", "radio frames sent"),
    "metric.handover_attempted": Text("切换请求", "handovers attempted"),
    "metric.handover_completed": Text("切换成功", "handovers completed"),
    "metric.handover_failed": Text("切换失败（返回原信道）", "handovers failed (back on the old channel)"),
    "metric.handover_no_channel": Text("切换失败（无信道）", "handovers without a channel"),
    "metric.handover_timeout": Text("切换超时", "handovers timed out"),
    "metric.handover_error": Text("切换错误", "handovers with an error"),
    "metric.handover_stopped": Text("切换中止（呼叫释放）", "handovers stopped (call released)"),
    "metric.tch_activations": Text("TCH 激活", "traffic channels activated"),
    "metric.tch_radio_failures": Text("TCH 无线链路失败", "traffic channels lost (radio failure)"),
    "metric.tch_load_percent": Text("TCH 占用率", "traffic channels in use"),
    "metric.cell_away": Text("小区未连接（OML）", "cells not connected (OML)"),
    "metric.poll_seconds": Text("轮询耗时", "poll duration"),
    "metric.port_hosts": Text("端口主机数", "hosts on the port"),
    "metric.traps_received": Text("每分钟陷阱数", "traps per minute"),
    "metric.polls_late": Text("迟到的轮询", "late polls"),
    "metric.polls_failed": Text("失败的轮询", "failed polls"),
    "metric.batch_members": Text("批量轮询的设备", "devices polled in rounds"),
    "metric.batch_seconds": Text("批量轮询一轮耗时", "duration of a round over the fleet"),
    "metric.batch_fallbacks": Text("批量轮询改单独查询", "answers of rounds asked again by the session"),
    "metric.batch_checks": Text("批量轮询抽查", "rounds checked by the session"),
    "metric.batch_mismatches": Text("批量轮询抽查不一致", "checks of rounds that disagreed"),
    "metric.path_rtt_milliseconds": Text("路径测试往返时延", "path test round trip"),
    "metric.path_loss_percent": Text("路径测试丢包率", "path test loss"),
    "metric.alarms_critical": Text("紧急告警", "critical alarms"),
    "metric.alarms_major": Text("重要告警", "major alarms"),
    "metric.alarms_minor": Text("次要告警", "minor alarms"),
    "metric.alarms_warning": Text("警告告警", "warning alarms"),
    "metric.interface_in_percent": Text("入方向利用率", "inbound utilisation"),
    "metric.interface_out_percent": Text("出方向利用率", "outbound utilisation"),
    "unit.access points": Text("台 AP", "access points"),
    "unit.alarms": Text("条告警", "alarms"),
    "unit.cells": Text("个小区", "cells"),
    "unit.channels": Text("个信道", "channels"),
    "unit.channels/h": Text("个信道/小时", "channels/h"),
    "unit.clients": Text("个终端", "clients"),
    "unit.customers": Text("人", "customers"),
    "unit.desks": Text("个台席", "desks"),
    "unit.devices": Text("台设备", "devices"),
    "unit.frames": Text("帧", "frames"),
    "unit.frames/s": Text("帧/s", "frames/s"),
    "unit.handovers": Text("次切换", "handovers"),
    "unit.handovers/h": Text("次切换/小时", "handovers/h"),
    "unit.hosts": Text("台主机", "hosts"),
    "unit.octets": Text("字节", "octets"),
    "unit.packets": Text("包", "packets"),
    "unit.packets/s": Text("包/s", "packets/s"),
    "unit.polls/min": Text("次轮询/分", "polls/min"),
    "unit.traps/min": Text("条陷阱/分", "traps/min"),
    "unit.violations": Text("次违例", "violations"),
}
