/* The tables of the page: findings, records, values and numbers, which refer to each other by position. */

/** Return the tables as they were packed: Base64 of deflated JSON. */
async function unpacked() {
  const element = byId("tables");
  const packed = atob(element.textContent);
  element.remove();
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** Return texts as they are compared: without case, accents and hidden characters. */
const folded = (text) => unhidden(text).normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();

/** Return where each line of a text starts, and where one more would. */
function lineStarts(text, lines) {
  const starts = new Int32Array(lines + 1);
  for (let line = 1, at = 0; line < lines; line += 1) {
    at = text.indexOf("\n", at) + 1;
    starts[line] = at;
  }
  starts[lines] = text.length + 1;
  return starts;
}

/** Return a column of texts that came as one, a line each: cheaper to hold and to search than a list of texts. */
function textColumn(joined, length, searched = folded) {
  const starts = lineStarts(joined, length);
  let index = null;
  function searchIndex() {
    if (!index) {
      const text = searched(joined);
      index = { text, starts: lineStarts(text, length) };
    }
    return index;
  }
  return {
    length,
    at: (line) => joined.slice(starts[line], starts[line + 1] - 1),
    prepare: searchIndex,
    /** Mark the lines that have `needle`, none for an empty one; `fits` may look at where in its line it stands. */
    mark(needle, marks, fits = () => true) {
      if (!needle) return;
      const { text, starts: begin } = searchIndex();
      let line = 0;
      for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at)) {
        while (begin[line + 1] <= at) line += 1;
        if (fits(at - begin[line])) {
          marks[line] = 1;
          at = begin[line + 1];
        } else at += 1;
      }
    },
  };
}

/** Return whole numbers of which each is told by its difference from the one before. */
function summed(steps) {
  let sum = 0;
  return Float64Array.from(steps, (step) => { sum += step; return sum; });
}

/** Return the place of each value's number, -1 for none: told by how far it is behind the latest new one. */
function numberPlaces(back) {
  let latest = -1;
  return Int32Array.from(back, (steps) => {
    if (steps < 0) return -1;
    if (!steps) latest += 1;
    return steps ? latest - steps + 1 : latest;
  });
}

const digitsOf = (text) => latinDigits(unhidden(text)).replace(/[^0-9\n]/g, "");

const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", SHORT_ID = 15;

/** Return a record id of 15 characters with the three that say which of these are capitals, five each. */
function wholeId(id) {
  if (id.length !== SHORT_ID) return id;
  const bits = [...id].map((letter, at) => (/[A-Z]/.test(letter) ? 1 << at % 5 : 0));
  return id + [0, 5, 10].map((from) => CAPITALS[bits.slice(from, from + 5).reduce((sum, bit) => sum + bit)]).join("");
}

function recordsOf({ id, name, sobject, owner, region, edited_step: edited }) {
  const length = sobject.length;
  return {
    length,
    ids: textColumn(id, length, (text) => text.toLowerCase()),
    names: textColumn(name, length),
    sobject: Int32Array.from(sobject),
    owner: Int32Array.from(owner),
    region: Int32Array.from(region),
    edited: summed(edited),
  };
}

function valuesOf({ record_step: record, field, raw, format, sync, policy, search, number_back: back }) {
  const length = field.length;
  return {
    length,
    record: summed(record),
    number: numberPlaces(back),
    field: Int32Array.from(field),
    format, sync, policy, search,
    raw: textColumn(raw, length),
    digits: textColumn(raw, length, digitsOf),
  };
}

function numbersOf({ e164, ...columns }) {
  const length = columns.decided.length;
  return { length, e164: textColumn(e164, length, (text) => text), ...columns };
}

/** Return the column that has the calls of what `numberOf` says is the number of a row; none without a call history. */
function callColumns({ calls }, numberOf) {
  if (!content.calls) return [];
  const { heading, months } = content.calls;
  const callsOf = (row) => calls[numberOf(row)] ?? -1;
  function text(row) {
    const all = callsOf(row), rate = all / (months ?? 1);
    if (all < 0) return "";
    if (all && rate < 0.05) return "<0.1";
    return months && rate < 10 ? String(Number(rate.toFixed(1))) : count(Math.round(rate));
  }
  return [{ key: "calls", label: heading, kind: "count", cell: text, order: callsOf, isEmpty: (rows) => !rows.some((row) => callsOf(row) >= 0) }];
}

/** Return the positions of `items` by group: those of group g are `items.subarray(starts[g], starts[g + 1])`. */
function grouped(groups, nGroups) {
  const starts = new Int32Array(nGroups + 2);
  for (const group of groups) starts[group + 2] += 1;
  for (let group = 2; group < starts.length; group += 1) starts[group] += starts[group - 1];
  const items = new Int32Array(groups.length);
  groups.forEach((group, item) => { items[starts[group + 1]++] = item; });
  return (group) => items.subarray(starts[group], starts[group + 1]);
}

/** Return for a number which records to keep, and why: [{ record, why }]. */
function keepersOf({ number_step: number, record, why, whys }) {
  const kept = new Map();
  summed(number).forEach((place, at) => {
    if (!kept.has(place)) kept.set(place, []);
    kept.get(place).push({ record: record[at], why: whys[why[at]] });
  });
  return (place) => kept.get(place) ?? [];
}

/** Return the tables as the page uses them. */
function tablesOf(told) {
  const records = recordsOf(told.records), values = valuesOf(told.values), numbers = numbersOf(told.numbers);
  const findings = { ...told.findings, length: told.findings.rule.length, record: summed(told.findings.record_step) };
  const firstValue = new Int32Array(records.length + 1);
  for (const record of values.record) firstValue[record + 1] += 1;
  for (let record = 1; record <= records.length; record += 1) firstValue[record] += firstValue[record - 1];
  findings.value = Int32Array.from(told.findings.value, (place, at) => (place < 0 ? -1 : firstValue[findings.record[at]] + place));
  const { sobjects, owners, regions, fields, messages } = told;
  return { records, values, numbers, keepers: keepersOf(told.keepers), findings, sobjects, owners, regions, fields, messages, firstValue };
}
