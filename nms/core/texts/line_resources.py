"""Sentences of resources that lines hold."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "NMS-LINE-101": Text(
        "资源已被占用：{taken}",
        "already taken: {taken}",
        "改用空闲资源重新设计；预留和隔离到所示时刻自动失效",
        "design with what is free; reservations and quarantines end at the moment that is shown",
    ),
    "NMS-LINE-102": Text(
        "超出上限：{over}",
        "limits would be passed: {over}",
        "减少带宽或数量，或改用其他端口、PON 口",
        "take less, or another port or PON",
    ),
    "NMS-LINE-103": Text(
        "{holder} 的预留已过期",
        "the reservation of {holder} has expired",
        "重新预留；若资源已被他人占用，则重新设计",
        "reserve again; design again if others hold it by now",
    ),
    "NMS-LINE-104": Text(
        "资源写法不正确：{units}",
        "not written as such resources are: {units}",
        "时隙写 K-L-M（1-1-1 至 3-7-3），VLAN 写 1 至 4094，ONU 写 0 至 127，VC-id 写在按字母排序的两个设备名之下，"
        "互联地址写 /31",
        "write timeslots K-L-M (1-1-1 to 3-7-3), VLANs 1 to 4094, ONUs 0 to 127, VC-ids under the two names in"
        " alphabetical order, link nets as /31",
    ),
    "NMS-LINE-105": Text(
        "{scope}：不能从 {capacity} 中取 {amount}",
        "{scope}: {amount} of {capacity} cannot be drawn",
        "数量和容量都不能为负，且同一上限只能有一个容量",
        "neither amount nor capacity may be negative, and one limit has one capacity",
    ),
}
