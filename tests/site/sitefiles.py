"""A small sound site, file by file."""

from nms.core.config import Config

CREDENTIALS = {
    "snmp": {
        "port": 1161,
        "credentials": {
            "demo": {"community": "public"},
            "field": {"community": "not-in-the-file"},
            "secure": {"version": "3", "user": "nms", "auth": "sha256", "auth_key": "authentic1"},
        },
    }
}
CONFIG = Config.model_validate(CREDENTIALS)

SOUND = {
    "hosts": """
        pe1: {hostname: 127.0.1.1, groups: [router], data: {site: core}}
        iad1: {hostname: 127.0.1.2, groups: [hall], data: {site: yuecheng}}
        sw1: {hostname: 127.0.1.3, data: {role: hall-switch, site: yuecheng, snmp: {credential: secure}}}
        bsc1: {hostname: 127.0.1.4, data: {role: bsc, site: core, snmp: {credential: demo}}}
        ring1: {data: {role: mstp, managed: false}}
        """,
    "groups": """
        router: {platform: huawei_vrp, data: {role: pe, snmp: {credential: field}}}
        hall: {platform: raisecom_roap, data: {role: converter, snmp: {credential: demo}}}
        """,
    "sites": """
        core: {kind: core, lon: 120.58, lat: 30.0}
        yuecheng: {kind: hall, district: 越城, title: 越城厅, lon: 120.6, lat: 30.01}
        """,
    "links": """
        up1: {a: "pe1:Serial1/0/0:1", b: "iad1:e1/1", kind: e1}
        lan1: {a: "iad1:eth1", b: "sw1:ge24"}
        """,
    "customers": "bank: {title: 绍兴银行, grade: AAA}",
    "halls": """
        yc-h01:
          site: yuecheng
          devices: [iad1, sw1]
          voice_lines: 6
          pcs: [{mac: "00:1A:2B:3C:4D:5E", owner: 前台, port: ge1}]
        """,
    "cells": "cell1: {bsc: bsc1, bts: bts1, lac: 1, ci: 1, arfcn: 50, bsic: 45}",
}
