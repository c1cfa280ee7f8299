// What every page needs: texts, ages that grow, filters that submit themselves, rows by keyboard.
"use strict";
const nms = {
  texts: JSON.parse(document.body.dataset.texts),
  text(code, values = {}) {
    return (this.texts[code] ?? code).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  },
  notice(words, bad = false) {
    const box = document.getElementById("notice");
    box.textContent = words;
    box.classList.toggle("bad", bad);
    box.hidden = false;
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => { box.hidden = true; }, bad ? 12000 : 4000);
  },
  key() {
    return document.querySelector("meta[name=csrf-token]").content;
  },
  css(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  },
};

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = nms.key();
});

(() => {
  const STEPS = [[86400, "age.days"], [3600, "age.hours"], [60, "age.minutes"], [0, "age.seconds"]];
  // The server's clock and the browser's may differ: the page says what time it was when it was made.
  const skew = Date.now() - Number(document.body.dataset.now) * 1000;
  const grow = () => {
    for (const at of document.querySelectorAll("time.age")) {
      const seconds = Math.max((Date.now() - skew - Date.parse(at.dateTime)) / 1000, 0);
      const [size, code] = STEPS.find(([least]) => seconds >= least);
      const words = nms.text(code, { n: Math.floor(seconds / (size || 1)) });
      if (words !== at.textContent) at.textContent = words;
    }
  };
  setInterval(grow, 5000);

  for (const form of document.querySelectorAll("form[data-auto]")) {
    form.addEventListener("change", () => form.requestSubmit());
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
    });
  }
})();

// Rows: j k move, x choose, enter opens, a acknowledges, / searches, ? helps.
(() => {
  const rows = () => [...document.querySelectorAll("main [data-row]:not([data-only])")].filter((row) => row.offsetParent);
  const current = () => document.querySelector("main [data-row].current");
  const move = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    const next = all[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by, 0), all.length - 1)];
    current()?.classList.remove("current");
    next.classList.add("current");
    next.scrollIntoView({ block: "nearest" });
  };
  const open = () => { if (current()?.dataset.href) location.href = current().dataset.href; };
  const choose = () => current()?.querySelector("input[type=checkbox]")?.click();
  const keys = {
    "/": () => document.querySelector("[data-search]")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    x: choose,
    Enter: open,
    a: () => document.dispatchEvent(new CustomEvent("nms:acknowledge")),
    "?": () => document.getElementById("help").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && event.target.matches("input")) return event.target.blur();
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], canvas")) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row || event.target.closest("a, button, input, label, summary, details, meter")) return;
    current()?.classList.remove("current");
    row.classList.add("current");
  });
  document.addEventListener("dblclick", (event) => {
    if (event.target.closest("tr[data-row]") && !event.target.closest("a, button, input, summary, details")) open();
  });
})();

// A menu closes when one goes elsewhere.
(() => {
  const close = (inside) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(inside)) menu.open = false;
  };
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("focusin", (event) => close(event.target));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(null); });
})();
