// The city map on a canvas: pan, zoom, labels by zoom, hit test on a grid, batched by colour, culled to the view.
"use strict";
(() => {
  const SHAPES = { critical: "diamond", down: "diamond", major: "triangle", minor: "circle", warning: "square" };
  const ORDER = ["clear", "up", "unknown", "indeterminate", "warning", "minor", "major", "down", "critical"];
  const LEVEL = { p: 3, pe: 3, "cpos-router": 3, dcn: 3, firewall: 3, ac: 3, bsc: 3, radius: 3, aggregation: 2, olt: 2 };
  const CELL = 40;

  class CityMap {
    constructor(box) {
      this.box = box;
      this.canvas = box.querySelector("canvas");
      this.tip = box.querySelector(".map-tip");
      this.ctx = this.canvas.getContext("2d");
      this.view = { x: 0, y: 0, k: 1 };
      this.nodes = [];
      this.edges = [];
      this.places = [];
      this.districts = [];
      this.state = {};
      this.found = null;
      this.listen();
      new ResizeObserver(() => { this.size(); if (!this.moved) this.fit(); else this.redraw(); }).observe(box);
      this.load();
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
      this.nodes = city.nodes;
      this.byName = new Map(this.nodes.map((node) => [node.name, node]));
      this.edges = city.edges.map((edge) => ({ ...edge, from: this.byName.get(edge.a), to: this.byName.get(edge.b) }))
        .filter((edge) => edge.from && edge.to);
      this.places = city.places;
      this.districts = this.middles(city.places);
      for (const node of this.nodes) node.level = LEVEL[node.role] ?? 1;
      const names = document.getElementById("map-names");
      names?.replaceChildren(...this.nodes.map((node) => Object.assign(document.createElement("option"), { value: node.name })));
      this.state = city.state;
      if (!this.nodes.length) return this.say("map.empty");
      this.size();
      this.fit();
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
      this.state = (await answer.json()).state;
      this.redraw();
    }

    size() {
      const ratio = devicePixelRatio || 1;
      this.width = this.box.clientWidth;
      this.height = this.box.clientHeight;
      this.canvas.width = this.width * ratio;
      this.canvas.height = this.height * ratio;
      this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    }

    fit() {
      if (!this.nodes.length || !this.width) return;
      const xs = this.nodes.map((node) => node.x);
      const ys = this.nodes.map((node) => node.y);
      const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const k = Math.min((this.width - 60) / (right - left || 1), (this.height - 50) / (bottom - top || 1));
      this.view = { k, x: this.width / 2 - k * (left + right) / 2, y: this.height / 2 - k * (top + bottom) / 2 };
      this.fitted = k;
      this.moved = false;
      this.redraw();
    }

    redraw() {
      if (this.planned) return;
      this.planned = true;
      requestAnimationFrame(() => { this.planned = false; this.draw(); });
    }

    word(node) {
      const word = this.state[node.name] ?? "unknown";
      return word === "up" ? "clear" : word === "cleared" ? "clear" : word;
    }

    radius(node) {
      const zoom = Math.min(Math.max(this.view.k / (this.fitted || 1), 0.6), 4);
      return (1.6 + node.level) * Math.sqrt(zoom);
    }

    draw() {
      const { ctx, view } = this;
      ctx.clearRect(0, 0, this.width, this.height);
      this.visible = [];
      this.grid = new Map();
      for (const node of this.nodes) {
        node.px = node.x * view.k + view.x;
        node.py = node.y * view.k + view.y;
        if (node.px < -20 || node.py < -20 || node.px > this.width + 20 || node.py > this.height + 20) continue;
        this.visible.push(node);
        const cell = `${Math.floor(node.px / CELL)},${Math.floor(node.py / CELL)}`;
        if (!this.grid.has(cell)) this.grid.set(cell, []);
        this.grid.get(cell).push(node);
      }
      this.drawEdges();
      this.drawNodes();
      this.drawLabels();
    }

    drawEdges() {
      const { ctx } = this;
      const groups = { calm: [], bad: [] };
      for (const edge of this.edges) {
        const { from, to } = edge;
        if (Math.max(from.px, to.px) < 0 || Math.min(from.px, to.px) > this.width) continue;
        if (Math.max(from.py, to.py) < 0 || Math.min(from.py, to.py) > this.height) continue;
        const down = [from, to].every((node) => ["major", "critical", "down"].includes(this.word(node)));
        groups[down ? "bad" : "calm"].push(edge);
      }
      for (const [name, edges] of Object.entries(groups)) {
        ctx.beginPath();
        for (const { from, to } of edges) { ctx.moveTo(from.px, from.py); ctx.lineTo(to.px, to.py); }
        ctx.strokeStyle = nms.css(name === "bad" ? "--map-bad" : "--map-line");
        ctx.lineWidth = 1;
        ctx.stroke();
      }
    }

    drawNodes() {
      const { ctx } = this;
      const groups = new Map(ORDER.map((word) => [word, []]));
      for (const node of this.visible) (groups.get(this.word(node)) ?? groups.get("unknown")).push(node);
      for (const [word, nodes] of groups) {
        if (!nodes.length) continue;
        ctx.beginPath();
        for (const node of nodes) this.shape(SHAPES[word] ?? "dot", node.px, node.py, this.radius(node) * (SHAPES[word] ? 1.5 : 1));
        ctx.fillStyle = nms.css(`--sev-${word === "down" ? "critical" : word}`);
        ctx.fill();
      }
      const ringed = this.found ?? this.hovered;
      if (!ringed) return;
      ctx.beginPath();
      ctx.arc(ringed.px, ringed.py, this.radius(ringed) + 6, 0, 7);
      ctx.strokeStyle = nms.css("--ink");
      ctx.lineWidth = 2;
      ctx.stroke();
    }

    shape(kind, x, y, r) {
      const { ctx } = this;
      if (kind === "diamond") { ctx.moveTo(x, y - r * 1.2); ctx.lineTo(x + r, y); ctx.lineTo(x, y + r * 1.2); ctx.lineTo(x - r, y); ctx.closePath(); }
      else if (kind === "triangle") { ctx.moveTo(x, y - r * 1.1); ctx.lineTo(x + r, y + r * 0.8); ctx.lineTo(x - r, y + r * 0.8); ctx.closePath(); }
      else if (kind === "square") ctx.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6);
      else { ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 7); }
    }

    drawLabels() {
      const { ctx } = this;
      const zoom = this.view.k / (this.fitted || 1);
      ctx.font = "11px sans-serif";
      ctx.textAlign = "center";
      ctx.textBaseline = "top";
      ctx.fillStyle = nms.css("--ink");
      const taken = [];
      const write = (text, x, y) => {
        const wide = ctx.measureText(text).width;
        const place = { left: x - wide / 2 - 2, right: x + wide / 2 + 2, top: y, bottom: y + 13 };
        if (taken.some((one) => one.left < place.right && place.left < one.right && one.top < place.bottom && place.top < one.bottom)) return;
        taken.push(place);
        ctx.strokeText(text, x, y);
        ctx.fillText(text, x, y);
      };
      ctx.lineWidth = 3;
      ctx.lineJoin = "round";
      ctx.strokeStyle = nms.css("--surface");
      const wanted = this.visible.filter((node) => node === this.found || node === this.hovered || this.loud(node) || node.level >= 3 && zoom >= 1.6 || node.level === 2 && zoom >= 3 || zoom >= 6);
      wanted.sort((one, other) => this.weight(other) - this.weight(one));
      for (const node of wanted.slice(0, 400)) write(node.name, node.px, node.py + this.radius(node) + 3);
      ctx.fillStyle = nms.css("--quiet");
      for (const place of zoom < 2 ? this.districts : this.places) {
        if (place.kind === "hall" && zoom < 4) continue;
        const [x, y] = [place.x * this.view.k + this.view.x, place.y * this.view.k + this.view.y];
        if (x > 0 && y > 0 && x < this.width && y < this.height) write(place.title, x, y - 24);
      }
    }

    loud(node) { return ["critical", "down"].includes(this.word(node)); }

    weight(node) { return (node === this.found ? 100 : 0) + ORDER.indexOf(this.word(node)) * 4 + node.level; }

    at(x, y) {
      const [cx, cy] = [Math.floor(x / CELL), Math.floor(y / CELL)];
      let best = null;
      let least = 14;
      for (let dx = -1; dx <= 1; dx += 1) {
        for (let dy = -1; dy <= 1; dy += 1) {
          for (const node of this.grid?.get(`${cx + dx},${cy + dy}`) ?? []) {
            const away = Math.hypot(node.px - x, node.py - y) - this.radius(node);
            if (away < least) { least = away; best = node; }
          }
        }
      }
      return best;
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
      const node = this.at(event.offsetX, event.offsetY);
      this.canvas.classList.toggle("over", Boolean(node));
      this.tip.hidden = !node;
      if (node) {
        this.tip.textContent = `${node.name} · ${nms.text(`severity.${this.loud(node) ? "critical" : this.word(node)}`)}`;
        this.tip.style.left = `${Math.min(node.px + 12, this.width - this.tip.offsetWidth - 4)}px`;
        this.tip.style.top = `${Math.max(node.py - 28, 2)}px`;
      }
      if (node !== this.hovered) { this.hovered = node; this.redraw(); }
    }

    open(node) {
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
        if (touches.delete(event.pointerId) && event.type === "pointerup" && travelled < 5) this.open(this.at(event.offsetX, event.offsetY));
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
      addEventListener("nms:theme", () => this.redraw());
    }
  }

  const maps = [...document.querySelectorAll("[data-map]")].map((box) => new CityMap(box));
  const search = document.querySelector("[data-map-search]");
  search?.addEventListener("submit", (event) => { event.preventDefault(); maps[0].show(search.elements.text.value); });
  search?.addEventListener("change", () => maps[0].show(search.elements.text.value));
})();
