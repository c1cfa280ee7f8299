// The city map on a canvas: layers, pan, zoom, labels by zoom, hit test on a grid, batched by colour, culled to the view.
"use strict";
(() => {
  const SHAPES = { critical: "diamond", down: "diamond", major: "triangle", minor: "circle", warning: "square" };
  const ORDER = ["gone", "clear", "unknown", "indeterminate", "warning", "minor", "major", "down", "critical"];
  const LEVEL = { p: 3, pe: 3, "cpos-router": 3, dcn: 3, firewall: 3, ac: 3, bsc: 3, radius: 3, aggregation: 2, olt: 2, mstp: 2 };
  const LAYER = { mstp: "sdh", olt: "pon", onu: "pon", converter: "halls", "hall-switch": "halls", "hall-router": "halls", ap: "halls" };
  const COLOURS = ["ink", "quiet", "surface", "map-line", "map-bad", "map-way", "chart-1", "chart-2", "chart-4",
    ...ORDER.slice(1).map((word) => `sev-${word}`)];
  const SERIOUS = new Set(["major", "critical", "down"]);
  const CELL = 40;
  const LABELS = 160;

  class CityMap {
    constructor(box) {
      Object.assign(this, { box, canvas: box.querySelector("canvas"), tip: box.querySelector(".map-tip") });
      this.ctx = this.canvas.getContext("2d");
      this.view = { x: 0, y: 0, k: 1 };
      Object.assign(this, { nodes: [], edges: [], places: [], districts: [], sites: [], groups: [], ways: [], state: {}, links: {} });
      this.layers = new Set(["ip", "sdh", "pon", "halls", "customers"]);
      this.failed = this.gone = { devices: new Set(), links: new Set() };
      this.widths = new Map();
      this.found = null;
      this.paint();
      this.listen();
      new ResizeObserver(() => { this.size(); if (!this.moved) this.fit(); else this.redraw(); }).observe(box);
      this.ready = this.load();
    }

    paint() {
      this.colour = Object.fromEntries(COLOURS.map((name) => [name, nms.css(`--${name}`)]));
      this.colour.gone = this.colour["map-line"];
    }

    async load() {
      let city;
      try {
        const answer = await fetch(this.box.dataset.map);
        if (!answer.ok) throw new Error(String(answer.status));
        city = await answer.json();
      } catch {
        return this.say("map.failed");
      }
      this.take(city);
      if (!this.nodes.length) return this.say("map.empty");
      this.size();
      this.fit();
      this.box.dispatchEvent(new CustomEvent("map:ready"));
    }

    take(city) {
      this.nodes = city.nodes.map((node) => ({ ...node, level: LEVEL[node.role] ?? 1, layer: LAYER[node.role] ?? "ip" }));
      this.byName = new Map(this.nodes.map((node) => [node.name, node]));
      this.edges = city.edges.map((edge) => ({ ...edge, from: this.byName.get(edge.a), to: this.byName.get(edge.b) }))
        .filter((edge) => edge.from && edge.to);
      this.byLink = new Map(this.edges.flatMap((edge) => edge.links.map((name) => [name, edge])));
      this.places = city.places;
      this.bySite = new Map(city.places.map((place) => [place.name, place]));
      this.sites = city.places.filter((place) => place.kind === "customer");
      this.districts = this.middles(city.places);
      Object.assign(this, { state: city.state, links: city.links });
      this.sort();
    }

    // A district's name stands at the middle of its sites.
    middles(places) {
      const found = new Map();
      for (const { district, x, y } of places) {
        if (!district) continue;
        const sum = found.get(district) ?? { title: district, x: 0, y: 0, count: 0 };
        found.set(district, { title: district, x: sum.x + x, y: sum.y + y, count: sum.count + 1 });
      }
      return [...found.values()].map((sum) => ({ title: sum.title, x: sum.x / sum.count, y: sum.y / sum.count }));
    }

    say(code) {
      this.tip.hidden = false;
      this.tip.classList.add("centre");
      this.tip.textContent = nms.text(code);
    }

    async refresh() {
      const answer = await fetch(this.box.dataset.mapState).catch(() => null);
      if (!answer?.ok) return;
      Object.assign(this, await answer.json());
      this.sort();
      this.redraw();
    }

    // What is drawn in one colour is put together once per change, not once per frame.
    sort() {
      this.batches = { nodes: new Map(ORDER.map((word) => [word, []])), edges: { calm: [], gone: [], bad: [], lost: [] } };
      for (const node of this.nodes) {
        if (!this.layers.has(node.layer)) continue;
        (this.batches.nodes.get(this.word(node)) ?? this.batches.nodes.get("unknown")).push(node);
      }
      for (const edge of this.edges) {
        if (this.layers.has(edge.from.layer) && this.layers.has(edge.to.layer)) this.batches.edges[this.standing(edge)].push(edge);
      }
    }

    standing(edge) {
      if (this.gone.links.size && edge.links.some((name) => this.gone.links.has(name))) return "gone";
      if (edge.links.some((name) => SERIOUS.has(this.links[name]))) return "lost";
      return [edge.from, edge.to].every((node) => SERIOUS.has(this.word(node))) ? "bad" : "calm";
    }

    word(node) {
      if (this.gone.devices.has(node.name)) return "gone";
      const word = this.state[node.name] ?? "unknown";
      return word === "up" || word === "cleared" ? "clear" : word;
    }

    change(what) {
      Object.assign(this, what);
      this.sort();
      this.redraw();
    }

    spot(name) { return this.byName?.get(name) ?? this.bySite?.get(name) ?? null; }

    size() {
      const ratio = devicePixelRatio || 1;
      this.width = this.box.clientWidth;
      this.height = this.box.clientHeight;
      this.canvas.width = this.width * ratio;
      this.canvas.height = this.height * ratio;
      this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    }

    // Everything: devices, and customers' sites where they are shown.
    whole() { return this.layers.has("customers") ? [...this.nodes, ...this.sites] : this.nodes; }

    fit(chosen = null) {
      const spots = chosen ?? this.whole();
      if (!spots.length || !this.width) return;
      const reach = (of) => spots.reduce(([least, most], spot) => [Math.min(least, of(spot)), Math.max(most, of(spot))], [Infinity, -Infinity]);
      const [[left, right], [top, bottom]] = [reach((spot) => spot.x), reach((spot) => spot.y)];
      let k = Math.min((this.width - 60) / (right - left || 1), (this.height - 50) / (bottom - top || 1));
      if (!chosen) this.fitted = k;
      k = Math.min(k, (this.fitted || 1) * 8);
      this.view = { k, x: this.width / 2 - k * (left + right) / 2, y: this.height / 2 - k * (top + bottom) / 2 };
      this.moved = Boolean(chosen);
      this.redraw();
    }

    redraw() {
      if (this.planned) return;
      this.planned = true;
      requestAnimationFrame(() => { this.planned = false; this.draw(); });
    }

    radius(node) {
      const zoom = Math.min(Math.max(this.view.k / (this.fitted || 1), 0.6), 4);
      return (1.6 + node.level) * Math.sqrt(zoom);
    }

    at(spot) { return [spot.x * this.view.k + this.view.x, spot.y * this.view.k + this.view.y]; }

    draw() {
      const { ctx } = this;
      if (!this.batches) return;
      ctx.clearRect(0, 0, this.width, this.height);
      this.grid = null;
      for (const node of this.nodes) {
        [node.px, node.py] = this.at(node);
        node.seen = node.px > -20 && node.py > -20 && node.px < this.width + 20 && node.py < this.height + 20;
      }
      this.drawGroups();
      this.drawEdges();
      if (this.layers.has("customers")) this.drawSites();
      this.drawWays();
      this.drawNodes();
      this.drawMarks();
      this.drawLabels();
      if (this.nodes.length && !this.marked) this.marked = performance.mark("map-drawn");
    }

    stroke(colour, width, dash, path) {
      const { ctx } = this;
      ctx.beginPath();
      path(ctx);
      ctx.strokeStyle = this.colour[colour];
      ctx.lineWidth = width;
      ctx.setLineDash(dash);
      ctx.stroke();
      ctx.setLineDash([]);
    }

    crosses({ from, to }) {
      return Math.max(from.px, to.px) >= 0 && Math.min(from.px, to.px) <= this.width
        && Math.max(from.py, to.py) >= 0 && Math.min(from.py, to.py) <= this.height;
    }

    lines(edges) {
      return (ctx) => {
        for (const edge of edges) if (this.layers.has(edge.from.layer) && this.layers.has(edge.to.layer) && this.crosses(edge)) { ctx.moveTo(edge.from.px, edge.from.py); ctx.lineTo(edge.to.px, edge.to.py); }
      };
    }

    drawEdges() {
      const { calm, gone, bad, lost } = this.batches.edges;
      this.ctx.globalAlpha = this.ways.length ? 0.45 : 1;
      this.stroke("map-line", 1, [], this.lines(calm));
      this.stroke("map-bad", 1, [], this.lines(bad));
      this.ctx.globalAlpha = 1;
      if (lost.length) this.stroke("sev-critical", 1.6, [5, 3], this.lines(lost));
      if (gone.length) this.stroke("quiet", 1.6, [1, 4], this.lines(gone));
    }

    // Rings, PON trees and ducts are bands under the links, each kind in one neutral colour.
    drawGroups() {
      const style = { ring: ["chart-1", 5], duct: ["chart-4", 7], tree: ["chart-2", 3] };
      this.ctx.globalAlpha = 0.35;
      this.ctx.lineCap = "round";
      for (const [kind, [colour, width]] of Object.entries(style)) {
        const shown = this.layers.has(kind) ? this.groups.filter((group) => group.kind === kind) : [];
        if (shown.length) this.stroke(colour, width, [], (ctx) => { for (const group of shown) this.band(ctx, group); });
      }
      this.ctx.lineCap = "butt";
      this.ctx.globalAlpha = 1;
    }

    band(ctx, group) {
      if (group.links.length) return this.lines(group.links.map((name) => this.byLink.get(name)).filter(Boolean))(ctx);
      const [hub, ...leaves] = group.devices.map((name) => this.spot(name)).filter(Boolean);
      for (const leaf of leaves) { ctx.moveTo(...this.at(hub)); ctx.lineTo(...this.at(leaf)); }
    }

    drawSites() {
      const near = this.view.k / (this.fitted || 1) >= 2;
      if (near) {
        this.stroke("map-line", 1, [2, 3], (ctx) => {
          for (const site of this.sites) for (const name of site.by) {
            const device = this.byName.get(name);
            if (device) { ctx.moveTo(...this.at(site)); ctx.lineTo(device.px, device.py); }
          }
        });
      }
      const half = near ? 4 : 2.5;
      this.stroke("quiet", 1.2, [], (ctx) => {
        for (const site of this.sites) { const [x, y] = this.at(site); ctx.rect(x - half, y - half, 2 * half, 2 * half); }
      });
    }

    // A line: working thick, protection dashed, one colour; the site stands at the end of both.
    drawWays() {
      for (const role of ["protect", "work"]) {
        const path = (ctx) => {
          for (const way of this.ways) if (way.role === role) {
            [way.end, ...way.devices, way.hub].map((name) => this.spot(name)).filter(Boolean)
              .forEach((spot, place) => (place ? ctx.lineTo(...this.at(spot)) : ctx.moveTo(...this.at(spot))));
          }
        };
        this.stroke("surface", 7, [], path);
        this.stroke("map-way", role === "work" ? 4.5 : 2.5, role === "work" ? [] : [8, 5], path);
      }
    }

    drawNodes() {
      const { ctx } = this;
      this.visible = [];
      for (const [word, nodes] of this.batches.nodes) {
        if (!nodes.length) continue;
        const kind = SHAPES[word] ?? "dot";
        const grow = SHAPES[word] ? 1.5 : 1;
        ctx.beginPath();
        for (const node of nodes) if (node.seen) {
          this.visible.push(node);
          this.shape(kind, node.px, node.py, this.radius(node) * grow);
        }
        ctx.fillStyle = word === "gone" ? this.colour.gone : this.colour[`sev-${word}`];
        ctx.fill();
      }
    }

    drawMarks() {
      const ringed = this.found ?? this.hovered;
      if (ringed) this.stroke("ink", 2, [], (ctx) => ctx.arc(ringed.px, ringed.py, this.radius(ringed) + 6, 0, 7));
      const cross = (ctx, x, y) => { ctx.moveTo(x - 6, y - 6); ctx.lineTo(x + 6, y + 6); ctx.moveTo(x + 6, y - 6); ctx.lineTo(x - 6, y + 6); };
      this.stroke("ink", 2.5, [], (ctx) => {
        for (const name of this.failed.devices) { const node = this.byName.get(name); if (node) cross(ctx, node.px, node.py); }
        for (const name of this.failed.links) {
          const edge = this.byLink.get(name);
          if (edge) cross(ctx, (edge.from.px + edge.to.px) / 2, (edge.from.py + edge.to.py) / 2);
        }
      });
    }

    // Small dots are squares: at that size nobody sees the difference, and a square is drawn ten times as fast.
    shape(kind, x, y, r) {
      const { ctx } = this;
      if (kind === "diamond") { ctx.moveTo(x, y - r * 1.2); ctx.lineTo(x + r, y); ctx.lineTo(x, y + r * 1.2); ctx.lineTo(x - r, y); ctx.closePath(); }
      else if (kind === "triangle") { ctx.moveTo(x, y - r * 1.1); ctx.lineTo(x + r, y + r * 0.8); ctx.lineTo(x - r, y + r * 0.8); ctx.closePath(); }
      else if (kind === "square" || r < 2.7) ctx.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6);
      else { ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 7); }
    }

    drawLabels() {
      const { ctx } = this;
      const zoom = this.view.k / (this.fitted || 1);
      Object.assign(ctx, { font: "11px sans-serif", textAlign: "center", textBaseline: "top", lineWidth: 3, lineJoin: "round" });
      ctx.strokeStyle = this.colour.surface;
      ctx.fillStyle = this.colour.ink;
      const taken = new Set();
      const wanted = this.visible.filter((node) => node === this.found || node === this.hovered || this.loud(node)
        || node.level >= 3 && zoom >= 1.6 || node.level === 2 && zoom >= 3 || zoom >= 6);
      wanted.sort((one, other) => this.weight(other) - this.weight(one));
      let left = LABELS;
      for (const node of wanted) if (left && this.write(taken, node.name, node.px, node.py + this.radius(node) + 3)) left -= 1;
      ctx.fillStyle = this.colour.quiet;
      for (const place of zoom < 2 ? this.districts : this.places) {
        if (place.kind === "hall" && (zoom < 4 || !this.layers.has("halls"))) continue;
        if (place.kind === "customer" && (zoom < 4 || !this.layers.has("customers"))) continue;
        const [x, y] = this.at(place);
        if (x > 0 && y > 0 && x < this.width && y < this.height) this.write(taken, place.title, x, y - 24);
      }
      for (const group of this.groups) if (this.layers.has(group.kind) && (zoom >= 2 || group.kind === "ring")) this.writeGroup(taken, group);
    }

    writeGroup(taken, group) {
      const spots = group.devices.map((name) => this.spot(name)).filter(Boolean);
      if (!spots.length) return;
      const [x, y] = this.at({ x: spots.reduce((sum, spot) => sum + spot.x, 0) / spots.length, y: spots.reduce((sum, spot) => sum + spot.y, 0) / spots.length });
      if (x > 0 && y > 0 && x < this.width && y < this.height) this.write(taken, group.name, x, y);
    }

    // Whether there was room: labels take cells of 8 by 14 pixels.
    write(taken, text, x, y) {
      let wide = this.widths.get(text);
      if (wide === undefined) this.widths.set(text, wide = this.ctx.measureText(text).width);
      const cells = [];
      for (let column = Math.floor((x - wide / 2 - 2) / 8); column <= (x + wide / 2 + 2) / 8; column += 1) {
        for (const row of [Math.floor(y / 14), Math.floor((y + 12) / 14)]) {
          if (taken.has(column * 4096 + row)) return false;
          cells.push(column * 4096 + row);
        }
      }
      for (const cell of cells) taken.add(cell);
      this.ctx.strokeText(text, x, y);
      this.ctx.fillText(text, x, y);
      return true;
    }

    loud(node) { return ["critical", "down"].includes(this.word(node)); }

    weight(node) { return (node === this.found ? 100 : 0) + ORDER.indexOf(this.word(node)) * 4 + node.level; }

    nodeAt(x, y) {
      if (!this.grid) {
        this.grid = new Map();
        for (const node of this.visible ?? []) {
          const cell = Math.floor(node.px / CELL) * 4096 + Math.floor(node.py / CELL);
          if (!this.grid.has(cell)) this.grid.set(cell, []);
          this.grid.get(cell).push(node);
        }
      }
      let [best, least] = [null, 14];
      for (const [dx, dy] of [-1, 0, 1].flatMap((one) => [-1, 0, 1].map((other) => [one, other]))) {
        for (const node of this.grid.get((Math.floor(x / CELL) + dx) * 4096 + Math.floor(y / CELL) + dy) ?? []) {
          const away = Math.hypot(node.px - x, node.py - y) - this.radius(node);
          if (away < least) { least = away; best = node; }
        }
      }
      return best;
    }

    edgeAt(x, y, most = 6) {
      let [best, least] = [null, most];
      for (const edge of Object.values(this.batches.edges).flat()) {
        const { from, to } = edge;
        const [dx, dy] = [to.px - from.px, to.py - from.py];
        const along = Math.min(Math.max(((x - from.px) * dx + (y - from.py) * dy) / (dx * dx + dy * dy || 1), 0), 1);
        const away = Math.hypot(from.px + along * dx - x, from.py + along * dy - y);
        if (away < least) { least = away; best = edge; }
      }
      return best;
    }

    // What a click means: a device, else a link; a duct where ducts are shown and the link lies in one.
    elementAt(x, y) {
      const node = this.nodeAt(x, y);
      if (node) return { kind: "device", name: node.name };
      const edge = this.edgeAt(x, y);
      if (!edge) return null;
      const duct = this.layers.has("duct") && this.groups.find((group) => group.kind === "duct" && group.links.some((name) => edge.links.includes(name)));
      return duct ? { kind: "duct", name: duct.name } : { kind: "link", name: edge.links[0] };
    }

    zoom(factor, x = this.width / 2, y = this.height / 2) {
      if (!factor) return this.fit();
      const k = Math.min(Math.max(this.view.k * factor, (this.fitted || 1) * 0.5), (this.fitted || 1) * 60);
      const ratio = k / this.view.k;
      this.view = { k, x: x - (x - this.view.x) * ratio, y: y - (y - this.view.y) * ratio };
      this.moved = true;
      this.redraw();
    }

    pan(dx, dy) {
      this.view.x += dx;
      this.view.y += dy;
      this.moved = true;
      this.redraw();
    }

    show(name) {
      const node = this.byName?.get(name) ?? this.nodes.find((one) => name && one.name.toLowerCase().includes(name.toLowerCase()));
      this.found = node ?? null;
      if (node) {
        const k = Math.max(this.view.k, (this.fitted || 1) * 6);
        this.view = { k, x: this.width / 2 - node.x * k, y: this.height / 2 - node.y * k };
        this.moved = true;
      }
      this.redraw();
    }

    hover(event) {
      const node = this.nodeAt(event.offsetX, event.offsetY);
      const edge = !node && this.choosing ? this.edgeAt(event.offsetX, event.offsetY) : null;
      this.canvas.classList.toggle("over", Boolean(node || edge));
      this.tip.hidden = !node && !edge;
      if (node || edge) {
        const word = node && (this.loud(node) ? "critical" : this.word(node));
        this.tip.textContent = node ? `${node.name} · ${nms.text(`severity.${word}`)}` : edge.links[0];
        this.tip.style.left = `${Math.min(event.offsetX + 12, this.width - this.tip.offsetWidth - 4)}px`;
        this.tip.style.top = `${Math.max(event.offsetY - 28, 2)}px`;
      }
      if (node !== this.hovered) { this.hovered = node; this.redraw(); }
    }

    click(event) {
      if (this.choosing) {
        const element = this.elementAt(event.offsetX, event.offsetY);
        if (element) this.box.dispatchEvent(new CustomEvent("map:choose", { detail: element }));
        return;
      }
      const node = this.nodeAt(event.offsetX, event.offsetY);
      if (node) location.href = this.box.dataset.device.replace("NAME", encodeURIComponent(node.name));
    }

    listen() {
      const touches = new Map();
      let travelled = 0;
      this.canvas.addEventListener("pointerdown", (event) => {
        this.canvas.setPointerCapture(event.pointerId);
        touches.set(event.pointerId, event);
        travelled = 0;
      });
      this.canvas.addEventListener("pointermove", (event) => {
        const before = touches.get(event.pointerId);
        if (!before) return this.hover(event);
        if (touches.size === 2) {
          const other = [...touches.values()].find((one) => one.pointerId !== event.pointerId);
          const was = Math.hypot(before.offsetX - other.offsetX, before.offsetY - other.offsetY);
          const is = Math.hypot(event.offsetX - other.offsetX, event.offsetY - other.offsetY);
          if (was > 0) this.zoom(is / was, other.offsetX, other.offsetY);
        } else this.pan(event.offsetX - before.offsetX, event.offsetY - before.offsetY);
        travelled += Math.hypot(event.offsetX - before.offsetX, event.offsetY - before.offsetY);
        touches.set(event.pointerId, event);
      });
      const release = (event) => {
        if (touches.delete(event.pointerId) && event.type === "pointerup" && travelled < 5) this.click(event);
      };
      this.canvas.addEventListener("pointerup", release);
      this.canvas.addEventListener("pointercancel", release);
      this.canvas.addEventListener("pointerleave", () => { this.tip.hidden = true; this.hovered = null; });
      this.canvas.addEventListener("wheel", (event) => {
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY);
      }, { passive: false });
      const keys = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };
      this.canvas.addEventListener("keydown", (event) => {
        if (keys[event.key]) this.pan(...keys[event.key]);
        else if (event.key === "+" || event.key === "=") this.zoom(1.4);
        else if (event.key === "-") this.zoom(1 / 1.4);
        else if (event.key === "0") this.fit();
        else return;
        event.preventDefault();
      });
      for (const button of this.box.querySelectorAll("[data-zoom]")) {
        button.addEventListener("click", () => this.zoom(Number(button.dataset.zoom)));
      }
      for (const kind of ["nms:alarm", "nms:device"]) document.body.addEventListener(kind, () => this.refresh());
      addEventListener("nms:theme", () => { this.paint(); this.redraw(); });
    }
  }

  for (const box of document.querySelectorAll("[data-map]")) box.map = new CityMap(box);
})();
