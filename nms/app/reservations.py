"""Holding what a design of a line needs until it is built."""

from datetime import datetime, timedelta

from nms.app.parts import Parts
from nms.core.line import Design


def reserve(parts: Parts, number: str, design: Design) -> datetime:
    """Reserve everything of a design for a line, in one transaction; until when. ConflictError NMS-LINE-101, 102."""
    now = parts.clock.now()
    until = now + timedelta(days=parts.config.lines.reservation_days)
    parts.store.resources.reserve(number, design.units, design.draws, until, now)
    return until
