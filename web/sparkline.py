"""A day of traffic as a picture of a few hundred bytes: received above the axis, sent below it, gaps as gaps."""

from markupsafe import Markup

from nms.core.sample import Series

WIDTH, HEIGHT = 160, 32
_RECEIVED, _SENT = "#4c7fb8", "#8a6fb0"  # the neutral palette of the charts, legible on both grounds


def picture(received: Series, sent: Series) -> Markup:
    """An SVG; both halves share one scale; presentation attributes only, as the CSP allows no inline style."""
    top = max((value for series in (received, sent) for _, value in series.points if value is not None), default=0.0)
    body = Markup().join(
        Markup('<path d="{}" fill="none" stroke="{}" stroke-width="1"/>').format(_path(series, top, sign), colour)
        for series, sign, colour in ((received, -1, _RECEIVED), (sent, 1, _SENT))
    )
    middle = HEIGHT / 2
    axis = Markup('<path d="M0 {m}H{w}" stroke="#888" stroke-width="0.5"/>').format(m=middle, w=WIDTH)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="spark" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        ' role="img" aria-hidden="true">{axis}{body}</svg>'
    ).format(w=WIDTH, h=HEIGHT, axis=axis, body=body)


def _path(series: Series, top: float, sign: int) -> str:
    if not series.points:
        return "M0 0"
    first, last = (series.points[place][0].timestamp() for place in (0, -1))
    wide, tall = (last - first) or 1.0, top or 1.0
    steps: list[str] = []
    pen = "M"
    for at, value in series.points:
        if value is None:
            pen = "M"
            continue
        x = WIDTH * (at.timestamp() - first) / wide
        y = HEIGHT / 2 + sign * (HEIGHT / 2 - 1) * value / tall
        steps.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return "".join(steps) or "M0 0"
