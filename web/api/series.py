"""Numbers over time, and the catalogue of what can be drawn."""

from flask import Response, current_app

from nms.core.sample import METRICS, Metric, Series, SeriesKey
from nms.core.texts import CATALOGUE
from web import figures
from web.api.answers import answer, blueprint, part
from web.api.shapes import MetricItem, MetricList, SeriesAnswer, SeriesStats, Traffic, Words
from web.context import facade
from web.queries import Paged, Range, SeriesQuery

api = blueprint("series", "Numbers over time")
_MEMORY = "citynms.traffic"


@api.get("/series", summary="One series: rates of counters, values of gauges", responses={200: SeriesAnswer})
def show_series(query: SeriesQuery) -> Response:
    key = SeriesKey(query.device, query.metric, query.instance)
    start, end = query.span(facade().now())
    return answer(_shaped(facade().series(key, start, end, query.points)))


@api.get("/metrics", summary="The metric catalogue", responses={200: MetricList})
def list_metrics(query: Paged) -> Response:
    rows = part(tuple(METRICS.values()), query.limit, query.offset)
    return answer(MetricList(total=len(METRICS), items=[_metric(metric) for metric in rows]))


@api.get("/traffic", summary="Traffic through the core", responses={200: Traffic})
def show_traffic(query: Range) -> Response:
    memory: figures.TrafficMemory = current_app.extensions.setdefault(_MEMORY, figures.TrafficMemory())
    found = memory.recall(facade(), *query.span(facade().now()))
    return answer(Traffic(unit="bit/s", points=list(found.points), devices=list(found.devices)))


def _shaped(series: Series) -> SeriesAnswer:
    stats = figures.stats(series)
    until = series.simulated_until
    return SeriesAnswer(
        unit=series.unit,
        points=[(int(at.timestamp()), value) for at, value in series.points],
        resolution_s=series.resolution_s,
        high=list(series.high),
        stats=SeriesStats(max=stats.max, p95=stats.p95, average=stats.average, last=stats.last),
        simulated_until=int(until.timestamp()) if until else None,
    )


def _metric(metric: Metric) -> MetricItem:
    text = CATALOGUE[f"metric.{metric.name}"]
    words = Words(zh=text.zh, en=text.en)
    return MetricItem(name=metric.name, unit=metric.rate_unit or metric.unit, kind=str(metric.kind), text=words)
