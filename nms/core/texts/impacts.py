"""Sentences of impact: what an element or a plan takes down."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "NMS-IMP-001": Text(
        "时长 {value} 不能使用",
        "The time {value} cannot be used",
        "填写大于 0 的分钟数",
        "give minutes above 0",
    ),
    "impact.title": Text("影响", "Impact"),
    "impact.predicted": Text("推送前的预计", "Predicted before the push"),
    "impact.really": Text("实际", "Really"),
    "impact.nothing": Text("不中断任何业务", "takes nothing down"),
    "impact.really_nothing": Text("没有业务中断", "nothing went down"),
    "impact.lines": Text("中断的专线", "lines down"),
    "impact.lines_degraded": Text("失去保护的专线", "lines without protection"),
    "impact.customers": Text("受影响的客户", "customers"),
    "impact.halls": Text("中断的营业厅", "halls down"),
    "impact.halls_degraded": Text("少一路的营业厅", "halls with a way less"),
    "impact.cells": Text("中断的小区", "cells down"),
    "impact.devices": Text("失联的设备", "devices cut off"),
    "impact.ports": Text("无光的端口", "ports without light"),
    "impact.closed": Text("关闭或删除的端口", "ports shut or removed"),
    "impact.unclaimed": Text("删除后不知影响谁的配置", "lines removed that nobody is known to need"),
    "impact.untold": Text("无法判断的设备", "devices that cannot be judged"),
    "impact.risk": Text(
        "SLA 风险：按持续 {minutes} 分钟计，共 {risk} 分钟", "SLA minutes at risk: {risk}, if it lasts {minutes} min"
    ),
    "impact.risk_repair": Text(
        "SLA 风险：按各等级修复时限计，共 {risk} 分钟",
        "SLA minutes at risk: {risk}, if repairs take as long as each grade allows",
    ),
    "impact.broken": Text("将突破承诺", "breaks the promise"),
    "impact.surprises": Text("预计之外", "not predicted"),
    "impact.spared": Text("预计而未发生", "predicted and spared"),
    "impact.watching": Text("推送后仍在观察", "still being watched"),
    "impact.as_predicted": Text("与预计一致", "as predicted"),
}
