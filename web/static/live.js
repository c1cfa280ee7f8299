// One event stream per visible page; changes reach the page as "nms:<kind>", at most every two seconds each.
"use strict";
(() => {
  const PAUSE = 2000;
  const KINDS = ["alarm", "device", "trap", "request", "window", "discovery", "play", "change", "line", "config", "ticket", "admission", "radio", "trial"];
  const waiting = new Map();
  let source = null;
  let last = 0;

  const tell = (kind) => {
    waiting.set(kind, { at: Date.now(), timer: null });
    document.body.dispatchEvent(new CustomEvent(`nms:${kind}`, { bubbles: true }));
  };
  const changed = (kind) => {
    const before = waiting.get(kind);
    if (before?.timer) return;
    const rest = before ? before.at + PAUSE - Date.now() : 0;
    if (rest <= 0) return tell(kind);
    before.timer = setTimeout(() => tell(kind), rest);
  };
  const show = (state) => {
    const lamp = document.getElementById("live");
    lamp.dataset.state = state;
    lamp.title = nms.text(`live.${state}`);
    lamp.setAttribute("aria-label", lamp.title);
  };
  const open = () => {
    if (source || !document.body.dataset.events) return;
    source = new EventSource(document.body.dataset.events + (last ? `?after=${last}` : ""));
    source.onopen = () => show("on");
    source.onerror = () => {
      show("off");
      if (source.readyState === EventSource.CLOSED) {
        source = null;
        setTimeout(() => { if (!document.hidden) open(); }, 10000);
      }
    };
    source.addEventListener("hello", (event) => { last = Number(event.lastEventId); });
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        last = Number(event.lastEventId);
        changed(kind);
      });
    }
  };
  const close = () => {
    source?.close();
    source = null;
    show("wait");
  };
  // A browser opens six connections to one server: hidden pages let theirs go and catch up when seen again.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", () => { if (!document.hidden) open(); });
  setInterval(() => { if (!document.hidden) changed("device"); }, 30000);
})();
