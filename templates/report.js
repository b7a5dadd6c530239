"use strict";
(() => {
  document.documentElement.classList.add("js");
  const PAGE = 50, FEW = 50, SHORTEST = 6, CHOICES = 8;
  const content = JSON.parse(document.getElementById("content").textContent);
  const { say, words } = content;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const count = (number) => number.toLocaleString("en-US");

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /* The state of the page lives in the fragment of its address: #q=…&owner=…&number=…&t.<table>=page,column,direction */
  const filters = document.getElementById("filters");
  const dial = document.getElementById("dial");
  const names = ["q", "severity", "object", "owner", "region"];
  const tables = [];

  function remember() {
    const state = new URLSearchParams();
    for (const name of names) if (filters?.elements[name].value) state.set(name, filters.elements[name].value);
    if (dial.value.trim()) state.set("number", dial.value.trim());
    for (const table of tables) if (table.state()) state.set(`t.${table.id}`, table.state());
    const text = state.toString();
    history.replaceState(null, "", text ? `#${text}` : location.href.split("#")[0]);
  }

  /** Set a filter; one that does not offer the value (an old link, another report) is left open. */
  function setFilter(control, value) {
    control.value = value;
    if (control.selectedIndex === -1) control.value = "";
  }

  function recall() {
    const fragment = location.hash.slice(1);
    if (!fragment.includes("=")) {
      const target = document.getElementById(fragment);
      if (target instanceof HTMLDetailsElement) target.open = true;
      return;
    }
    const state = new URLSearchParams(fragment);
    for (const name of names) if (filters) setFilter(filters.elements[name], state.get(name) ?? "");
    for (const table of tables) {
      table.recall(state.get(`t.${table.id}`) ?? "");
      if (state.has(`t.${table.id}`)) table.reveal();
    }
    const number = state.get("number") ?? "";
    const asked = number && number !== dial.value;
    dial.value = number;
    answer();
    sift(true);
    tables.find((table) => table.id === "shared")?.draw();
    if (asked) document.getElementById("simulator").scrollIntoView();
  }

  /* A long table, a page at a time: `units` are its rows, or its bodies where a body is a group. */
  function pagedTable(element, id, grouped) {
    const body = grouped ? element : element.tBodies[0];
    const columns = [...element.tHead.rows[0].cells].map((cell) => cell.dataset.key);
    const buttons = [];
    let units = null, shown = [], page = 1, key = "", descending = false, filter = null;
    const text = make("span", { role: "status" });
    const previous = make("button", { type: "button", class: "b" }, say.previous);
    const next = make("button", { type: "button", class: "b" }, say.next);
    const pager = make("div", { class: "pager controls" }, previous, text, next);
    element.parentElement.after(pager);
    previous.addEventListener("click", () => turn(page - 1));
    next.addEventListener("click", () => turn(page + 1));
    if (element.hasAttribute("data-sortable")) columns.forEach(sortable);

    function sortable(column, place) {
      const head = element.tHead.rows[0].cells[place];
      const button = make("button", { type: "button", class: "sort", title: `${say.sort} ${head.textContent}` }, head.textContent);
      head.replaceChildren(button);
      buttons.push({ head, button, label: button.textContent });
      button.addEventListener("click", () => {
        descending = key === column && !descending;
        key = column;
        page = 1;
        draw();
        remember();
      });
    }
    function turn(to) {
      page = to;
      draw();
      remember();
      element.parentElement.scrollIntoView({ block: "nearest" });
    }
    function load() {
      units ??= grouped ? [...element.tBodies] : [...body.rows];
      return units;
    }
    const cell = (unit, column) => unit.cells[columns.indexOf(column)]?.textContent ?? "";
    const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

    function draw() {
      shown = filter ? load().filter(filter) : [...load()];
      if (key) shown.sort((a, b) => order.compare(cell(a, key), cell(b, key)) * (descending ? -1 : 1));
      const pages = Math.max(1, Math.ceil(shown.length / PAGE));
      page = Math.min(Math.max(page, 1), pages);
      const from = (page - 1) * PAGE, to = Math.min(from + PAGE, shown.length);
      for (const old of [...(grouped ? element.tBodies : body.rows)]) old.remove();
      body.append(...shown.slice(from, to));
      text.textContent = fill(say.page, { from: count(from + 1), to: count(to), total: count(shown.length) });
      pager.hidden = pages === 1;
      previous.disabled = page === 1;
      next.disabled = page === pages;
      for (const head of element.tHead.rows[0].cells) {
        if (key && head.dataset.key === key) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      }
    }
    return {
      id, draw, load, cell, reveal: () => element.closest("details")?.setAttribute("open", ""), has: (column) => columns.includes(column),
      sift(test, keep) {
        filter = test;
        if (!keep) page = 1;
        return test ? load().filter(test).length : load().length;
      },
      /* Chromium repeats a header on every page only when no control is in it. */
      toPaper: () => { for (const { head, label } of buttons) head.replaceChildren(label); },
      toScreen: () => { for (const { head, button } of buttons) head.replaceChildren(button); },
      state: () => (page > 1 || key ? [page, key, descending ? "down" : "up"].join(",") : ""),
      recall(state) {
        const [at, column, direction] = state.split(",");
        page = Math.trunc(Number(at)) || 1;
        key = columns.includes(column) ? column : "";
        descending = direction === "down";
      },
    };
  }

  /* Findings */
  const rules = [...document.querySelectorAll("details.rule")].map((section) => {
    const element = section.querySelector("table");
    const count = section.querySelector("[data-count]");
    const table = element && pagedTable(element, section.id.replace("rule-", ""), false);
    if (table) tables.push(table);
    section.addEventListener("toggle", () => section.open && table?.draw());
    return { section, table, count, said: count.textContent };
  });

  function wanted(rule) {
    const value = (name) => filters.elements[name].value;
    const { table, section } = rule;
    const label = filters.elements.severity.selectedOptions[0].textContent;
    const tests = [];
    if (value("severity")) {
      if (table.has("severity")) tests.push((row) => table.cell(row, "severity") === label);
      else if (section.dataset.severity !== value("severity")) return () => false;
    }
    for (const [name, column] of [["object", "sobject"], ["owner", "owner"], ["region", "region"]]) {
      const chosen = value(name);
      if (chosen) tests.push((row) => table.cell(row, column) === chosen);
    }
    const parts = value("q").toLowerCase().split(/\s+/).filter(Boolean);
    const title = section.querySelector("h4").textContent.toLowerCase();
    const rest = parts.filter((part) => !title.includes(part));
    const digits = value("q").replace(/[^0-9]/g, "");
    const bare = /^[+()\d\s./-]{4,}$/.test(value("q")) && digits;
    if (bare) tests.push((row) => row.textContent.replace(/[\s().\/-]/g, "").includes(digits));
    else if (rest.length) tests.push((row) => {
      const text = row.textContent.toLowerCase();
      return rest.every((part) => text.includes(part));
    });
    return (row) => tests.every((test) => test(row));
  }

  function sift(keep = false) {
    if (!filters) return;
    const active = names.some((name) => filters.elements[name].value);
    let matching = 0, total = 0;
    for (const rule of rules) {
      if (!rule.table) {
        rule.section.hidden = active;
        continue;
      }
      const listed = rule.table.load().length;
      const found = rule.table.sift(active ? wanted(rule) : null, keep);
      rule.count.textContent = active ? fill(say.ofRule, { shown: count(found), total: count(listed) }) : rule.said;
      rule.section.hidden = active && !found;
      rule.found = found;
      matching += found;
      total += listed;
    }
    for (const rule of rules) {
      if (!rule.table) continue;
      if (active && rule.found && matching <= FEW) rule.section.open = true;
      if (rule.section.open) rule.table.draw();
    }
    for (const group of document.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("details.rule:not([hidden])");
    }
    const message = !active ? say.all : matching ? say.matching : say.none;
    document.getElementById("matches").textContent = fill(message, { shown: count(matching), total: count(total) });
  }

  filters?.addEventListener("input", () => { sift(); remember(); });
  filters?.addEventListener("submit", (event) => event.preventDefault());
  filters?.addEventListener("reset", () => setTimeout(() => { sift(); remember(); }));

  /* Shared numbers */
  const shared = document.querySelector("table[data-groups]");
  if (shared) {
    for (const number of shared.querySelectorAll("tbody .num")) {
      if (!/^\+\d+$/.test(number.textContent)) continue;
      const target = `#${new URLSearchParams({ number: number.textContent })}`;
      number.parentElement.querySelector(".do").append(" ", make("a", { href: target }, say.simulate));
    }
    tables.push(pagedTable(shared, "shared", true));
  }

  /* Call simulator */
  const known = new Map(content.numbers.map((number) => [number[0], number]));
  const output = document.getElementById("answer");
  const KEYPAD = "22233344455566677778889999";

  /** Return the digits of a number in any spelling, and whether it says its country itself. */
  function read(typed) {
    let text = typed.normalize("NFKC").replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => digit.codePointAt(0) & 15);
    text = text.replace(/^\s*tel:/i, "").replace(/(;ext=|\bext(ension)?\b\.?|\bx|#)\s*\d+\s*$/i, "");
    const plus = /^[^\dA-Za-z]*\+/.test(text);
    if (plus || /^\D*0[01]/.test(text)) text = text.replace(/\(0\)/, "");
    text = text.replace(/[A-Za-z]/g, (letter) => KEYPAD[letter.toUpperCase().charCodeAt(0) - 65]);
    return { plus, digits: text.replace(/\D/g, "") };
  }

  /** Return the known numbers that a typed text may mean. */
  function meant({ plus, digits }) {
    if (plus) {
      const trunkless = [1, 2, 3].filter((at) => digits[at] === "0").map((at) => digits.slice(0, at) + digits.slice(at + 1));
      return [digits, ...trunkless].filter((text) => known.has(text)).slice(0, 1);
    }
    for (const prefix of ["00", "011"]) {
      if (digits.startsWith(prefix) && known.has(digits.slice(prefix.length))) return [digits.slice(prefix.length)];
    }
    const end = digits.replace(/^0+/, "");
    return end.length < SHORTEST ? [] : [...known.keys()].filter((number) => number.endsWith(end));
  }

  function answer() {
    const typed = dial.value.trim();
    if (!typed) return output.replaceChildren();
    const asked = read(typed);
    if (asked.digits.length < SHORTEST) return tell(say.short);
    const found = meant(asked);
    if (found.length === 1) {
      const sure = asked.plus || asked.digits.endsWith(found[0]);
      return output.replaceChildren(...report(known.get(found[0]), sure));
    }
    if (found.length) return choose(found);
    tell(fill(content.complete ? say.unknown : say.unknownCut, { number: asked.plus ? `+${asked.digits}` : typed }));
  }

  const tell = (text) => output.replaceChildren(make("p", {}, text));

  function choose(found) {
    const few = found.length <= CHOICES;
    const text = make("p", {}, fill(few ? say.ambiguous : say.ambiguousMore, { count: count(found.length) }));
    const buttons = (few ? found.sort() : []).map((number) => {
      const button = make("button", { type: "button", class: "b num" }, `+${number}`);
      button.addEventListener("click", () => {
        dial.value = `+${number}`;
        dial.focus();
        answer();
        remember();
      });
      return button;
    });
    output.replaceChildren(text, make("div", { class: "choices" }, ...buttons));
  }

  function recordLink(place) {
    const [id, name] = content.records[place];
    if (!content.address) return make("span", {}, name);
    return make("a", { href: content.address + id, rel: "noreferrer", target: "_blank" }, name);
  }

  function term(label, ...said) {
    return [make("dt", {}, label), make("dd", {}, ...said)];
  }

  function report([digits, decided, sync, relation, sensitive, onRecords, candidates], sure) {
    const number = make("span", { class: "num" }, `+${digits}`);
    const winnerUnder = (policy) => candidates.find((candidate) => candidate[1] <= policy);
    const winner = winnerUnder(words.policy);
    const [before, after] = (winner ? say.reached : say.nobody).split("{number}");
    const head = [make("p", { class: "lead" }, before, number, after)];
    if (!sure) head.unshift(make("p", { class: "note" }, fill(say.readAs, { number: `+${digits}` })));
    if (winner) {
      const [, , sobject, owner] = content.records[winner[0]];
      const about = make("span", { class: "note" }, ` ${content.sobjects[sobject]} · ${say.owner}: ${content.owners[owner]}`);
      head.push(make("p", { class: "winner" }, recordLink(winner[0]), about));
    }
    const facts = [
      ...term(say.why, words.decisions[decided]),
      ...term(say.sync, `${words.sync[sync]}: ${words.syncMeans[sync]}`),
    ];
    if (relation >= 0) facts.push(...term(say.advice, `${words.relations[relation]} ${words.advice[relation]}`));
    words.policies.forEach((name, policy) => {
      const found = winnerUnder(policy);
      facts.push(...term(`${say.search}: ${name}`, found ? recordLink(found[0]) : say.policyNone));
    });
    if (sensitive) facts.push(...term(say.careful, say.sensitive));
    return [...head, make("dl", { class: "pairs" }, ...facts), candidateTable(candidates, onRecords)];
  }

  function candidateTable(candidates, onRecords) {
    const labels = [say.place, say.record, say.object, say.owner, say.edited, say.stored, say.found, say.sync];
    const head = make("tr", {}, ...labels.map((label) => make("th", { scope: "col" }, label)));
    const rows = candidates.map(([place, strictest, values], at) => {
      const [, , sobject, owner, edited] = content.records[place];
      const stored = values.map(([slot, format, , raw]) => (
        `${words.slots[slot]}: ${raw || words.formats[format]}${raw ? ` (${words.formats[format]})` : ""}`
      ));
      const sync = words.sync[Math.min(...values.map((value) => value[2]))];
      const cells = [at + 1, recordLink(place), content.sobjects[sobject], content.owners[owner], edited,
        stored.join(", "), words.policies[strictest], sync];
      return make("tr", {}, ...cells.map((cell) => make("td", {}, cell)));
    });
    const caption = make("caption", {}, say.candidates);
    const table = make("table", { class: "t" }, caption, make("thead", {}, head), make("tbody", {}, ...rows));
    const frame = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say.candidates }, table);
    const rest = onRecords - candidates.length;
    if (rest > 0) frame.append(make("p", { class: "note" }, fill(say.moreRecords, { count: count(rest) })));
    return frame;
  }

  dial.addEventListener("input", () => { answer(); remember(); });
  document.getElementById("call").addEventListener("submit", (event) => event.preventDefault());

  /* On paper: the summary, or everything where the reader asks for it. Afterwards the page is as it was. */
  const root = document.documentElement;
  let opened = [];
  addEventListener("beforeprint", () => {
    for (const table of tables) {
      table.draw();
      table.toPaper();
    }
    const folded = root.classList.contains("print-all") ? "details:not([open])" : "details.onpaper:not([open])";
    opened = [...document.querySelectorAll(folded)];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    for (const table of tables) table.toScreen();
    root.classList.remove("print-all");
  });
  document.getElementById("print").addEventListener("click", () => print());
  document.getElementById("print-all").addEventListener("click", () => {
    root.classList.add("print-all");
    print();
  });

  const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const section of document.querySelectorAll("main > section")) watcher.observe(section);

  addEventListener("hashchange", recall);
  recall();
  if (!location.hash.includes("=")) sift();
  tables.at(-1)?.id === "shared" && tables.at(-1).draw();
})();
