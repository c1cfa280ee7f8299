"""Taking in MIB modules off-line: a helper process with pysmi reads them, names are all that comes back."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nms.core.errors import InvalidError, NmsError
from nms.core.hand_rules import MibObject
from nms.snmp.names import OBJECTS

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("mib_helper.py")
VARIABLE = "NMS_HELPER_PYTHON"

MOST_FILES = 64
LARGEST_FILE = 2 * 1024 * 1024
LARGEST_JOB = 8 * 1024 * 1024
SECONDS = 60
MEGABYTES = 1024

# Where every MIB begins (RFC 2578, RFC 3418, RFC 2863), and the branches that modules hang on without importing more.
ROOTS: Mapping[str, str] = {
    "ccitt": "0",
    "iso": "1",
    "joint-iso-ccitt": "2",
    "org": "1.3",
    "dod": "1.3.6",
    "internet": "1.3.6.1",
    "directory": "1.3.6.1.1",
    "mgmt": "1.3.6.1.2",
    "mib-2": "1.3.6.1.2.1",
    "system": "1.3.6.1.2.1.1",
    "interfaces": "1.3.6.1.2.1.2",
    "ifTable": "1.3.6.1.2.1.2.2",
    "ifEntry": "1.3.6.1.2.1.2.2.1",
    "transmission": "1.3.6.1.2.1.10",
    "snmp": "1.3.6.1.2.1.11",
    "ifMIB": "1.3.6.1.2.1.31",
    "ifMIBObjects": "1.3.6.1.2.1.31.1",
    "ifXEntry": "1.3.6.1.2.1.31.1.1.1",
    "entityMIB": "1.3.6.1.2.1.47",
    "entPhysicalEntry": "1.3.6.1.2.1.47.1.1.1.1",
    "experimental": "1.3.6.1.3",
    "private": "1.3.6.1.4",
    "enterprises": "1.3.6.1.4.1",
    "security": "1.3.6.1.5",
    "snmpV2": "1.3.6.1.6",
    "snmpDomains": "1.3.6.1.6.1",
    "snmpProxys": "1.3.6.1.6.2",
    "snmpModules": "1.3.6.1.6.3",
    "snmpMIB": "1.3.6.1.6.3.1",
    "snmpTraps": "1.3.6.1.6.3.1.1.5",
    "zeroDotZero": "0.0",
}
_CODES = {
    # what the helper says is wrong → ours
    "environment": "NMS-MIB-002",
    "empty": "NMS-MIB-005",
    "syntax": "NMS-MIB-006",
    "limit": "NMS-MIB-004",
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """The names of one module."""

    name: str
    file: str
    objects: tuple[MibObject, ...]


def helper_python(environ: Mapping[str, str] = os.environ) -> Path:
    """The Python that has pysmi: $NMS_HELPER_PYTHON, else the checkout's helper environment; NMS-MIB-001 without."""
    named = environ.get(VARIABLE, "")
    python = Path(named) if named else CHECKOUT / ".venv-helper" / "bin" / "python"
    if not python.is_file() or not os.access(python, os.X_OK):
        raise NmsError("NMS-MIB-001", python=python, variable=VARIABLE)
    return python


def text_of(data: bytes) -> str:
    """A file's text, whatever its encoding: modules are ASCII but for their comments."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def compile_mibs(
    files: Mapping[str, str], known: Mapping[str, str], python: Path, seconds: int = SECONDS
) -> Sequence[Compiled]:
    """The names in MIB files (file name → text), all or nothing.

    `known` are symbols of modules taken in before → dotted OID. NmsError: too much (NMS-MIB-003), beyond time or
    memory (-004), no module in a file (-005), a line that does not parse (-006), an object that hangs on something
    unknown (-007, or -008 where the module that has it is not there).
    """
    _check_sizes(files)
    built_in = {name: ".".join(map(str, oid)) for oid, name in OBJECTS.items()}
    job = {"files": dict(files), "known": {**built_in, **ROOTS, **known}, "seconds": seconds, "megabytes": MEGABYTES}
    answer = _run(job, python, seconds)
    if "error" in answer:
        raise _refusal(answer["error"], files)
    return [_compiled(module) for module in answer["modules"]]


def _check_sizes(files: Mapping[str, str]) -> None:
    total = 0
    for file, text in files.items():
        size = len(text.encode())
        total += size
        if size > LARGEST_FILE or total > LARGEST_JOB:
            raise InvalidError("NMS-MIB-003", file=file, files=MOST_FILES, kilobytes=LARGEST_FILE // 1024)
    if not 0 < len(files) <= MOST_FILES:
        raise InvalidError("NMS-MIB-003", file=len(files), files=MOST_FILES, kilobytes=LARGEST_FILE // 1024)


def _run(job: Mapping[str, Any], python: Path, seconds: int) -> dict[str, Any]:
    names = ", ".join(job["files"])
    with tempfile.TemporaryDirectory(prefix="citynms-mib-") as folder:
        task, answer, log = (Path(folder) / name for name in ("job.json", "answer.json", "log"))
        task.write_text(json.dumps(job), encoding="utf-8")
        command = [str(python), "-I", str(PROGRAM), str(task), str(answer)]
        environment = {"LANG": "C.UTF-8", "HOME": folder, "USER": "citynms", "TMPDIR": folder}
        try:
            with log.open("wb") as output:
                subprocess.run(  # noqa: S603 - our own program, by the Python that the site names
                    command, cwd=folder, env=environment, timeout=2 * seconds, check=True,
                    stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                )  # fmt: skip
            told: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        except subprocess.TimeoutExpired as error:
            raise NmsError("NMS-MIB-004", file=names, seconds=seconds, megabytes=MEGABYTES) from error
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            raise _crash(error, names, log, seconds) from error
        return told


def _crash(error: Exception, names: str, log: Path, seconds: int) -> NmsError:
    killed = isinstance(error, subprocess.CalledProcessError) and error.returncode < 0
    if killed:
        return NmsError("NMS-MIB-004", file=names, seconds=seconds, megabytes=MEGABYTES)
    last = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
    return NmsError("NMS-MIB-002", reason=last[0] if last else str(error))


def _refusal(told: Mapping[str, Any], files: Mapping[str, str]) -> NmsError:
    values = {key: value for key, value in told.items() if key != "kind"}
    if told["kind"] == "parent":
        return InvalidError("NMS-MIB-008" if told["module"] else "NMS-MIB-007", **values)
    if told["kind"] == "limit":
        values = {"file": ", ".join(files), "seconds": SECONDS, "megabytes": MEGABYTES}
    family = NmsError if told["kind"] in ("environment", "limit") else InvalidError
    return family(_CODES[told["kind"]], **values)


def _compiled(module: Mapping[str, Any]) -> Compiled:
    objects = tuple(
        MibObject(
            row["oid"],
            row["name"],
            row["kind"],
            tuple(row["objects"]),
            tuple((int(n), str(w)) for n, w in row["words"]),
        )
        for row in module["objects"]
    )
    return Compiled(module["name"], module["file"], objects)
