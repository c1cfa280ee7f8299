// Actions: every button sends JSON to the API; what was chosen survives a refresh of the list.
"use strict";
(() => {
  const send = async (method, url, body) => {
    let answer;
    try {
      answer = await fetch(url, {
        method,
        headers: { "Content-Type": "application/json", "X-Requested-With": "nms" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch {
      nms.notice(nms.text("lost"), true);
      return null;
    }
    const data = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    if (answer.ok) return data;
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
  const submitJson = async (form) => {
    const body = {};
    const offset = form.querySelector("[data-offset]")?.value ?? "";
    for (const field of form.elements) {
      if (!field.name || "offset" in field.dataset || field.value === "") continue;
      if (field.type === "checkbox" && !field.checked) continue;
      if ("list" in field.dataset) (body[field.name] ??= []).push(field.value);
      else if ("number" in field.dataset) body[field.name] = Number(field.value);
      else body[field.name] = "moment" in field.dataset ? `${field.value}:00${offset}` : field.value;
    }
    const answer = await send("POST", form.dataset.json, body);
    if (answer === null) return;
    if (form.dataset.then === "follow") watch(answer.id);
    else location.href = form.dataset.next ?? location.pathname + keepLanguage();
  };
  // Files go as text in JSON, like everything else.
  const submitFiles = async (form) => {
    nms.notice(nms.text("reading"));
    const chosen = [...form.querySelector("input[type=file]").files];
    const files = await Promise.all(chosen.map(async (file) => ({ name: file.name, text: await file.text() })));
    if (await send("POST", form.dataset.files, { files }) !== null) location.reload();
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
    else location.reload();
  };
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
    const answer = await fetch(button.dataset.request.replace(/0$/, wish.dataset.wish)).catch(() => null);
    const found = answer?.ok ? await answer.json() : null;
    if (found && found.state !== "waiting") location.reload();
    else setTimeout(follow, 1000);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.open) document.getElementById(button.dataset.open).showModal();
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

  // A list that refreshes itself keeps what was chosen and where one stood.
  let kept = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const current = document.querySelector("[data-row].current");
    kept = { ids: new Set(boxes().filter((box) => box.checked).map((box) => box.value)), href: current?.dataset.href };
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!kept) return;
    for (const box of boxes()) box.checked = kept.ids.has(box.value);
    if (kept.href) {
      const same = [...document.querySelectorAll("[data-row]")].find((row) => row.dataset.href === kept.href);
      same?.classList.add("current");
    }
    count();
  });
  count();
  follow();
})();
