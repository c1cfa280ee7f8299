"""`nms series`: the numbers of a device, or the points of one series."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from nms.cli.opening import opened_app
from nms.cli.output import AsJson, print_json, print_table
from nms.core.errors import InvalidError
from nms.core.sample import METRICS, SeriesKey


def _moment(text: str, default: datetime, field: str) -> datetime:
    if not text:
        return default
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidError("NMS-CORE-001", field=field, value=text, reason="ISO 8601") from error
    return moment if moment.tzinfo else moment.astimezone()


def series(
    device: str,
    metric: Annotated[str, typer.Argument(help="A metric's name; none lists what is there.")] = "",
    instance: Annotated[str, typer.Argument(help="ifName, sensor or processor name.")] = "",
    start: Annotated[str, typer.Option("--from", help="ISO 8601; an hour ago if not given.")] = "",
    end: Annotated[str, typer.Option("--to", help="ISO 8601; now if not given.")] = "",
    as_json: AsJson = False,
) -> None:
    """Points of one series, or the series a device has."""
    system = opened_app()
    if not metric:
        keys = system.device(device).series
        if as_json:
            print_json({"total": len(keys), "items": [key._asdict() for key in keys]})
        else:
            print_table(("column.metric", "column.instance"), ((key.metric, key.instance) for key in keys))
        return
    if metric not in METRICS:
        raise InvalidError("NMS-CORE-001", field="metric", value=metric, reason=", ".join(sorted(METRICS)))
    now = system.now()
    found = system.series(
        SeriesKey(device, metric, instance),
        _moment(start, now - timedelta(hours=1), "from"),
        _moment(end, now, "to"),
    )
    if as_json:
        print_json({"unit": found.unit, "points": [[int(at.timestamp()), value] for at, value in found.points]})
        return
    print_table(
        ("column.time", "column.value"),
        ((at.astimezone().strftime("%m-%d %H:%M:%S"), _number(value, found.unit)) for at, value in found.points),
    )


def _number(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:,.2f} {unit}"


def add_to(app: typer.Typer) -> None:
    """Register the verb."""
    app.command()(series)
