// Actions: every button sends JSON to the API; what was chosen survives a refresh of the list.
"use strict";
(() => {
  const send = async (method, url, body) => {
    let answer;
    try {
      answer = await fetch(url, {
        method,
        headers: { "Content-Type": "application/json", "X-Requested-With": "nms", "X-CSRF-Token": nms.key() },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch {
      nms.notice(nms.text("lost"), true);
      return null;
    }
    const data = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    if (answer.ok) return data;
    if (answer.status === 401) {
      location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
      return null;
    }
    const words = data.code ? `${data.code} ${data.message[language()]} ${data.remedy[language()]}` : nms.text("failed");
    nms.notice(words, true);
    return null;
  };
  const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");

  const boxes = () => [...document.querySelectorAll("input[name=ids]")];
  const chosenRows = () => {
    const ticked = boxes().filter((box) => box.checked).map((box) => box.closest("[data-row]"));
    if (ticked.length) return ticked;
    const one = document.querySelector("[data-row].current[data-alarm], [data-only][data-alarm]");
    return one ? [one] : [];
  };
  const count = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    const any = chosenRows().length > 0;
    for (const button of document.querySelectorAll("[data-bulk] button")) button.disabled = !any;
    for (const place of document.querySelectorAll("[data-count]")) place.textContent = ticked || "";
    const all = document.querySelector("[data-choose-all]");
    if (all) {
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && ticked < boxes().length;
    }
  };
  const ids = () => chosenRows().map((row) => Number(row.dataset.alarm));
  const refresh = () => document.body.dispatchEvent(new CustomEvent("nms:alarm", { bubbles: true }));

  const ask = (action) => {
    const rows = chosenRows();
    if (!rows.length) return;
    const dialog = document.getElementById(`dialog-${action}`);
    if (!dialog) return; // a role that may not act has no dialogs
    const list = dialog.querySelector("[data-chosen]");
    list.replaceChildren(...rows.slice(0, 8).map((row) => {
      const item = document.createElement("li");
      item.textContent = row.dataset.name;
      return item;
    }));
    if (rows.length > 8) {
      const item = document.createElement("li");
      item.textContent = nms.text("more", { n: rows.length - 8 });
      list.append(item);
    }
    dialog.dataset.ids = JSON.stringify(ids());
    dialog.showModal();
  };
  const submitAction = async (form) => {
    const dialog = form.closest("dialog");
    const body = { ids: JSON.parse(dialog.dataset.ids) };
    for (const field of form.elements) {
      if (field.name && field.value !== "") body[field.name] = "number" in field.dataset ? Number(field.value) : field.value;
    }
    if (await send("POST", form.dataset.action, body) === null) return;
    dialog.close();
    form.reset();
    for (const box of boxes()) box.checked = false;
    nms.notice(nms.text("done"));
    refresh();
  };
  // A name with dots leads into objects: "inputs.vlan" is body.inputs.vlan.
  const placeOf = (body, path) => {
    const words = path.split(".");
    const name = words.pop();
    return [words.reduce((place, word) => (place[word] ??= {}), body), name];
  };
  const submitJson = async (form) => {
    const body = {};
    const offset = form.querySelector("[data-offset]")?.value ?? "";
    for (const field of form.elements) {
      if (!field.name || "offset" in field.dataset || field.value === "") continue;
      if (field.type === "checkbox" && !field.checked) continue;
      const [into, name] = placeOf(body, field.name);
      if ("list" in field.dataset) (into[name] ??= []).push("number" in field.dataset ? Number(field.value) : field.value);
      else if ("number" in field.dataset) into[name] = Number(field.value);
      else if ("truth" in field.dataset) into[name] = field.checked;
      else into[name] = "moment" in field.dataset ? `${field.value}:00${offset}` : field.value;
    }
    const answer = await send("POST", form.dataset.json, body);
    if (answer === null) return;
    if (form.dataset.then === "follow") watch(answer.id);
    else if (form.dataset.then === "reveal") reveal(answer);
    else if (form.dataset.then === "run") location.href = `/plays/${answer.id}${keepLanguage()}`;
    else if (form.dataset.go) go(form.dataset.go, answer.id);
    else location.href = form.dataset.next ?? location.pathname + keepLanguage();
  };
  // Files go as text in JSON, like everything else.
  const submitFiles = async (form) => {
    nms.notice(nms.text("reading"));
    const chosen = [...form.querySelector("input[type=file]").files];
    const files = await Promise.all(chosen.map(async (file) => ({ name: file.name, text: await file.text() })));
    if (await send("POST", form.dataset.files, { files }) !== null) location.reload();
  };
  // What is shown only once: the page reloads when it was written down.
  const reveal = (answer) => {
    const dialog = document.getElementById("dialog-reveal");
    dialog.querySelector("[data-secret-of]").textContent = answer.name;
    dialog.querySelector("[data-secret]").textContent = answer.secret;
    dialog.addEventListener("close", () => location.reload(), { once: true });
    dialog.showModal();
  };
  const watch = (id) => {
    const here = new URL(location.href);
    here.searchParams.set("request", id);
    location.replace(here);
  };
  const post = async (button) => {
    const answer = await send("POST", button.dataset.post, JSON.parse(button.dataset.body ?? "{}"));
    if (answer === null) return;
    if (button.dataset.then === "follow") watch(answer.id);
    else if (button.dataset.then === "reveal") reveal(answer);
    else if (button.dataset.then === "run") location.href = `/plays/${answer.id}${keepLanguage()}`;
    else if (button.dataset.go) go(button.dataset.go, answer.id);
    else location.reload();
  };
  // The page of what was just made: its address ends in 0 until the number is known.
  const go = (address, id) => { location.href = address.replace(/\/0(?=$|\?)/, `/${id}`); };
  const keepLanguage = () => {
    const word = new URLSearchParams(location.search).get("lang");
    return word ? `?lang=${word}` : "";
  };
  const poll = async (button) => {
    button.disabled = true;
    const wish = await send("POST", button.dataset.poll, {});
    if (!wish) { button.disabled = false; return; }
    const here = new URL(location.href);
    here.searchParams.set("request", wish.id);
    location.replace(here);
  };
  const follow = async () => {
    const wish = document.querySelector("[data-wish][data-state=waiting]");
    if (!wish) return;
    const button = document.querySelector("[data-poll]");
    if (!button) return;
    const answer = await fetch(button.dataset.request.replace(/0$/, wish.dataset.wish)).catch(() => null);
    const found = answer?.ok ? await answer.json() : null;
    if (found && found.state !== "waiting") location.reload();
    else setTimeout(follow, 1000);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("print" in button.dataset) print();
    else if (button.dataset.open) document.getElementById(button.dataset.open).showModal();
    else if ("close" in button.dataset) button.closest("dialog").close();
    else if (button.dataset.act) ask(button.dataset.act);
    else if (button.dataset.send) {
      if (await send("POST", button.dataset.send, { ids: ids() })) refresh();
    } else if (button.dataset.delete) {
      if (await send("DELETE", button.dataset.delete)) location.reload();
    } else if (button.dataset.post) await post(button);
    else if (button.dataset.poll) await poll(button);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.action && !form.dataset.json && !form.dataset.files) return;
    event.preventDefault();
    if (form.dataset.action) submitAction(form);
    else if (form.dataset.files) submitFiles(form);
    else submitJson(form);
  });
  document.addEventListener("change", (event) => {
    if ("chooseAll" in event.target.dataset) for (const box of boxes()) box.checked = event.target.checked;
    if ("scope" in event.target.dataset) {
      document.querySelector("[data-target]").setAttribute("list", `targets-${event.target.value}`);
    }
    count();
  });
  document.addEventListener("keyup", count);
  document.addEventListener("mouseup", () => setTimeout(count));
  document.addEventListener("nms:acknowledge", () => ask("acknowledge"));

  // A list that refreshes itself keeps what was chosen and where one stood, and never changes under a pressed button:
  // a click whose row is replaced between down and up is no click.
  let kept = null;
  let pressed = null;
  let late = false;
  document.addEventListener("pointerdown", (event) => { pressed = event.target; });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => setTimeout(() => { // after the click that follows
      pressed = null;
      if (late) refresh();
      late = false;
    }));
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (pressed && boxes().length && event.detail.target.contains(pressed)) {
      event.detail.shouldSwap = false;
      late = true;
      return;
    }
    const current = document.querySelector("[data-row].current");
    const opened = [...document.querySelectorAll("main details[id][open]")].map((details) => details.id);
    kept = { ids: new Set(boxes().filter((box) => box.checked).map((box) => box.value)), href: current?.dataset.href, opened };
  });
  document.addEventListener("htmx:afterSwap", () => { // at once: a tick made before the page has settled is the user's
    if (!kept) return;
    for (const box of boxes()) box.checked = kept.ids.has(box.value);
    count();
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!kept) return;
    for (const id of kept.opened) document.getElementById(id)?.setAttribute("open", "");
    if (kept.href && !document.querySelector("[data-row].current")) {
      const same = [...document.querySelectorAll("[data-row]")].find((row) => row.dataset.href === kept.href);
      same?.classList.add("current");
    }
    count();
  });
  count();
  follow();
})();
