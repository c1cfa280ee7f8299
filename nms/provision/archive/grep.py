"""Looks for lines in kept configurations: a program of its own, so that a regular expression cannot hold up anybody.

    python -m nms.provision.archive.grep < JOB

JOB (JSON): path, text, regex, everything, devices, limit, seconds, megabytes. It prints a JSON line for every hit,
[device, commit, line number, line], or {"error": reason} for an expression that cannot be used. Only scrubbed texts are
read: nobody finds a secret by asking for its letters one by one.
"""

import json
import re
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from nms.provision.archive.git_archive import clear_texts

LONGEST_LINE = 2_000

Matches = Callable[[str], object]
Hit = tuple[str, str, int, str]


def hits(job: Mapping[str, Any], matches: Matches) -> Iterator[Hit]:
    """Matching lines; where all versions are searched, each line of a device once, in the newest that has it."""
    seen: set[tuple[str, str]] = set()
    for device, key, text in clear_texts(Path(job["path"]), job["devices"], whole=job["everything"]):
        for number, line in enumerate(text.splitlines(), 1):
            if (device, line) not in seen and matches(line[:LONGEST_LINE]):
                seen.update([(device, line)] if job["everything"] else ())
                yield device, key, number, line


def matcher(text: str, *, regex: bool) -> Matches:
    """Whether a line matches; capitals do not matter to plain text. ValueError for a bad expression."""
    try:
        return re.compile(text).search if regex else re.compile(re.escape(text), re.IGNORECASE).search
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from error


def main() -> None:
    """Read the job, print the hits."""
    job = json.load(sys.stdin)
    most = job["megabytes"] * 1_048_576
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"] + 1, job["seconds"] + 2))
    try:
        matches = matcher(job["text"], regex=job["regex"])
    except ValueError as error:
        sys.stdout.write(json.dumps({"error": str(error)}) + "\n")
        return
    for hit in islice(hits(job, matches), job["limit"]):
        sys.stdout.write(json.dumps(hit) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
