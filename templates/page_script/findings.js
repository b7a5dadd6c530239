/* The findings: one table, filtered and searched. */

/**
 * Return the columns of the findings; a row is the position of a finding. `otherValue` gives the value for which the
 * search has found a row whose own value is another, -1 for none.
 */
function findingColumns(tables, shown, otherValue) {
  const { records, values, findings, numbers } = tables;
  const { record, related, field, value, severity, rule, message, proposes, confidence, since } = findings;
  const ranks = Object.fromEntries(["sobjects", "owners", "fields", "messages"].map((name) => [name, ranksOf(tables[name])]));
  const nameRank = rankedLater(records.names), rawRank = rankedLater(values.raw);
  const none = (test) => (rows) => !rows.some(test);
  const ruleOrder = (at) => (severity[at] * words.rules.length + rule[at]) * tables.messages.length + ranks.messages[message[at]];

  function problem(at) {
    const { code, mark, label } = words.severities[severity[at]];
    const told = since.length ? words.since[since[at]] : "";
    const tags = [make("span", { class: `tag ${code}` }, `${mark} ${label}`), " "];
    if (told) tags.push(make("span", { class: "tag" }, told), " ");
    return [...tags, tables.messages[message[at]]];
  }

  /** Return by what a stored text is sorted: its number; one that is none follows, by its text. */
  function storedOrder(at) {
    if (value[at] < 0) return -1;
    const number = values.number[value[at]];
    return number >= 0 ? Number(numbers.e164.at(number)) || 0 : 1e16 + rawRank(value[at]);
  }

  function proposed(at) {
    if (!proposes[at]) return "";
    const sure = words.confidences[confidence[at]] ?? "";
    return [shown.e164(values.number[value[at]]), ...(sure ? [make("span", { class: "sure" }, sure)] : [])];
  }

  /** Return the record, with the number that was searched for where the finding is on another field. */
  function recordOf(at) {
    const other = otherValue(at);
    if (other < 0) return shown.link(record[at]);
    const has = `${tables.fields[values.field[other]]}: ${shown.stored(other)}`;
    return [shown.link(record[at]), make("span", { class: "sure" }, has)];
  }

  return [
    { key: "problem", label: say.problem, kind: "long", cell: problem, order: ruleOrder },
    { key: "record", label: say.record, kind: "who", cell: recordOf, order: (at) => nameRank(record[at]) },
    { key: "object", label: say.object, kind: "short", cell: (at) => tables.sobjects[records.sobject[record[at]]], order: (at) => ranks.sobjects[records.sobject[record[at]]] },
    { key: "owner", label: say.owner, kind: "who", cell: (at) => tables.owners[records.owner[record[at]]], order: (at) => ranks.owners[records.owner[record[at]]] },
    { key: "field", label: say.field, kind: "short", cell: (at) => tables.fields[field[at]] ?? "", order: (at) => (field[at] < 0 ? -1 : ranks.fields[field[at]]), isEmpty: none((at) => field[at] >= 0) },
    { key: "current", label: say.current, kind: "tel", cell: (at) => (value[at] < 0 ? "" : shown.stored(value[at])), order: storedOrder, isEmpty: none((at) => value[at] >= 0) },
    { key: "proposed", label: say.proposed, kind: "tel", cell: proposed, order: (at) => (proposes[at] ? Number(numbers.e164.at(values.number[value[at]])) : -1), isEmpty: none((at) => proposes[at]) },
    ...callColumns(numbers, (at) => (value[at] < 0 ? -1 : values.number[value[at]])),
    { key: "related", label: say.related, kind: "who", cell: (at) => (related[at] < 0 ? "" : shown.link(related[at])), order: (at) => (related[at] < 0 ? -1 : nameRank(related[at])), isEmpty: none((at) => related[at] >= 0) },
    { key: "edited", label: say.editedDay, kind: "date", cell: (at) => shown.moment(record[at]).slice(0, 10), order: (at) => records.edited[record[at]] },
  ];
}

/** Fill the filters with what there is to choose, and return what the chosen ones ask of a finding, as tests. */
function findingFilters(controls, tables) {
  const { records, values, findings } = tables;
  const ofRecord = [
    ["object", tables.sobjects, records.sobject],
    ["owner", tables.owners, records.owner],
    ["country", tables.regions, records.region],
  ];
  const addChoices = (name, choices) => (
    controls[name].append(...choices.map(([value, label]) => make("option", { value }, label)))
  );
  addChoices("severity", words.severities.map(({ code, label }) => [code, label]));
  for (const [name, texts] of ofRecord) {
    addChoices(name, [...texts].filter(Boolean).sort(collator.compare).map((text) => [text, text]));
  }

  function ofProblem(chosen) {
    const [kind, name] = chosen.split(/:(.*)/s);
    if (kind === "sheet") {
      return (at) => words.rules[findings.rule[at]].sheet === name && !words.noNumber.includes(values.format[findings.value[at]]);
    }
    if (kind === "rule") return (at) => words.rules[findings.rule[at]].id === name;
    return (at) => words.actions[findings.action[at]] === name;
  }

  return () => {
    const tests = [];
    const { problem, severity } = controls;
    if (problem.value) tests.push(ofProblem(problem.value));
    if (severity.value) tests.push((at) => words.severities[findings.severity[at]].code === severity.value);
    for (const [name, texts, codes] of ofRecord) {
      const code = texts.indexOf(controls[name].value);
      if (controls[name].value) tests.push((at) => codes[findings.record[at]] === code);
    }
    return tests;
  };
}

/** Return a sentence on the records that a search names and that have no finding on the page. */
function recordsWithout(named, tables, shown) {
  for (const record of tables.findings.record) named[record] = 0;
  const found = [...named.keys()].filter((record) => named[record]);
  if (!found.length) return [];
  const few = found.slice(0, NAMED).flatMap((record, at) => [at ? ", " : "", shown.link(record)]);
  const more = found.length > NAMED ? fill(say.andMore, { count: count(found.length - NAMED) }) : "";
  return [`${fill(found.length > 1 ? say.withoutFindings : say.withoutFinding, { count: count(found.length) })} `, ...few, more];
}

/** Show why the chosen problem matters and how to fix it. */
function explainProblem(chosen) {
  const rule = chosen.startsWith("rule:") ? byId(`rule-${chosen.slice(5)}`) : null;
  const about = byId("about-problem");
  about.hidden = !rule;
  about.replaceChildren(...(rule ? [...rule.querySelectorAll(".explain > div")].map((part) => part.cloneNode(true)) : []));
}

const NAMED = 10;

function findingList(tables, shown, search, onChange) {
  const filters = byId("filters"), controls = filters.elements;
  const total = tables.findings.length;
  const all = Int32Array.from({ length: total }, (_, at) => at);
  const wanted = findingFilters(controls, tables);
  let asked = null;
  const table = pagedTable({
    place: byId("finding-list"), id: "findings", caption: say.findings, atFirst: 10, onChange,
    columns: findingColumns(tables, shown, (at) => asked?.other(at) ?? -1),
  });

  /** Return the findings of a search: on the value itself first, then those on another field of its record. */
  function searched(rows) {
    const matching = rows.filter(asked.has), isOther = Uint8Array.from(matching, (at) => (asked.other(at) < 0 ? 0 : 1));
    const own = matching.filter((_, row) => !isOther[row]), ordered = new Int32Array(matching.length);
    ordered.set(own);
    ordered.set(matching.filter((_, row) => isOther[row]), own.length);
    return ordered;
  }

  /** Return why nothing is shown: because of the filters, or because the page has nothing like it. */
  function none(tests) {
    if (!asked) return say.none;
    const without = tests.length ? all.filter(asked.has).length : 0;
    return without ? fill(say.noneFiltered, { count: count(without) }) : say.noneSearched;
  }

  function sift(keep = false) {
    const tests = wanted(), query = controls.q.value.trim();
    asked = query ? search.asked(query) : null;
    const chosen = tests.length ? all.filter((at) => tests.every((test) => test(at))) : all;
    const rows = asked ? searched(chosen) : chosen, isAll = !tests.length && !asked;
    table.show(rows, keep);
    const ofFields = controls.problem.value.startsWith("sheet:");
    const matching = ofFields ? say.matchingFields : say.matching;
    const message = isAll ? say.all : rows.length ? matching : none(tests);
    const cut = !isAll && content.cut ? ` ${content.cut}` : "";
    const fields = ofFields ? count(new Set(Array.from(rows, (at) => tables.findings.value[at])).size) : "";
    byId("matches").textContent = fill(message, { shown: count(rows.length), total: count(total), fields }) + cut;
    byId("without").replaceChildren(...(asked && query.length >= FEWEST_DIGITS ? recordsWithout(asked.named, tables, shown) : []));
    explainProblem(controls.problem.value);
  }

  const changed = () => { sift(); onChange(); };
  filters.addEventListener("input", changed);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("reset", () => setTimeout(changed));
  return { table, controls, sift };
}
