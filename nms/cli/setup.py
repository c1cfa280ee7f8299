"""`nms init` and `nms doctor`: a site of one's own, and whether this machine can run it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from nms.app import serving
from nms.app.clock import SystemClock
from nms.cli.output import AsJson, Options, opened_site, print_json, print_table, say, tell
from nms.site import doctor as site_doctor
from nms.site import starter


def init(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")], as_json: AsJson = False) -> None:
    """Copy the demo site into a folder of your own: settings, inventory, templates."""
    files = starter.init(folder)
    if as_json:
        print_json({"folder": folder, "files": len(files)})
    else:
        tell("cli.made", folder=folder, count=len(files))


def doctor(as_json: AsJson = False) -> None:
    """Look at this machine: Python, packages, folders, ports, buffers; code 2 if something must be mended."""
    site = opened_site()
    findings = [*site_doctor.examine(site), serving.examined(site, SystemClock().now())]
    if as_json:
        print_json({"total": len(findings), "items": findings})
    else:
        print_table(
            ("column.check", "column.state", "column.value", "column.remedy"),
            (
                (
                    say(f"doctor.{finding.check}"),
                    say(f"doctor.{finding.state}"),
                    finding.found,
                    finding.problem.remedy(Options.language) if finding.problem else "",
                )
                for finding in findings
            ),
        )
    sys.exit(2 if any(finding.state == "failed" for finding in findings) else 0)


def add_to(app: typer.Typer) -> None:
    """Register the verbs."""
    app.command()(init)
    app.command()(doctor)
