"""Network nodes made of nothing but kernel namespaces: each lives exactly as long as its owner holds its pipe.

The first process of a node waits on standard input. When the owner closes the pipe, or dies in whatever way, that
process ends; with it the kernel ends everything in the node's PID namespace and drops its interfaces and mounts.
So a lab that was killed leaves nothing behind, and nothing has to be searched for and cleaned up later.
"""

import os
import select
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO

NAMESPACES = ("-n", "-m", "-u", "-i", "-p")  # network, mounts, host name, IPC, processes
STANDING, SERVING = b"standing", b"serving"
SCRIPT = """\
set -eu
hostname {name}
{prepare}
echo standing
read -r _
ip link set lo up
{serve}
echo serving
cat >/dev/null
"""


class LabError(RuntimeError):
    """The lab could not be built."""


def run(*command: str, stdin: str = "") -> str:
    """Standard output of a program that must succeed."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise LabError(f"{' '.join(command)}: {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def ip(lines: Iterable[str], inside: "Node | None" = None) -> None:
    """Many `ip` commands in one process, in the network namespace of `inside` or in our own."""
    enter = ("nsenter", "-t", str(inside.pid), "-n") if inside else ()
    run(*enter, "ip", "-batch", "-", stdin="\n".join(lines) + "\n")


class Node:
    """One network element: `pid` is its first process as the host sees it; `folder` holds its files."""

    def __init__(self, name: str, folder: Path, prepare: str = "", serve: str = "") -> None:
        """Make the namespaces and run `prepare` (shell) in them; `serve` runs later, when the node is wired."""
        self.name = name
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        script = folder / "node.sh"
        script.write_text(SCRIPT.format(name=name, prepare=prepare, serve=serve))
        with (folder / "node.log").open("wb") as log:
            self._process = subprocess.Popen(
                ["unshare", *NAMESPACES, "--fork", "--mount-proc", "--kill-child", "sh", str(script)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                bufsize=0,
                start_new_session=True,
            )
        try:
            self._heard(STANDING)
            self.pid = _only_child(self._process.pid)
        except BaseException:
            self.stop()
            raise

    def serve(self) -> None:
        """Tell the wired node to start its daemons, without waiting for them."""
        _stream(self._process.stdin).write(b"go\n")

    def wait_serving(self, seconds: float = 30.0) -> None:
        """Wait until every daemon of the node has been started."""
        self._heard(SERVING, seconds)

    def _heard(self, word: bytes, seconds: float = 30.0) -> None:
        heard = b""
        output = _stream(self._process.stdout).fileno()
        deadline = time.monotonic() + seconds
        while word not in heard.split():
            ready, _, _ = select.select([output], [], [], max(0.0, deadline - time.monotonic()))
            piece = os.read(output, 4096) if ready else b""
            if not piece:
                log = (self.folder / "node.log").read_text(errors="replace")[-2000:]
                raise LabError(f"{self.name} is not {word.decode()}: {log}")
            heard += piece

    def _enter(self, command: tuple[str, ...]) -> list[str]:
        return ["nsenter", "-t", str(self.pid), *NAMESPACES, *command]

    def run(self, *command: str) -> str:
        """Standard output of a program in the node; LabError when it fails."""
        return run(*self._enter(command))

    def attempt(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the node that may fail."""
        return subprocess.run(self._enter(command), capture_output=True, text=True, check=False, timeout=60)

    def stop(self) -> None:
        """End the node and all that runs in it."""
        _stream(self._process.stdin).close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()  # --kill-child takes the first process of the node along
            self._process.wait(10)
        _stream(self._process.stdout).close()


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise LabError("the process was started without pipes")
    return stream


def _only_child(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
