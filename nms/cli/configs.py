"""`nms config`: kept configurations, what changed in them when and by whom, reading them now, bringing one back."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from nms.app.config_views import BackupResult, SearchWish, change_of
from nms.app.drift_views import DriftDetail, DriftView
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, console, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.change import Kept
from nms.core.errors import InvalidError, NmsError

app = group("Kept configurations: back up, history, diff, search, restore / 配置备份")

Device = Annotated[str, typer.Argument(help="A device of the inventory.")]
Version = Annotated[str, typer.Argument(help="A version's id, or the first letters of it.")]
_SHORT = 10


def short(kept: Kept) -> str:
    """As much of an id as people need."""
    return kept.id[:_SHORT]


def local(moment: datetime | None) -> str:
    """A moment on this machine's clock."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S") if moment else ""


@app.command("list")
def list_devices(as_json: AsJson = False) -> None:
    """How the backups of every device go, those in trouble first."""
    views = opened_app().configs.overview()
    if as_json:
        items = [{**asdict(view), "kept": view.kept and plain_kept(view.kept)} for view in views]
        print_json({"total": len(views), "items": items})
        return
    print_table(
        ("column.device", "column.platform", "config.column.version", "config.column.changed", "config.column.read",
         "column.failures", "column.last_error"),
        (
            (view.device, view.platform, view.kept and short(view.kept), local(view.kept.at) if view.kept else "",
             local(view.checked_at), view.failures or "", view.error or ("" if view.spoken else "NMS-CONF-003"))
            for view in views
        ),
    )  # fmt: skip


@app.command()
def backup(
    devices: Annotated[list[str] | None, typer.Argument(help="Which devices; none: all of them.")] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the engine.")] = 300.0,
    as_json: AsJson = False,
) -> None:
    """Have the running engine read configurations now; ends with 1 if one could not be read."""
    room = opened_app().configs
    result = _finished(room.backup(devices or [], acting(Right.OPERATE)), wait)
    if as_json:
        print_json(result)
    else:
        print_table(
            ("column.device", "column.state", "config.column.version", "column.text"),
            ((one.device, say(f"config.state.{one.state}"), one.kept[:_SHORT], f"{one.code} {one.reason}".strip())
             for one in result.devices),
        )  # fmt: skip
    if result.request.state != "done":
        raise typer.Exit(1)


def _finished(number: int, wait: float) -> BackupResult:
    room, end = opened_app().configs, time.monotonic() + wait
    while (result := room.backed(number)).request.state == "waiting":
        if time.monotonic() > end:
            raise NmsError("NMS-CONF-009", seconds=f"{wait:g}", id=number)
        time.sleep(0.2)
    return result


@app.command()
def history(
    device: Device,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many versions at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """The versions of a device, newest first."""
    found = opened_app().configs.history(device, limit)
    if as_json:
        print_json({"total": len(found), "items": [plain_kept(kept) for kept in found]})
        return
    print_table(
        ("config.column.version", "column.time", "config.column.cause", "column.actor"),
        ((short(kept), local(kept.at), kept.cause, kept.actor.name) for kept in found),
    )


def plain_kept(kept: Kept) -> dict[str, object]:
    """A version for JSON; its digest stays here: it would help to guess secrets."""
    return {
        "id": kept.id,
        "device": kept.device,
        "at": kept.at,
        "cause": kept.cause,
        "change": change_of(kept) or None,
        "actor": kept.actor.name,
    }


@app.command()
def show(
    device: Device,
    version: Annotated[str, typer.Argument(help="A version's id; none: the newest.")] = "",
    at: Annotated[str, typer.Option(help="The newest at this moment (ISO 8601) instead.")] = "",
    as_json: AsJson = False,
) -> None:
    """A configuration, its secrets masked."""
    room = opened_app().configs
    shown = room.shown(device, room.at(device, _moment(at)).id if at else version)
    if as_json:
        print_json({"version": plain_kept(shown.kept), "text": shown.text})
    else:
        typer.echo(shown.text, nl=not shown.text.endswith("\n"))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidError("NMS-CORE-001", field="at", value=text, reason="ISO 8601") from error
    return moment if moment.tzinfo else moment.astimezone(UTC)


@app.command()
def diff(
    device: Device,
    old: Annotated[str, typer.Argument(help="A version; none: the one before the newest.")] = "",
    new: Annotated[str, typer.Argument(help="Another version; none: the newest.")] = "",
    as_json: AsJson = False,
) -> None:
    """What became of a configuration between two versions."""
    found = opened_app().configs.diff(device, old, new)
    if as_json:
        print_json({"old": plain_kept(found.old), "new": plain_kept(found.new), "hidden": found.hidden,
                    "unified": found.unified, "rows": found.rows})  # fmt: skip
    elif found.unified:
        typer.echo(found.unified)
    else:
        tell("config.hidden" if found.hidden else "config.same")


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What to look for, line by line.")],
    regex: Annotated[bool, typer.Option("--regex", help="It is a regular expression.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="In all versions, not only the newest.")] = False,
    device: Annotated[str, typer.Option(help="Only of this device.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 200,
    as_json: AsJson = False,
) -> None:
    """Lines of kept configurations; ends with 1 when there are none."""
    found = opened_app().configs.search(SearchWish(text, regex, everything, device, limit))
    if as_json:
        hits = [{**plain_kept(hit.kept), "number": hit.number, "line": hit.line} for hit in found.hits]
        print_json({"total": len(hits), "complete": found.complete, "seconds": found.seconds, "items": hits})
    else:
        for hit in found.hits:
            version = f"@{short(hit.kept)}" if everything else ""
            console().print(f"{hit.kept.device}{version}:{hit.number}: {hit.line}", markup=False)
        if not found.complete:
            tell("config.incomplete", n=len(found.hits))
    if not found.hits:
        raise typer.Exit(1)


@app.command("blame")
def blame_lines(
    device: Device,
    version: Annotated[str, typer.Argument(help="A version's id; none: the newest.")] = "",
    line: Annotated[str, typer.Option(help="Only lines that contain this; also those that are gone.")] = "",
    as_json: AsJson = False,
) -> None:
    """Since when every line stands there and who brought it; with --line, every change of such lines."""
    room = opened_app().configs
    if line:
        _print_touches(device, line, as_json)
        return
    lines = room.blame(device, version)
    if as_json:
        print_json({"items": [{"number": one.number, "text": one.text, "oldest": one.oldest,
                               "since": plain_kept(one.since)} for one in lines]})  # fmt: skip
        return
    for one in lines:
        since = one.since
        mark = "≤" if one.oldest else " "
        head = f"{short(since)} {mark}{since.at.astimezone():%Y-%m-%d %H:%M} {since.actor.name:<10.10}"
        typer.echo(f"{head} {since.cause:<20.20} {one.number:>5} {one.text}")


def _print_touches(device: str, line: str, as_json: bool) -> None:
    found = opened_app().configs.touches(device, line)
    if as_json:
        items = [{**plain_kept(one.kept), "added": one.added, "removed": one.removed} for one in found]
        print_json({"total": len(items), "items": items})
        return
    for one in found:
        typer.echo(f"{short(one.kept)} {local(one.kept.at)} {one.kept.actor.name} {one.kept.cause}")
        for sign, lines in (("-", one.removed), ("+", one.added)):
            for text in lines:
                typer.echo(f"    {sign}{text}")


@app.command()
def restore(device: Device, version: Version, as_json: AsJson = False) -> None:
    """Draft a change that brings a version back; it is planned, approved and pushed like any other."""
    change = opened_app().configs.restore(device, version, acting(Right.PLAN))
    print_json(change) if as_json else tell("config.drafted", id=change.id, title=change.title)


@app.command()
def drift(
    device: Annotated[str, typer.Argument(help="One device in detail; none: all of them.")] = "",
    as_json: AsJson = False,
) -> None:
    """What devices run against what the last committed change left; ends with 1 when something drifted."""
    if device:
        _print_drift(opened_app().drifts.show(device), as_json)
        return
    views = opened_app().drifts.overview()
    if as_json:
        print_json({"total": len(views), "items": [plain_drift(view) for view in views]})
    else:
        print_table(
            ("column.device", "column.platform", "column.state", "config.column.intended", "config.column.version"),
            (
                (view.device, view.platform, say(drift_word(view)), view.intended and view.intended.cause,
                 view.newest and short(view.newest))
                for view in views
            ),
        )  # fmt: skip
    if any(view.drifted for view in views):
        raise typer.Exit(1)


def drift_word(view: DriftView) -> str:
    """How a device stands, as a code of the catalogue."""
    if view.newest is None:
        return "drift.never"
    return "drift.unknown" if view.intended is None else "drift.drifted" if view.drifted else "drift.none"


def plain_drift(view: DriftView) -> dict[str, object]:
    """A device for JSON."""
    return {
        "device": view.device,
        "platform": view.platform,
        "drifted": view.drifted,
        "newest": view.newest and plain_kept(view.newest),
        "intended": view.intended and plain_kept(view.intended),
    }


def _print_drift(detail: DriftDetail, as_json: bool) -> None:
    if as_json:
        print_json({**plain_drift(detail.view), "lacking": detail.lacking, "foreign": detail.foreign,
                    "services": detail.services})  # fmt: skip
    else:
        tell(drift_word(detail.view))
        for code, lines in (("drift.lacking", detail.lacking), ("drift.foreign", detail.foreign)):
            _print_lines(say(code), lines)
        for name, lines in detail.services.items():
            _print_lines(say("drift.service", name=name), lines)
    if detail.view.drifted or detail.services:
        raise typer.Exit(1)


def _print_lines(title: str, lines: Sequence[str]) -> None:
    if lines:
        typer.echo(title)
        for line in lines:
            typer.echo(f"    {line}")


@app.command()
def remediate(device: Device, as_json: AsJson = False) -> None:
    """Draft a change back to what the last committed change left."""
    change = opened_app().drifts.remediate(device, acting(Right.PLAN))
    print_json(change) if as_json else tell("config.drafted", id=change.id, title=change.title)


@app.command()
def compliance(
    device: Annotated[str, typer.Argument(help="Only this device; none: all of them.")] = "",
    as_json: AsJson = False,
) -> None:
    """What breaks the rules of templates/compliance.yaml; ends with 1 when something does."""
    found = opened_app().drifts.findings(device)
    if as_json:
        print_json({"total": len(found), "items": found})
    else:
        title = "zh" if Options.language == "zh" else "en"
        print_table(
            ("column.severity", "column.device", "config.column.rule", "config.column.place", "config.column.line"),
            (
                (say(f"severity.{one.severity.word}"), one.device, getattr(one, title), one.place,
                 say("drift.wants", line=one.line) if one.lacking else one.line)
                for one in found
            ),
        )  # fmt: skip
    if found:
        raise typer.Exit(1)


@app.command()
def mend(
    device: Device,
    rule: Annotated[list[str] | None, typer.Option(help="Only what breaks this rule; may be repeated.")] = None,
    as_json: AsJson = False,
) -> None:
    """Draft a change that mends what breaks the rules."""
    change = opened_app().drifts.mend(device, rule or [], acting(Right.PLAN))
    print_json(change) if as_json else tell("config.drafted", id=change.id, title=change.title)
