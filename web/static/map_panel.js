// Beside the map: layers, one line's paths, what would go down; everything chosen stands in the address.
"use strict";
(() => {
  const panel = document.querySelector("[data-map-panel]");
  if (!panel) return;
  const box = panel.querySelector("[data-map]");
  const map = box.map;
  const address = () => new URL(location.href);

  // ---------------------------------------------------------------- layers
  const layers = panel.querySelector("[data-layers]");
  const chosen = () => [...layers.querySelectorAll("[name=layers]:checked")].map((tick) => tick.value);
  const overlays = ["ring", "tree", "duct"];
  let groups = null;
  const layer = async () => {
    const wanted = chosen();
    if (wanted.some((name) => overlays.includes(name)) && !groups) {
      const answer = await fetch(box.dataset.mapGroups).catch(() => null);
      groups = answer?.ok ? (await answer.json()).items : null;
      if (!groups) nms.notice(nms.text("map.failed"), true);
    }
    map.change({ layers: new Set(wanted), groups: groups ?? [] });
    elements();
  };
  layers.addEventListener("change", () => {
    const here = address();
    here.searchParams.set("layers", chosen().join(","));
    history.replaceState(null, "", here);
    for (const input of panel.querySelectorAll("form:not([data-layers]) input[type=hidden][name=layers]")) input.value = chosen().join(",");
    layer();
  });

  // ---------------------------------------------------------------- names to choose from
  const options = (id, names) => document.getElementById(id).replaceChildren(
    ...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  const elements = () => options("map-elements", [
    ...(groups ?? []).filter((group) => group.kind === "duct").map((group) => group.name),
    ...map.nodes.filter((node) => node.level > 1).map((node) => node.name), ...map.byLink.keys()].slice(0, 3000));

  const search = document.querySelector("[data-map-search]");
  search.addEventListener("submit", (event) => { event.preventDefault(); map.show(search.elements.text.value); });
  search.addEventListener("change", () => map.show(search.elements.text.value));

  // ---------------------------------------------------------------- what if
  const choose = panel.querySelector("[data-choose]");
  const picture = () => {
    const case_ = JSON.parse(document.getElementById("case").dataset.down);
    const known = (names, has) => new Set(names.filter((name) => has(name)));
    const failed = { devices: known(case_.failed, (name) => map.byName.has(name)), links: known(case_.failed, (name) => map.byLink.has(name)) };
    const ducts = (groups ?? []).filter((group) => group.kind === "duct" && case_.failed.includes(group.name));
    for (const duct of ducts) for (const link of duct.links) failed.links.add(link);
    map.change({ failed, gone: { devices: new Set([...case_.devices, ...failed.devices]), links: new Set(case_.links) } });
  };
  const suppose = async (here, push) => {
    const answer = await fetch(`${panel.dataset.case}${here.search}`).catch(() => null);
    if (!answer?.ok) return nms.notice(nms.text("failed"), true);
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("case");
    document.getElementById("case").replaceWith(document.adoptNode(part));
    if (push) history.pushState(null, "", here);
    picture();
  };
  const fail = (name, failing) => {
    const here = address();
    const names = here.searchParams.getAll("fail").filter((one) => one !== name);
    here.searchParams.delete("fail");
    for (const one of failing ? [...names, name] : names) here.searchParams.append("fail", one);
    suppose(here, true);
  };
  choose.hidden = false;
  choose.addEventListener("click", () => {
    map.choosing = !map.choosing;
    choose.setAttribute("aria-pressed", String(map.choosing));
    box.classList.toggle("choosing", map.choosing);
  });
  box.addEventListener("map:choose", (event) => fail(event.detail.name, !address().searchParams.getAll("fail").includes(event.detail.name)));
  panel.querySelector("[data-fail]").addEventListener("submit", (event) => {
    event.preventDefault();
    const input = [...event.target.elements].find((field) => field.name === "fail" && field.type !== "hidden");
    fail(input.value.trim(), true);
    input.value = "";
  });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("[data-restore]");
    if (!link) return;
    event.preventDefault();
    fail(link.dataset.restore, false);
  });
  addEventListener("popstate", () => suppose(address(), false));

  // ---------------------------------------------------------------- where one looks
  let timer = 0;
  const remember = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!map.moved) return;
      const here = address();
      const { k, x, y } = map.view;
      const middle = [(map.width / 2 - x) / k, (map.height / 2 - y) / k, k / map.fitted];
      here.searchParams.set("at", middle.map((number) => number.toFixed(2)).join(","));
      history.replaceState(history.state, "", here);
    }, 500);
  };
  const recall = () => {
    const [x, y, zoom] = (address().searchParams.get("at") ?? "").split(",").map(Number);
    if (!(zoom > 0)) return false;
    const k = map.fitted * zoom;
    map.view = { k, x: map.width / 2 - x * k, y: map.height / 2 - y * k };
    map.moved = true;
    map.redraw();
    return true;
  };
  for (const kind of ["pointerup", "wheel", "keyup", "click"]) box.addEventListener(kind, remember);

  map.ready.then(() => {
    if (!map.nodes.length) return;
    options("map-names", map.nodes.map((node) => node.name));
    const ways = JSON.parse(box.dataset.ways ?? "[]");
    map.change({ ways });
    const spots = ways.flatMap((way) => [way.end, ...way.devices, way.hub]).map((name) => map.spot(name)).filter(Boolean);
    if (!recall()) {
      if (search.elements.text.value) map.show(search.elements.text.value);
      else if (spots.length) map.fit(spots);
    }
    layer().then(picture);
  });
})();
