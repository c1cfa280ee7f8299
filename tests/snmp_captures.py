"""The UDP payloads in a capture file (libpcap and pcapng, Ethernet, IPv4 and IPv6), as far as tests need it."""

import struct
from collections.abc import Iterator

ETHERNET, UDP = 1, 17


def payloads(capture: bytes) -> Iterator[bytes]:
    """Every UDP payload, in order; damaged ends are left out."""
    frames = _blocks(capture) if capture[:4] == b"\x0a\x0d\x0d\x0a" else _records(capture)
    for frame in frames:
        payload = _udp(frame)
        if payload is not None:
            yield payload


def _records(capture: bytes) -> Iterator[bytes]:
    order = "<" if capture[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    at = 24
    while at + 16 <= len(capture):
        (length,) = struct.unpack_from(f"{order}I", capture, at + 8)
        yield capture[at + 16 : at + 16 + length]
        at += 16 + length


def _blocks(capture: bytes) -> Iterator[bytes]:
    at = 0
    while at + 12 <= len(capture):
        kind, length = struct.unpack_from("<II", capture, at)
        if length < 12:
            return
        if kind == 6:  # enhanced packet block
            (captured,) = struct.unpack_from("<I", capture, at + 20)
            yield capture[at + 28 : at + 28 + captured]
        at += length


def _udp(frame: bytes) -> bytes | None:
    at = 14
    kind = frame[12:14]
    if kind == b"\x81\x00":  # a VLAN tag
        at, kind = 18, frame[16:18]
    packet = frame[at:]
    if kind == b"\x08\x00" and len(packet) > 20 and packet[9] == UDP:
        return packet[(packet[0] & 0x0F) * 4 + 8 :]
    if kind == b"\x86\xdd" and len(packet) > 40 and packet[6] == UDP:
        return packet[48:]
    return None
