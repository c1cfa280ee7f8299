"""Simulated consoles in a process of their own: prints what is needed to reach them, ends when its input does."""

import json
import sys

from nms.city.console.standalone import ConsoleYard


def main() -> None:
    """`console_crowd.py COUNT PLATFORM`."""
    count, platform = int(sys.argv[1]), sys.argv[2]
    with ConsoleYard([(f"r{number}", platform) for number in range(count)]) as yard:
        told = [
            {"name": f"r{number}", "address": yard[f"r{number}"].address, "port": yard[f"r{number}"].port}
            | {"key": yard[f"r{number}"].host_key}
            for number in range(count)
        ]
        sys.stdout.write(json.dumps({"user": yard.username, "password": yard.password, "devices": told}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
