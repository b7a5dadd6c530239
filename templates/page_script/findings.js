/* The findings: one table, filtered and searched. */
function findingList(tables, shown, search, onChange) {
  const { records, values, findings, numbers } = tables;
  const filters = byId("filters");
  const controls = filters.elements;
  const all = Int32Array.from({ length: findings.length }, (_, at) => at);
  const ranks = { sobject: ranksOf(tables.sobjects), owner: ranksOf(tables.owners), field: ranksOf(tables.fields), message: ranksOf(tables.messages) };
  const nameRank = rankedLater(records.names), rawRank = rankedLater(values.raw);
  function proposed(at) {
    if (!findings.proposes[at]) return "";
    const sure = words.confidences[findings.confidence[at]] ?? "";
    return [shown.e164(values.number[findings.value[at]]), ...(sure ? [make("span", { class: "sure" }, sure)] : [])];
  }
  const none = (test) => (rows) => !rows.some(test);

  const table = pagedTable({
    place: byId("finding-list"), id: "findings", caption: say.findings, onChange,
    columns: [
      { key: "problem", label: say.problem, kind: "long", cell: problem, order: (at) => (findings.severity[at] * words.rules.length + findings.rule[at]) * tables.messages.length + ranks.message[findings.message[at]] },
      { key: "record", label: say.record, kind: "who", cell: (at) => shown.link(findings.record[at]), order: (at) => nameRank(findings.record[at]) },
      { key: "object", kind: "short", label: say.object, cell: (at) => tables.sobjects[records.sobject[findings.record[at]]], order: (at) => ranks.sobject[records.sobject[findings.record[at]]] },
      { key: "owner", label: say.owner, kind: "who", cell: (at) => tables.owners[records.owner[findings.record[at]]], order: (at) => ranks.owner[records.owner[findings.record[at]]] },
      { key: "field", kind: "short", label: say.field, cell: (at) => tables.fields[findings.field[at]] ?? "", order: (at) => (findings.field[at] < 0 ? -1 : ranks.field[findings.field[at]]), isEmpty: none((at) => findings.field[at] >= 0) },
      { key: "current", label: say.current, kind: "tel", cell: (at) => (findings.value[at] < 0 ? "" : shown.stored(findings.value[at])), order: storedOrder, isEmpty: none((at) => findings.value[at] >= 0) },
      { key: "proposed", label: say.proposed, kind: "tel", cell: proposed, order: (at) => (findings.proposes[at] ? Number(numbers.e164.at(values.number[findings.value[at]])) : -1), isEmpty: none((at) => findings.proposes[at]) },
      { key: "related", label: say.related, kind: "who", cell: (at) => (findings.related[at] < 0 ? "" : shown.link(findings.related[at])), order: (at) => (findings.related[at] < 0 ? -1 : nameRank(findings.related[at])), isEmpty: none((at) => findings.related[at] >= 0) },
      { key: "edited", label: say.editedDay, kind: "date", cell: (at) => shown.moment(findings.record[at]).slice(0, 10), order: (at) => records.edited[findings.record[at]] },
    ],
  });

  /** Return by what a stored text is sorted: its number; one that is none follows, by its text. */
  function storedOrder(at) {
    const value = findings.value[at];
    if (value < 0) return -1;
    const number = values.number[value];
    return number >= 0 ? Number(numbers.e164.at(number)) || 0 : 1e16 + rawRank(value);
  }

  function problem(at) {
    const { code, mark, label } = words.severities[findings.severity[at]];
    const since = findings.since.length ? words.since[findings.since[at]] : "";
    return [
      make("span", { class: `tag ${code}` }, `${mark} ${label}`), " ",
      ...(since ? [make("span", { class: "tag" }, since), " "] : []),
      tables.messages[findings.message[at]],
    ];
  }

  function addChoices(name, choices) {
    controls[name].append(...choices.map(([value, label]) => make("option", { value }, label)));
  }

  const used = (texts) => [...texts].filter(Boolean).sort(collator.compare).map((text) => [text, text]);
  addChoices("severity", words.severities.map(({ code, label }) => [code, label]));
  addChoices("object", used(tables.sobjects));
  addChoices("owner", used(tables.owners));
  addChoices("country", used(tables.regions));

  /** Return the tests that a finding must pass. */
  function wanted() {
    const value = (name) => controls[name].value;
    const tests = [];
    const [kind, name] = value("problem").split(/:(.*)/s);
    if (kind === "rule") tests.push((at) => words.rules[findings.rule[at]].id === name);
    if (kind === "action") tests.push((at) => words.actions[findings.action[at]] === name);
    if (value("severity")) tests.push((at) => words.severities[findings.severity[at]].code === value("severity"));
    for (const [control, texts, codes] of [["object", tables.sobjects, records.sobject], ["owner", tables.owners, records.owner], ["country", tables.regions, records.region]]) {
      if (!value(control)) continue;
      const code = texts.indexOf(value(control));
      tests.push((at) => codes[findings.record[at]] === code);
    }
    if (value("q").trim()) tests.push(search.testOf(value("q")));
    return tests;
  }

  function sift(keep = false) {
    const tests = wanted();
    const rows = tests.length ? all.filter((at) => tests.every((test) => test(at))) : all;
    table.show(rows, keep);
    tell(rows, tests.length > 0);
    explain();
  }

  function tell(rows, isFiltered) {
    const message = !isFiltered ? say.all : rows.length ? say.matching : say.none;
    byId("matches").textContent = `${fill(message, { shown: count(rows.length), total: count(findings.length) })}${isFiltered && content.cut ? ` ${content.cut}` : ""}`;
    byId("without").replaceChildren(...recordsWithout());
  }

  /** Return a sentence on the records that the search names and that have no finding here. */
  function recordsWithout() {
    const query = controls.q.value.trim();
    if (query.length < FEWEST_DIGITS) return [];
    const named = search.recordsNamed(query);
    for (const record of findings.record) named[record] = 0;
    const found = [];
    named.forEach((mark, record) => { if (mark) found.push(record); });
    if (!found.length) return [];
    const few = found.slice(0, 3).flatMap((record, at) => [at ? ", " : "", shown.link(record)]);
    const more = found.length > 3 ? fill(say.andMore, { count: count(found.length - 3) }) : "";
    return [`${fill(found.length > 1 ? say.withoutFindings : say.withoutFinding, { count: count(found.length) })} `, ...few, more];
  }

  /** Show why the chosen problem matters and how to fix it. */
  function explain() {
    const rule = controls.problem.value.startsWith("rule:") && byId(`rule-${controls.problem.value.slice(5)}`);
    const about = byId("about-problem");
    about.hidden = !rule;
    about.replaceChildren(...(rule ? [...rule.querySelectorAll(".explain > div")].map((part) => part.cloneNode(true)) : []));
  }

  const changed = () => { sift(); onChange(); };
  filters.addEventListener("input", changed);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("reset", () => setTimeout(changed));
  return { table, controls, sift };
}
