"""A small dialect, devices and an archive for the tests of kept configurations."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from nms.core.alarm import Actor
from nms.core.device import CliAccess, Device
from nms.core.dialect import Dialect
from nms.provision.archive.git_archive import GitArchive
from nms.testing import MemoryVault

AT = datetime(2026, 3, 1, 1, 2, 3, 456789, tzinfo=UTC)
LI = Actor("li", "10.0.0.7")
DIALECT = Dialect(
    "box", "undo", r"[<\[]\S+[>\]]$", r"\[\S+\]$", "display current-configuration", ("system-view",), "quit", "return",
    volatile=(r"^!Last change",), comment=(r"^#",), secret=(r"password (\S+)", r"community read (\S+)"),
)  # fmt: skip
TEXT = "#\nsysname pe-1\n#\ninterface GE0/0/1\n description to p1\n password Canary-1\n#\nreturn\n"


def device(name: str = "pe-1", platform: str = "box") -> Device:
    """A device with a command line."""
    return Device(name, "127.0.0.1", platform, cli=CliAccess())


def archive(folder: Path, vault: MemoryVault | None = None) -> GitArchive:
    """An archive in a folder; its vault's key is always the same."""
    return GitArchive(folder / "configs.git", vault or MemoryVault(), {"box": DIALECT})


def later(seconds: float) -> datetime:
    """So long after the first moment."""
    return AT + timedelta(seconds=seconds)
