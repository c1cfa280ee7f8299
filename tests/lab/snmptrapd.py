"""Net-snmp as a monitor above us: snmptrapd hears, snmptable and snmpbulkwalk read the table, all with our own MIB."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from monitoring import LOOPBACK, Heard

from nms.snmp.alarm_mib import COLUMNS, MIB_FILE

PROGRAMS = ("snmptrapd", "snmptable", "snmpbulkwalk", "snmpwalk", "snmpget")
BASE = Path(__file__).parents[1] / "mibs" / "smi"
MIBS = ("-M", f"{BASE}:{MIB_FILE.parent}", "-m", "CITYNMS-ALARM-MIB")
COMMUNITY = "lab-province"
USER, AUTH_KEY, PRIV_KEY = "lab-noc", "auth-key-of-noc", "priv-key-of-noc"
V1 = ("-v1", "-c", COMMUNITY)
V2C = ("-v2c", "-c", COMMUNITY)
V3 = ("-v3", "-l", "authPriv", "-u", USER, "-a", "SHA-256", "-A", AUTH_KEY, "-x", "AES", "-X", PRIV_KEY)

CONFIGURATION = """\
authCommunity log {community}
createUser {engine} {user} SHA-256 {auth} AES {priv}
authUser log {user} priv
format1 %V|%q|%v\\n
format2 %V|%v\\n
"""
KINDS = {
    "cityNmsAlarmRaised": "raised",
    "cityNmsAlarmChanged": "changed",
    "cityNmsAlarmCleared": "cleared",
    "cityNmsHeartbeat": "heartbeat",
}
NAMES = [column.name for column in COLUMNS]
VARIABLE = re.compile(r"cityNms(?:Alarm)?(\w+)\.(\d+) = ?(.*)", re.DOTALL)
END = "No more variables left in this MIB View"  # said under the name of the last variable
Row = tuple[str, ...]


class Snmptrapd:
    """The daemon on one loopback port; it may be stopped, killed and started as often as a test likes."""

    def __init__(self, folder: Path, port: int, engine: str = "") -> None:
        self.port = port
        self._folder = folder
        folder.mkdir(parents=True)
        words = {"community": COMMUNITY, "user": USER, "auth": AUTH_KEY, "priv": PRIV_KEY}
        shown = f"-e 0x{engine}" if engine else ""
        (folder / "snmptrapd.conf").write_text(CONFIGURATION.format(engine=shown, **words))
        self._log = folder / "heard.log"
        self._log.touch()
        self._read = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it; it listens when its sign-on is in the log."""
        options = ("-f", "-C", "-c", str(self._folder / "snmptrapd.conf"), "-A", "-t", "-OQs", "-Lf", str(self._log))
        with (self._folder / "snmptrapd.err").open("ab") as errors:
            self._process = subprocess.Popen(
                ["snmptrapd", *options, *MIBS, f"udp:{LOOPBACK}:{self.port}"],
                env={**os.environ, "SNMP_PERSISTENT_DIR": str(self._folder / "state")},
                stdout=errors,
                stderr=errors,
            )

    def stop(self, *, kill: bool = False) -> None:
        """End it, politely or not."""
        if self._process is not None:
            self._process.kill() if kill else self._process.terminate()
            self._process.wait(20)
            self._process = None

    def heard(self) -> Iterator[Heard[Row]]:
        """The notifications logged since the last call."""
        with self._log.open("rb") as log:
            log.seek(self._read)
            text = log.read()
        whole = text[: text.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.decode().splitlines():
            if "|" in line and "cityNms" in line:
                yield _heard(line.split("|"))


def _heard(parts: list[str]) -> Heard[Row]:
    kind = next(KINDS[name] for part in parts for name in KINDS if re.search(rf"\b{name}\b(?!\.)", part))
    found = [match.groups() for part in parts if (match := VARIABLE.fullmatch(part.strip()))]
    values = {name: value for name, _, value in found}
    boot = int(values["BootId"])
    if kind == "heartbeat":
        return Heard(kind, boot, int(values["SentSequence"]))
    alarm = next(int(index) for name, index, _ in found if name == "Sequence")
    return Heard(kind, boot, int(values["Sequence"]), alarm, tuple(_plain(values[name]) for name in NAMES))


def _plain(value: str) -> str:
    return value.strip('" ')


class Reader:
    """Net-snmp's tools asking our agent."""

    def __init__(self, port: int, credentials: tuple[str, ...]) -> None:
        self._target = f"{LOOPBACK}:{port}"
        self._credentials = credentials

    def numbers(self) -> tuple[int, int]:
        """Boot id and last sequence."""
        boot, last = self._run("snmpget", "-OQv", "cityNmsBootId.0", "cityNmsLastSequence.0").split()
        return int(boot), int(last)

    def walk(self) -> dict[int, tuple[int, Row]]:
        """The table column by column (v1 knows no bulk); rows that are not whole are left out."""
        program = "snmpwalk" if self._credentials == V1 else "snmpbulkwalk"
        cells: dict[int, dict[str, str]] = {}
        for line in self._run(program, "-OQs", "cityNmsAlarmTable").splitlines():
            if (match := VARIABLE.fullmatch(line.strip())) and END not in line:
                name, index, value = match.groups()
                cells.setdefault(int(index), {})[name] = _plain(value)
        whole = {index: tuple(row[name] for name in NAMES) for index, row in cells.items() if len(row) == len(NAMES)}
        return {index: (int(row[0]), row) for index, row in whole.items()}

    def table(self) -> dict[int, tuple[int, Row]]:
        """The same by snmptable, which writes "?" where a row went before it had all of it."""
        lines = self._run("snmptable", "-Ci", "-Cf", "|", "-Cb", "cityNmsAlarmTable").splitlines()
        head = next((place for place, line in enumerate(lines) if line.startswith("index|")), len(lines))
        rows = [line.split("|") for line in lines[head + 1 :] if line]
        assert not rows or lines[head].split("|")[1:] == NAMES
        return {int(row[0]): (int(row[1]), tuple(map(_plain, row[1:]))) for row in rows if "?" not in row}

    def _run(self, program: str, *words: str) -> str:
        at = next((place for place, word in enumerate(words) if word.startswith("cityNms")), len(words))
        command = [program, *self._credentials, *MIBS, *words[:at], self._target, *words[at:]]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
        assert done.returncode == 0, f"{command}: {done.stderr or done.stdout}"
        sys.stderr.write(done.stderr)
        return done.stdout
