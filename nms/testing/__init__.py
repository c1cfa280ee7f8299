"""In-memory stand-ins for the ports, for tests and for trying things out."""

from nms.core.recorded import RecordedRow, Recording
from nms.testing.agent import MibSession, RecordedSnmp, ScriptedSnmp
from nms.testing.alarms import MemoryAlarms
from nms.testing.clock import ManualClock
from nms.testing.recording import read_recording, recorded_rows

__all__ = [
    "ManualClock",
    "MemoryAlarms",
    "MibSession",
    "RecordedRow",
    "RecordedSnmp",
    "Recording",
    "ScriptedSnmp",
    "read_recording",
    "recorded_rows",
]
