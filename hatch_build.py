"""Builds the compiled walk of the SNMP batch engine into the wheel; without a C compiler the wheel is complete too."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path("nms/snmp/batch/walk.c")
LIBRARY = SOURCE.with_suffix(".so")
OPTIONS = ("-O3", "-shared", "-fPIC")
TIMEOUT_S = 120


def compiled(root: Path, library: Path) -> str:
    """Compile the walk; "" if it is there now, else why not. What was there before is gone in any case."""
    library.unlink(missing_ok=True)
    compiler = shutil.which(os.environ.get("CC") or "cc") or shutil.which("gcc")
    if compiler is None:
        return "no C compiler"
    command = [compiler, *OPTIONS, "-o", str(library), str(root / SOURCE)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)  # noqa: S603 - our own source
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode:
        library.unlink(missing_ok=True)
        return done.stderr.strip() or f"{compiler} ended with {done.returncode}"
    return ""


class CompiledWalk(BuildHookInterface):  # type: ignore[type-arg] # generic over a configuration we do not have
    """Adds the library to wheels, editable ones too; never fails a build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Called before the files are gathered."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        try:
            why = compiled(root, root / LIBRARY)
        except OSError as error:
            why = str(error)
        if why:
            self.app.display_warning(f"without the compiled SNMP walk ({why}); NumPy's is used")
            return
        build_data["artifacts"].append(f"/{LIBRARY.as_posix()}")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
