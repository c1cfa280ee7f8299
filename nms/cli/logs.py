"""Where the running processes write what goes wrong: one line each on standard error, with the time in UTC."""

import logging
import time


def to_stderr() -> None:
    """Warnings and worse of every part; libraries only when something failed."""
    lines = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    lines.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(lines)
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
