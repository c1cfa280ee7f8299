"""Builds the compiled parts (SNMP walk, handover engine) into the wheel; without a C compiler it is complete too."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = {
    "SNMP walk": Path("nms/snmp/batch/walk.c"),
    "handover engine": Path("nms/handover/batch/kernel.c"),
}
# No product and sum in one rounding: what is decided in C must be what NumPy decides, on every processor.
OPTIONS = ("-O3", "-shared", "-fPIC", "-ffp-contract=off")
TIMEOUT_S = 120


def compiled(source: Path, library: Path) -> str:
    """Compile a source; "" if its library is there now, else why not. What was there before is gone in any case."""
    library.unlink(missing_ok=True)
    compiler = shutil.which(os.environ.get("CC") or "cc") or shutil.which("gcc")
    if compiler is None:
        return "no C compiler"
    command = [compiler, *OPTIONS, "-o", str(library), str(source)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)  # noqa: S603 - our own source
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode:
        library.unlink(missing_ok=True)
        return done.stderr.strip() or f"{compiler} ended with {done.returncode}"
    return ""


class CompiledParts(BuildHookInterface):  # type: ignore[type-arg] # generic over a configuration we do not have
    """Adds the libraries to wheels, editable ones too; never fails a build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Called before the files are gathered."""
        if self.target_name != "wheel":
            return
        built = [library for name, source in SOURCES.items() if (library := self._library(name, source))]
        if built:
            build_data["artifacts"] += [f"/{library.as_posix()}" for library in built]
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"

    def _library(self, name: str, source: Path) -> Path | None:
        root, library = Path(self.root), source.with_suffix(".so")
        try:
            why = compiled(root / source, root / library)
        except OSError as error:
            why = str(error)
        if why:
            self.app.display_warning(f"without the compiled {name} ({why}); NumPy's is used")
            return None
        return library
