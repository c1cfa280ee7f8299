// Charts of time series: in above, out below the axis; capacity as a line; gaps stay gaps; alarms marked below.
"use strict";
(() => {
  const PALETTE = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5", "--chart-6"];
  const SEVERITY = ["--sev-critical", "--sev-major", "--sev-minor", "--sev-warning"];
  const PREFIX = ["", "k", "M", "G", "T"];
  const charts = [];
  const two = (number) => String(number).padStart(2, "0");

  const scaled = (value, unit) => {
    if (value === null || value === undefined) return "–";
    const sign = value < 0 ? "−" : "";
    let size = Math.abs(value);
    let step = 0;
    const prefixed = unit === "bit/s";
    while (prefixed && size >= 999.5 && step < PREFIX.length - 1) { size /= 1000; step += 1; }
    const digits = Number.isInteger(size) || size >= 100 ? Math.round(size).toString() : String(Number(size.toPrecision(3)));
    return `${sign}${digits} ${PREFIX[step]}${unit}`.trim();
  };
  const short = (value, unit) => {
    const text = scaled(value, unit === "bit/s" ? unit : "");
    return unit === "bit/s" ? text.replace("bit/s", "").trim() : text;
  };
  const zone = document.body.dataset.zone;
  const local = (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone);
  const clock = (seconds) => { const at = local(seconds); return `${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`; };
  const query = (values) => new URLSearchParams(values).toString();

  const read = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const base = document.body.dataset.events.replace(/events.*$/, "");

  // What is drawn: {times, rows, labels, below, captions, marks, note}
  const loadSeries = async (spec, span, small) => {
    const points = small ? 200 : 1500;
    const asked = spec.lines.map((line) => read(`${base}series?${query({
      device: line.device, metric: line.metric, instance: line.instance, from: span.from, to: span.to, points,
    })}`));
    const marks = spec.marks && !small
      ? read(`${base}devices/${encodeURIComponent(spec.marks)}/marks?${query(span)}`).catch(() => ({ items: [] }))
      : { items: [] };
    const series = await Promise.all(asked);
    const tables = series.map((one, at) => [
      one.points.map((point) => point[0]),
      one.points.map((point) => (point[1] === null ? null : spec.lines[at].below ? -point[1] : point[1])),
    ]);
    const joined = uPlot.join(tables, tables.map((table) => table.map(() => 2)));
    return {
      data: joined,
      labels: spec.lines.map((line) => line.label),
      below: spec.lines.map((line) => Boolean(line.below)),
      stats: series.map((one) => one.stats),
      marks: (await marks).items,
      resolution: Math.max(0, ...series.map((one) => one.resolution_s)),
      simulated: series.some((one) => one.simulated_until && one.simulated_until > span.from),
    };
  };
  const loadTraffic = async (url, span) => {
    const found = await read(`${url}?${query(span)}`);
    const columns = [0, 1, 2].map((place) => found.points.map((point) => point[place]));
    const last = (values) => values.findLast((value) => value !== null) ?? null;
    const stats = [1, 2].map((place) => {
      const values = columns[place].filter((value) => value !== null);
      return { max: values.length ? Math.max(...values) : null, last: last(columns[place]) };
    });
    return {
      data: [columns[0], columns[1], columns[2].map((value) => (value === null ? null : -value))],
      labels: [nms.text("chart.received"), nms.text("chart.sent")],
      below: [false, true], stats, marks: [], resolution: 0, simulated: false,
    };
  };

  const markPlugin = (chart) => ({
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot;
        const size = 4 * devicePixelRatio;
        ctx.save();
        for (const alarm of chart.found.marks) {
          const x = plot.valToPos(Date.parse(alarm.raised_at) / 1000, "x", true);
          if (x < bbox.left || x > bbox.left + bbox.width) continue;
          const y = bbox.top + bbox.height;
          ctx.fillStyle = nms.css(`--sev-${alarm.severity}`) || "#888";
          ctx.beginPath();
          ctx.moveTo(x, y - size * 1.5);
          ctx.lineTo(x - size, y);
          ctx.lineTo(x + size, y);
          ctx.fill();
        }
        if (chart.spec.capacity) {
          ctx.strokeStyle = nms.css("--quiet");
          ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
          for (const level of chart.found.below.some(Boolean) ? [1, -1] : [1]) {
            const y = plot.valToPos(level * chart.spec.capacity, "y", true);
            if (y < bbox.top || y > bbox.top + bbox.height) continue;
            ctx.beginPath();
            ctx.moveTo(bbox.left, y);
            ctx.lineTo(bbox.left + bbox.width, y);
            ctx.stroke();
          }
        }
        ctx.restore();
      },
    },
  });

  const yRange = (chart) => (plot, low, high) => {
    if (low === null || low === undefined) return [0, 1];
    const signed = chart.found.below.some(Boolean);
    if (chart.spec.unit === "dBm" || chart.spec.unit === "°C" || low < 0 && !signed) {
      const room = Math.max((high - low) * 0.15, 1);
      return [low - room, high + room];
    }
    let top = Math.max(high, -low, 0);
    if (chart.spec.capacity && top > chart.spec.capacity * 0.4) top = Math.max(top, chart.spec.capacity);
    top = top > 0 ? top * 1.08 : 1;
    return [signed ? -top : 0, top];
  };

  const options = (chart) => {
    const { small } = chart;
    const quiet = nms.css("--quiet");
    const grid = { stroke: nms.css("--line"), width: 1 };
    const colours = chart.severity ? SEVERITY : PALETTE;
    const unit = chart.spec.unit;
    return {
      width: chart.box.clientWidth,
      height: small ? Math.max(chart.box.clientHeight, 60) : 220,
      tzDate: local,
      legend: { show: false },
      cursor: { drag: { x: !small, y: false }, points: { size: 5 } },
      scales: { x: { range: () => [chart.span.from, chart.span.to] }, y: { range: yRange(chart) } },
      axes: [
        { stroke: quiet, grid, ticks: { show: false }, size: small ? 18 : 30, font: "11px sans-serif",
          space: small ? 60 : 70, values: timeLabels },
        { stroke: quiet, grid, ticks: { show: false }, size: small ? 38 : 58, font: "11px sans-serif",
          space: small ? 22 : 30, values: (plot, marks) => marks.map((value) => short(chart.found.below.some(Boolean) ? Math.abs(value) : value, unit)) },
      ],
      series: [
        {},
        ...chart.found.labels.map((label, at) => ({
          label,
          stroke: nms.css(colours[at % colours.length]),
          width: 1.25,
          spanGaps: false,
          points: { show: false },
          fill: chart.found.below.some(Boolean) ? `${nms.css(colours[at % colours.length])}33` : undefined,
        })),
      ],
      plugins: [markPlugin(chart)],
      hooks: { setSelect: [(plot) => zoom(chart, plot)], setCursor: [(plot) => follow(chart, plot)] },
    };
  };
  const timeLabels = (plot, marks) => {
    const days = plot.scales.x.max - plot.scales.x.min > 2 * 86400;
    return marks.map((seconds) => {
      const at = local(seconds);
      const date = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
      if (days) return at.getHours() ? "" : date;
      return at.getHours() || at.getMinutes() ? `${two(at.getHours())}:${two(at.getMinutes())}` : date;
    });
  };

  const KEYS = ["last", "max", "p95", "average"];
  const element = (name, words = "", look = "") => Object.assign(document.createElement(name), { textContent: words, className: look });
  const caption = (chart) => {
    const place = chart.box.parentElement.querySelector(".caption");
    if (!place) return;
    const unit = chart.spec.unit;
    const head = element("tr");
    head.append(element("td"), ...KEYS.map((key) => Object.assign(element("th", nms.text(`chart.${key}`)), { scope: "col" })));
    const rows = chart.found.stats.map((stats, at) => {
      const row = element("tr");
      const name = element("th");
      name.scope = "row";
      name.append(element("span", "", `swatch swatch-${at % PALETTE.length}`), chart.found.labels[at]);
      row.append(name, ...KEYS.map((key) => element("td", scaled(stats[key], unit))));
      return row;
    });
    const [top, body, table] = [element("thead"), element("tbody"), element("table")];
    top.append(head);
    body.append(...rows);
    table.append(top, body);
    const notes = [];
    if (chart.spec.capacity) notes.push(`${nms.text("chart.capacity")} ${scaled(chart.spec.capacity, unit)}`);
    if (chart.found.resolution) notes.push(nms.text("chart.mean", { n: chart.found.resolution }));
    if (chart.found.simulated) notes.push(nms.text("chart.simulated"));
    place.replaceChildren(table, element("div", notes.join(" · ")));
    chart.now = { head: head.children[1], cells: rows.map((row) => row.children[1]) };
  };
  // Under the cursor the first column shows the value there, and its head the moment.
  const follow = (chart, plot) => {
    if (!chart.now) return;
    const at = plot.cursor.idx;
    const here = at !== null && at !== undefined && plot.cursor.left >= 0;
    chart.now.head.textContent = here ? clock(plot.data[0][at]) : nms.text("chart.last");
    chart.now.cells.forEach((cell, place) => {
      const value = here ? plot.data[place + 1][at] : chart.found.stats[place].last;
      const shown = here && value !== null && value !== undefined && chart.found.below[place] ? -value : value;
      cell.textContent = scaled(shown, chart.spec.unit);
    });
  };

  const say = (chart, code) => {
    chart.plot?.destroy();
    chart.plot = null;
    const words = document.createElement("p");
    words.className = "chart-empty";
    words.textContent = nms.text(code);
    chart.box.replaceChildren(words);
  };
  const draw = async (chart) => {
    try {
      chart.found = chart.traffic ? await loadTraffic(chart.traffic, chart.span) : await loadSeries(chart.spec, chart.span, chart.small);
    } catch {
      return say(chart, "chart.failed");
    }
    const empty = !chart.found.data.slice(1).some((row) => row.some((value) => value !== null && value !== undefined));
    if (empty) { caption(chart); return say(chart, "chart.empty"); }
    paint(chart);
    caption(chart);
  };
  const paint = (chart) => {
    chart.plot?.destroy();
    chart.box.replaceChildren();
    chart.plot = new uPlot(options(chart), chart.found.data, chart.box);
    chart.plot.over.addEventListener("dblclick", () => { if (!chart.small) history.back(); });
  };
  const zoom = (chart, plot) => {
    if (chart.small || plot.select.width < 4) return;
    const from = Math.floor(plot.posToVal(plot.select.left, "x"));
    const to = Math.ceil(plot.posToVal(plot.select.left + plot.select.width, "x"));
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (to - from < 60) return;
    const here = new URL(location.href);
    here.searchParams.set("from", from);
    here.searchParams.set("to", to);
    here.searchParams.delete("range");
    history.pushState({ from, to }, "", here);
    document.querySelector(".filters .views [aria-current]")?.removeAttribute("aria-current");
    for (const one of charts) setSpan(one, { from, to });
  };
  const setSpan = (chart, span) => {
    chart.span = span;
    chart.fixed = true;
    draw(chart);
  };

  const start = (box) => {
    const spec = box.dataset.chart ? JSON.parse(box.dataset.chart) : { unit: "bit/s", capacity: 0, live: true, lines: [] };
    const to = spec.to ?? Number(document.body.dataset.now);
    const chart = {
      box, spec, small: box.classList.contains("small"), severity: box.dataset.palette === "severity",
      traffic: box.dataset.traffic, span: { from: spec.from ?? to - 86400, to }, fixed: !spec.live,
    };
    chart.first = { ...chart.span };
    charts.push(chart);
    new ResizeObserver(() => {
      if (!chart.plot) return;
      const height = chart.small ? Math.max(box.clientHeight, 60) : 220;
      if (box.clientWidth && (chart.plot.width !== box.clientWidth || chart.plot.height !== height)) {
        chart.plot.setSize({ width: box.clientWidth, height });
      }
    }).observe(box);
    return draw(chart);
  };
  const begun = Date.now();
  const begin = async () => {
    const watch = new IntersectionObserver((seen) => {
      for (const entry of seen) if (entry.isIntersecting) { watch.unobserve(entry.target); start(entry.target); }
    }, { rootMargin: "200px" });
    for (const box of document.querySelectorAll(".chart")) watch.observe(box);
  };
  setInterval(() => {
    if (document.hidden) return;
    const passed = Math.round((Date.now() - begun) / 1000);
    for (const chart of charts) {
      if (chart.fixed) continue;
      chart.span = { from: chart.first.from + passed, to: chart.first.to + passed };
      draw(chart);
    }
  }, 60000);
  addEventListener("popstate", () => location.reload());
  addEventListener("nms:theme", () => { for (const chart of charts) if (chart.plot) paint(chart); });
  begin();
})();
