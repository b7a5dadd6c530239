/* The page: its lists, its state in the address, its print. */
const root = document.documentElement;
root.classList.add("js");
explainTerms();
followSections();

/** Mark in the navigation the section that is read. */
function followSections() {
  const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const section of document.querySelectorAll("main > section")) watcher.observe(section);
}

/* The state of the page lives in the fragment of its address: #q=…&owner=…&number=…&findings=page,column,direction,rows */
const PAUSE = 300;
const FILTERS = ["q", "problem", "severity", "object", "owner", "country"];

function startLists(tables) {
  const shown = recordsShown(tables), search = searchOf(tables);
  const findings = findingList(tables, shown, search, remember);
  const duplicates = duplicateList(tables, shown, remember);
  const simulator = callSimulator(tables, shown, searchFindings, remember);
  const lists = [findings.table, duplicates.table];

  /* Not at every key: Safari refuses more than 100 changes of an address in 30 seconds. */
  let remembering = 0;
  function remember() {
    clearTimeout(remembering);
    remembering = setTimeout(writeAddress, PAUSE);
  }

  function writeAddress() {
    const state = new URLSearchParams();
    for (const name of FILTERS) if (findings.controls[name].value) state.set(name, findings.controls[name].value);
    if (simulator.typed()) state.set("number", simulator.typed());
    for (const list of lists) if (list.state()) state.set(list.id, list.state());
    const text = state.toString();
    history.replaceState(null, "", text ? `#${text}` : location.href.split("#")[0]);
  }

  /** Set a filter; one that does not offer the value (an old link, another report) is left open. */
  function setFilter(control, value) {
    control.value = value;
    if (control.selectedIndex === -1) control.value = "";
  }

  /** Show the findings of what was typed where it is not looked for. */
  function searchFindings(text) {
    for (const name of FILTERS) findings.controls[name].value = name === "q" ? text : "";
    findings.sift();
    remember();
    byId("findings").scrollIntoView();
  }

  function recall() {
    clearTimeout(remembering);
    const fragment = location.hash.slice(1);
    const state = new URLSearchParams(fragment.includes("=") ? fragment : "");
    if (fragment && !fragment.includes("=")) return openTarget(fragment);
    for (const name of FILTERS) setFilter(findings.controls[name], state.get(name) ?? "");
    for (const list of lists) list.recall(state.get(list.id) ?? "");
    findings.sift(true);
    duplicates.show(true);
    simulator.ask(state.get("number") ?? "");
    if (FILTERS.some((name) => state.has(name))) byId("findings").scrollIntoView();
    else if (state.has("number")) byId("simulator").scrollIntoView();
    return undefined;
  }

  function openTarget(id) {
    const details = byId(id)?.closest("details");
    if (!details) return;
    details.open = true;
    byId(id).scrollIntoView();
  }

  addEventListener("hashchange", recall);
  findings.sift();
  duplicates.show();
  recall();
  setTimeout(search.prepare);
  return lists;
}

/* On paper: the summary, or everything where the reader asks for it. Afterwards the page is as it was. */
let lists = [], unfolded = [];
addEventListener("beforeprint", () => {
  const everything = root.classList.contains("print-all");
  unfolded = [...document.querySelectorAll(everything ? "details:not([open])" : "details.onpaper:not([open])")];
  for (const details of unfolded) details.open = true;
  if (everything) for (const list of lists) list.toPaper();
});
addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
  if (root.classList.contains("print-all")) for (const list of lists) list.toScreen();
  root.classList.remove("print-all");
});
byId("print").addEventListener("click", () => print());
byId("print-all").addEventListener("click", () => {
  root.classList.add("print-all");
  print();
});

async function start() {
  if (!("DecompressionStream" in window)) {
    for (const place of document.querySelectorAll(".waiting")) place.textContent = say.oldBrowser;
    return;
  }
  const tables = tablesOf(await unpacked());
  lists = startLists(tables);
  root.dataset.state = "ready";
}
start();
