/* Records as lists show them, and the records that have a number, in the order in which they win it. */
function recordsShown(tables) {
  const { records, values, numbers } = tables;
  const address = content.address;
  const valuesOfNumber = grouped(values.number, numbers.length);
  const rankOfSObject = tables.sobjects.map((label) => words.objectOrder.indexOf(label));

  function link(record) {
    const name = records.names.at(record);
    return address ? make("a", { href: address + wholeId(records.ids.at(record)), rel: "noreferrer", target: "_blank" }, name) : make("span", {}, name);
  }

  const moment = (record) => (
    records.edited[record] < 0 ? say.undated : new Date(records.edited[record] * 1000).toISOString().slice(0, 16).replace("T", " ")
  );

  const e164 = (number) => `+${numbers.e164.at(number)}`;
  const stored = (value) => values.raw.at(value) || (values.number[value] >= 0 ? e164(values.number[value]) : "");

  /** Return the records that have a number: { record, policy (the strictest that finds it), search, values }, the likeliest first. */
  function candidates(number) {
    const found = new Map();
    for (const value of valuesOfNumber(number)) {
      if (values.policy[value] < 0) continue;
      const record = values.record[value];
      if (!found.has(record)) found.set(record, { record, policy: values.policy[value], search: values.search[value], values: [] });
      const candidate = found.get(record);
      candidate.policy = Math.min(candidate.policy, values.policy[value]);
      candidate.search = Math.min(candidate.search, values.search[value]);
      candidate.values.push(value);
    }
    const rank = ({ record }) => rankOfSObject[records.sobject[record]];
    return [...found.values()].sort((a, b) => rank(a) - rank(b) || a.record - b.record);
  }

  /** Whether a policy finds a record; the one behind the others is what was measured. */
  const finds = (policy, candidate) => (policy === words.measured ? candidate.search === 0 : candidate.policy <= policy);

  const winnerUnder = (policy, found) => found.find((candidate) => finds(policy, candidate));

  /** Return the records that a call may reach under a policy: one, none, or all that tie. */
  function winnersUnder(policy, number, found) {
    const winner = winnerUnder(policy, found);
    if (!winner) return [];
    if (words.decisionCodes[numbers.decided[number]] !== "tie") return [winner];
    const same = (column, { record }) => column[record] === column[winner.record];
    return found.filter((one) => finds(policy, one) && same(records.sobject, one) && same(records.edited, one));
  }

  /** Return what becomes of a record of a number: it gets the calls, may get them, or does not. */
  function role(candidate, winners) {
    if (!winners.includes(candidate)) return words.roles.shadowed;
    return winners.length > 1 ? words.roles.mayWin : words.roles.winner;
  }

  /** Return a record of a number as a link, with its id where another one of the number has the same name. */
  function toldApart(record, found) {
    const name = records.names.at(record);
    const hasNamesake = found.some((other) => other.record !== record && records.names.at(other.record) === name);
    return [link(record), ...(hasNamesake ? [make("span", { class: "note id" }, ` ${wholeId(records.ids.at(record))}`)] : [])];
  }

  /** Return what is suggested for a record of a number: that it is kept, or where to merge it with the one that is. */
  function suggestion(number, record) {
    const keepers = tables.keepers(number), kept = keepers.find((keeper) => keeper.record === record);
    if (kept) return `${say.keep}: ${kept.why}`;
    const into = keepers.find((keeper) => records.sobject[keeper.record] === records.sobject[record]);
    const page = words.mergePages[tables.sobjects[records.sobject[record]]];
    if (!into || !page || !address) return "";
    const [keep, merge] = [into.record, record].map((place) => wholeId(records.ids.at(place)));
    const href = `${address}${page}?goNext=+Next+&cid=${keep}&cid=${merge}`;
    return make("a", { href, rel: "noreferrer", target: "_blank" }, say.merge);
  }

  /** Return a table of the records that have a number. */
  function candidateTable(number) {
    const found = candidates(number), winners = winnersUnder(words.policy, number, found);
    const suggests = tables.keepers(number).length > 0;
    const labels = [say.role, say.record, ...(suggests ? [say.suggestion] : []), say.object, say.owner, say.edited, say.stored, say.found, say.sync];
    const rows = found.slice(0, content.candidates).map((candidate) => {
      const { record } = candidate;
      const foundBy = words.policy === words.measured ? words.searched[candidate.search] : words.policies[candidate.policy];
      const fields = candidate.values.map((value) => `${tables.fields[values.field[value]]}: ${stored(value)}`);
      const sync = Math.min(...candidate.values.map((value) => values.sync[value]));
      const cells = [role(candidate, winners), toldApart(record, found), ...(suggests ? [suggestion(number, record)] : []), tables.sobjects[records.sobject[record]],
        tables.owners[records.owner[record]], moment(record), fields.join(", "), foundBy, words.sync[sync]];
      return make("tr", {}, ...cells.map((cell, at) => make("td", { "data-label": labels[at] }, ...[cell].flat())));
    });
    const head = make("tr", {}, ...labels.map((label) => make("th", { scope: "col" }, label)));
    const caption = fill(say.candidates, { number: e164(number) });
    const table = make("table", { class: "t rows" }, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...rows));
    const frame = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table);
    const rest = numbers.records[number] - rows.length;
    if (rest > 0) frame.append(make("p", { class: "note" }, fill(say.moreRecords, { count: count(rest) })));
    return frame;
  }

  return { link, moment, e164, stored, candidates, winnerUnder, winnersUnder, toldApart, candidateTable };
}
