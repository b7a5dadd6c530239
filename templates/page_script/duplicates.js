/* The duplicates: one row for each number, its records on demand. */
function duplicateList(tables, shown, onChange) {
  const { records, numbers } = tables;
  const duplicates = Int32Array.from(numbers.records.keys()).filter((number) => numbers.decided[number] >= 0 && numbers.records[number] > 1);
  const worst = words.decisionCodes.map((code) => words.worstFirst.indexOf(code));
  const calls = (number) => numbers.calls[number] ?? 0;
  duplicates.sort((a, b) => calls(b) - calls(a) || worst[numbers.decided[a]] - worst[numbers.decided[b]] || numbers.records[b] - numbers.records[a] || a - b);
  const nameRank = rankedLater(records.names);
  const winners = new Map();

  function winner(number) {
    if (!winners.has(number)) winners.set(number, shown.winnerUnder(words.policy, shown.candidates(number))?.record ?? -1);
    return winners.get(number);
  }

  function winnerCell(number) {
    const record = winner(number);
    if (record < 0) return say.policyNone;
    const isTie = words.decisionCodes[numbers.decided[number]] === "tie";
    return [shown.link(record), make("span", { class: "note" }, ` ${tables.sobjects[records.sobject[record]]}${isTie ? `, ${say.orAnother}` : ""}`)];
  }

  /** Return the records to keep with what decided, one for each kind of record; of unrelated ones only if they are one. */
  function keeperCell(number) {
    const found = shown.candidates(number), objects = new Set(found.map(({ record }) => records.sobject[record]));
    const ifSame = words.relationCodes[numbers.relation[number]] === "unrelated" ? `${say.ifSame}: ` : "";
    return tables.keepers(number).map(({ record, why }) => {
      const object = objects.size > 1 ? [make("span", { class: "note" }, ` ${tables.sobjects[records.sobject[record]]}`)] : [];
      return make("span", { class: "kept" }, ifSame, ...shown.toldApart(record, found), ...object, make("span", { class: "why" }, why));
    });
  }

  /** Return the row below that shows the records of a number when its button is pressed. */
  function detail(number, width, row) {
    const below = make("tr", { class: "detail", hidden: "" }), cell = make("td", { colspan: width });
    below.append(cell);
    const toggle = row.querySelector("button");
    toggle.addEventListener("click", () => {
      below.hidden = !below.hidden;
      toggle.setAttribute("aria-expanded", String(!below.hidden));
      if (!below.hidden && !cell.firstChild) cell.append(shown.candidateTable(number));
    });
    return [below];
  }

  const table = pagedTable({
    place: byId("duplicate-list"), id: "duplicates", caption: say.duplicates, atFirst: 5, onChange, detail,
    columns: [
      { key: "number", label: say.number, kind: "tel", order: (number) => Number(numbers.e164.at(number)) || 0,
        cell: (number) => make("button", { type: "button", class: "open", "aria-expanded": "false" }, shown.e164(number)) },
      ...callColumns(numbers, (number) => number),
      { key: "records", label: say.records, kind: "count", cell: (number) => count(numbers.records[number]), order: (number) => numbers.records[number] },
      { key: "winner", label: words.roles.winner, kind: "who", cell: winnerCell, order: (number) => (winner(number) < 0 ? -1 : nameRank(winner(number))) },
      { key: "keeper", label: say.keeper, kind: "keep", cell: keeperCell, order: (number) => (tables.keepers(number).length ? nameRank(tables.keepers(number)[0].record) : -1),
        isEmpty: (rows) => !rows.some((number) => tables.keepers(number).length) },
      { key: "advice", label: say.advice, kind: "do", cell: (number) => words.relationAdvice[numbers.relation[number]] ?? "", order: (number) => numbers.relation[number] },
      { key: "decided", kind: "short", label: say.decidedBy, cell: (number) => words.decisionLabels[numbers.decided[number]], order: (number) => worst[numbers.decided[number]] },
      { key: "sync", kind: "short", label: say.sync, cell: (number) => words.sync[numbers.sync[number]], order: (number) => numbers.sync[number] },
    ],
  });
  return { table, show: (keep) => table.show(duplicates, keep) };
}
