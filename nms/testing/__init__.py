"""In-memory stand-ins for the ports, for tests and for trying things out."""

from nms.core.recorded import RecordedRow, Recording
from nms.testing.agent import MibSession, RecordedSnmp, ScriptedSnmp
from nms.testing.alarms import MemoryAlarms
from nms.testing.archive import MemoryArchive
from nms.testing.clock import ManualClock
from nms.testing.consoles import MemoryConsole, MemoryFleet
from nms.testing.recording import read_recording, recorded_rows
from nms.testing.resources import MemoryResources
from nms.testing.trouble import KilledError, Kind, Trouble, Troubled
from nms.testing.vault import MemoryVault

__all__ = [
    "KilledError",
    "Kind",
    "ManualClock",
    "MemoryAlarms",
    "MemoryArchive",
    "MemoryConsole",
    "MemoryFleet",
    "MemoryResources",
    "MemoryVault",
    "MibSession",
    "RecordedRow",
    "RecordedSnmp",
    "Recording",
    "ScriptedSnmp",
    "Trouble",
    "Troubled",
    "read_recording",
    "recorded_rows",
]
