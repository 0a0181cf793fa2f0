"use strict";
// Sorting, filtering and the map. Without this script everything is still there, open and in order.
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (id) => document.getElementById(id);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const table = one("gap-table");
  const form = one("filter");
  if (!table || !form) return;

  const text = (body) => fold(body.rows[0].textContent + " " + body.querySelector("summary").textContent);
  const figure = (value) => (value === "" ? null : Number(value));
  const flows = Array.from(table.tBodies, (body, place) => {
    const { k, c, y, p, s, e, i, m, r } = body.dataset;
    const [from, to] = p.split(">");
    return {
      body, place, halves: k, category: c, year: y, pair: p, from, to, settled: s,
      isGap: !body.classList.contains("fits"), words: "",
      keys: {
        flow: body.querySelector(".flow").textContent, year: Number(y), exporter: figure(e),
        importer: figure(i), estimate: figure(m), remainder: figure(r),
      },
    };
  });

  // One filter for the table, the map and the charts.
  let pair = "";
  const arcs = all("#atlas .arc");
  const points = all("#atlas .point");
  const pairs = all("[data-pair]:not(.arc)");

  const answers = (flow, want) => {
    if (pair !== "" && flow.pair !== pair) return false;
    if (want.halves !== "" ? flow.halves !== want.halves : !flow.isGap && !want.fits) return false;
    if (want.party !== "" && flow.from !== want.party && flow.to !== want.party) return false;
    if (want.category !== "" && flow.category !== want.category) return false;
    if (want.year !== "" && flow.year !== want.year) return false;
    if (want.settled === "explained" && flow.settled !== "explained") return false;
    if (want.settled === "rest" && flow.settled !== "remains" && flow.settled !== "alone") return false;
    if (want.q.length === 0) return true;
    flow.words ||= text(flow.body);
    return want.q.every((word) => flow.words.includes(word));
  };

  const wanted = () => {
    const data = new FormData(form);
    const value = (name) => data.get(name) ?? "";
    return {
      halves: value("halves"), party: value("party"), category: value("category"), year: value("year"),
      settled: value("settled"), fits: data.has("fits"), q: fold(value("q")).split(/\s+/).filter(Boolean),
    };
  };

  // Of a large record the page lays some flows open: filters and search work over those.
  const onRecord = Number(form.dataset.flows);
  const beyond = onRecord > flows.length ? `; ${onRecord - flows.length} more flows are not laid open here` : "";

  // A screen starts with the first rows of the order chosen; filters and search still work over all of them.
  const FIRST = 50;
  let order = flows;
  let isWhole = false;
  const count = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

  const isNarrowed = (want) =>
    pair !== "" || want.fits || want.q.length > 0 ||
    ["halves", "party", "category", "year", "settled"].some((name) => want[name] !== "");

  const apply = () => {
    const want = wanted();
    const narrowed = isNarrowed(want);
    const seen = new Set();
    let shown = 0;
    for (const flow of order) {
      const yes = answers(flow, want);
      flow.body.hidden = !yes;
      flow.body.classList.toggle("later", yes && !isWhole && shown >= FIRST);
      if (yes) {
        shown += 1;
        seen.add(flow.pair);
      }
    }
    // Before anything is chosen the map and the charts show agreed flows too: they are the other half of the picture.
    const parties = new Set([...seen].flatMap((key) => key.split(">")));
    for (const arc of arcs) arc.classList.toggle("off", narrowed && !seen.has(arc.dataset.pair));
    for (const row of pairs) row.hidden = narrowed && !seen.has(row.dataset.pair);
    for (const point of points) {
      point.classList.toggle("off", narrowed && !parties.has(point.dataset.party));
      point.classList.toggle("lit", want.party !== "" && point.dataset.party === want.party);
    }
    one("nothing").hidden = shown > 0;
    one("rest").hidden = isWhole || shown <= FIRST;
    one("whole").textContent = `Show all ${shown}`;
    one("again").hidden = !narrowed;
    const total = flows.filter((flow) => flow.isGap).length;
    one("shown").textContent = narrowed
      ? `${shown} of ${count(flows.length, "flow")} ${shown === 1 ? "matches" : "match"}`
        + (pair === "" ? "" : ", for the one pair chosen on the map") + beyond
      : `${count(total, "gap")}; ${count(flows.length - total, "flow")} whose halves agree`
        + ` ${flows.length - total === 1 ? "is" : "are"} not listed` + beyond;
  };

  const choose = (name, value) => {
    form.reset();
    pair = "";
    form.elements[name].value = value;
    apply();
  };

  form.hidden = false;
  form.addEventListener("input", () => { pair = ""; apply(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  one("again").addEventListener("click", () => {
    form.reset();
    pair = "";
    apply();
  });
  // The button goes as the rows come: the reader goes on at the first of them.
  one("whole").addEventListener("click", () => {
    const next = order.find((flow) => flow.body.matches(".later"));
    isWhole = true;
    apply();
    next?.body.querySelector("summary").focus();
  });
  for (const link of all("[data-filter]")) {
    link.addEventListener("click", () => choose(link.dataset.filter, link.dataset.value));
  }

  // Sorting: the empty ones always last, equal ones in the order of the page.
  const compare = (a, b, key, sign) => {
    const [x, y] = [a.keys[key], b.keys[key]];
    if (x === null || y === null) return (x === null) - (y === null) || a.place - b.place;
    const order = typeof x === "string" ? x.localeCompare(y, "en") : x - y;
    return sign * order || a.place - b.place;
  };
  const sort = (head) => {
    const isFigure = !["flow", "year"].includes(head.dataset.key);
    const was = head.getAttribute("aria-sort");
    const up = was === null ? !isFigure : was === "descending";
    for (const other of all(":scope > thead th[aria-sort]", table)) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    order = flows.slice().sort((a, b) => compare(a, b, head.dataset.key, up ? 1 : -1));
    table.append(...order.map((flow) => flow.body));
    apply();
  };
  for (const head of all(":scope > thead th", table)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(head));
  }

  // The map: nearer views, a line of words for what is pointed at, a click that filters.
  const atlas = one("atlas");
  const readout = one("readout");
  const near = document.querySelector(".near");
  near.hidden = false;
  near.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    atlas.setAttribute("viewBox", button.dataset.view);
    atlas.style.setProperty("--z", button.dataset.zoom);
    atlas.classList.toggle("near-view", Number(button.dataset.zoom) > 1.2);
    for (const other of all("button", near)) other.setAttribute("aria-pressed", String(other === button));
  });
  const scroll = atlas.parentElement;
  scroll.scrollLeft = (scroll.scrollWidth - scroll.clientWidth) * 0.6; // on a phone: Europe and Africa first
  const touches = (arc, party) => arc.dataset.pair.split(">").includes(party);
  const light = (target) => {
    const party = target?.dataset.party;
    atlas.querySelector(".arcs").classList.toggle("dim", party !== undefined);
    for (const arc of arcs) arc.classList.toggle("lit", party !== undefined && touches(arc, party));
    readout.textContent = target ? target.querySelector("title").textContent : "\u00a0";
  };
  for (const kind of ["pointerover", "focusin"]) {
    atlas.addEventListener(kind, (event) => light(event.target.closest("a")));
  }
  for (const kind of ["pointerleave", "focusout"]) atlas.addEventListener(kind, () => light(null));
  atlas.addEventListener("click", (event) => {
    const target = event.target.closest("a");
    if (!target) return;
    event.preventDefault();
    if (target.dataset.party) {
      const party = form.elements.party;
      party.value = party.value === target.dataset.party ? "" : target.dataset.party;
      pair = "";
      apply();
    } else {
      form.reset();
      form.elements.fits.checked = true;
      pair = target.dataset.pair;
      apply();
    }
  });

  // A link to a flow, a pair or a party shows it, whatever the filter, and opens it.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id === "" ? null : one(id);
    if (!target) return;
    if (target.hidden) {
      form.reset();
      pair = "";
      form.elements.fits.checked = target.classList.contains("fits");
      apply();
    }
    target.classList.remove("later");
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const inside = target.matches("tbody") ? target.querySelector("details") : null;
    if (inside) inside.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash && !event.defaultPrevented) reveal();
  });

  // Paper has no clicks: open what is shown, and close it again afterwards.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = all("details:not([open], .onscreen)").filter((box) => !box.closest("[hidden]"));
    for (const box of opened) box.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const box of opened) box.open = false;
  });

  apply();
  reveal();
})();
