"""Processes of ours that push and may die of it: a template process forks one for every push."""

import base64
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Order:
    """One push; at its `at`th move the process does `deed`: kill, kill soon, fill (the disk), or nothing ("")."""

    change: int
    deed: str = ""
    at: int = 0


class Pushers:
    """The template process, as seen by the test."""

    def __init__(self, place: Any) -> None:
        command = [sys.executable, str(HERE / "pusher.py"), base64.b64encode(pickle.dumps(place)).decode()]
        environment = {**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parents[1]}"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def push(self, order: Order) -> int:
        """The signal that ended the process; 0 when it came to its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(base64.b64encode(pickle.dumps(order)).decode() + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()


def _serve(place: Any) -> None:
    for line in sys.stdin:
        order = pickle.loads(base64.b64decode(line))
        if not (child := os.fork()):
            _push(place, order)
        _, status = os.waitpid(child, 0)
        print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, flush=True)


def _push(place: Any, order: Order) -> None:
    """In a process of its own; never returns."""
    from yardworld import ENGINE  # noqa: PLC0415 - only this process needs it

    from nms.app.clock import SystemClock  # noqa: PLC0415
    from nms.provision.push import Pusher  # noqa: PLC0415
    from nms.store import Store  # noqa: PLC0415

    store = Store.open(Path(place.folder) / "nms.db", SystemClock())
    moves = 0

    def tell(_change: int, _device: str, _state: str) -> None:
        nonlocal moves
        moves += 1
        if moves == order.at:
            DEEDS[order.deed]()

    try:
        Pusher(replace(place.means(store), tell=tell)).push(order.change, ENGINE)
    except Exception as error:  # noqa: BLE001 - what became of it is read from the store
        print(f"change {order.change}: {error}", file=sys.stderr)
    os._exit(0)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_soon() -> None:
    timer = threading.Timer(0.3, _kill)
    timer.daemon = True
    timer.start()


def _fill() -> None:
    """From now on no file grows beyond a few bytes, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


DEEDS = {"": lambda: None, "kill": _kill, "kill soon": _kill_soon, "fill": _fill}

if __name__ == "__main__":
    sys.modules["pusher"] = sys.modules["__main__"]
    _serve(pickle.loads(base64.b64decode(sys.argv[1])))
