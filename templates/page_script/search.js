/* The search of the findings: by words (record, id, owner, problem, field) and by numbers in any format. */
const NUMBER_LIKE = /^[^\p{L}]+$/u, EXTENSION = /(\d\D{0,3})(?:;ext=|\bext(?:ension|n)?\b\.?|\bx|#)\s*\d{1,6}\s*$/i;
const FEWEST_DIGITS = 3;

/** Return what of a text may be a record id or the start of one (of the 15 characters that say all); else nothing. */
const idIn = (text) => (/^00[a-z0-9]{3,16}$/i.test(text) ? text.slice(0, SHORT_ID) : "");

/** Return what is searched for: words, and runs of words that are a number. */
function needlesOf(query) {
  const needles = [];
  let number = [];
  const close = () => {
    const texts = number.map(folded).filter(Boolean);
    const read = readNumber(number.join(" "));
    if (read.digits.length >= FEWEST_DIGITS) needles.push({ number: read, texts, id: idIn(number.join("")) });
    else needles.push(...texts.map((text) => ({ texts: [text], id: "" })));
    number = [];
  };
  const plain = latinDigits(unhidden(query)).replace(/\btel:/gi, " ").replace(EXTENSION, "$1");
  for (const part of plain.split(/\s+/).filter(Boolean)) {
    if (NUMBER_LIKE.test(part)) number.push(part);
    else {
      close();
      needles.push({ texts: [folded(part)].filter(Boolean), id: idIn(part) });
    }
  }
  close();
  return needles.filter(({ texts }) => texts.length);
}

/** Return the search over the tables: of a query, whether a finding matches, and the records that it names. */
function searchOf(tables) {
  const { records, values, numbers, findings, firstValue } = tables;
  const listed = (texts, text) => Uint8Array.from(texts, (each) => folded(each).includes(text) ? 1 : 0);
  const rules = words.rules.map(({ id, title, sheet }) => `${title} ${id} ${sheet}`);

  function markRecords(value, record) {
    for (let at = 0; at < value.length; at += 1) if (value[at]) record[values.record[at]] = 1;
  }

  /** Mark the records of an id in any case; of a whole id that is there as it is typed, no other one. */
  function markId(id, record) {
    const found = new Uint8Array(records.length);
    records.ids.mark(id.toLowerCase(), found, (at) => at === 0);
    const places = [...found.keys()].filter((at) => found[at]);
    const exact = id.length < SHORT_ID ? [] : places.filter((at) => records.ids.at(at).startsWith(id));
    for (const at of exact.length ? exact : places) record[at] = 1;
  }

  /** Return what has a text: the values, the records that it names, those it is told of, and what else is told. */
  function markText(text, id) {
    const value = new Uint8Array(values.length), named = new Uint8Array(records.length);
    records.names.mark(text, named);
    if (id) markId(id, named);
    values.raw.mark(text, value);
    markRecords(value, named);
    const owner = listed(tables.owners, text), sobject = listed(tables.sobjects, text), region = listed(tables.regions, text);
    const record = named.map((mark, at) => mark || owner[records.owner[at]] || sobject[records.sobject[at]] || region[records.region[at]]);
    const rule = listed(rules, text), message = listed(tables.messages, text), field = listed(tables.fields, text);
    const has = (at) => record[findings.record[at]] || (findings.related[at] >= 0 && record[findings.related[at]])
      || rule[findings.rule[at]] || message[findings.message[at]] || (findings.field[at] >= 0 && field[findings.field[at]]);
    return { value, named, has };
  }

  /** Return which values are of a number that may be meant, and which records have one. */
  function markNumber(number) {
    const value = new Uint8Array(values.length), named = new Uint8Array(records.length), unread = new Uint8Array(values.length);
    const { starts, within, tail } = partsMeant(number);
    const meant = new Uint8Array(numbers.length);
    for (const text of starts) numbers.e164.mark(text, meant, (at) => at === 0);
    for (const text of within) numbers.e164.mark(text, meant);
    values.digits.mark(number.digits, value);
    if (tail) values.digits.mark(tail, unread);
    for (let at = 0; at < value.length; at += 1) if (values.number[at] >= 0 ? meant[values.number[at]] : unread[at]) value[at] = 1;
    markRecords(value, named);
    return { value, named, has: (at) => named[findings.record[at]] };
  }

  /** Return what has a needle: every one of its texts, or its number. */
  function marksOf({ texts, id, number }) {
    const all = texts.map((text) => markText(text, id));
    const each = number ? [markNumber(number)] : [];
    const isNamed = (at) => all.every(({ named }) => named[at]) || each.some(({ named }) => named[at]);
    return {
      values: number ? each.map(({ value }) => value) : all.map(({ value }) => value),
      named: Uint8Array.from({ length: records.length }, (_, at) => (isNamed(at) ? 1 : 0)),
      has: (at) => all.every(({ has }) => has(at)) || each.some(({ has }) => has(at)),
    };
  }

  /**
   * Return what a query asks for: `has` says whether a finding matches, `named` marks the records that it names by name,
   * id or value, `other` is the value of a finding's record that matches where its own does not, -1 for none. A query
   * of nothing that can be searched for gives null.
   */
  function asked(query) {
    const needles = needlesOf(query).map(marksOf);
    if (!needles.length) return null;
    const marked = needles.flatMap((needle) => needle.values);
    const isMarked = (value) => marked.some((marks) => marks[value]);
    return {
      has: (at) => needles.every((needle) => needle.has(at)),
      named: Uint8Array.from({ length: records.length }, (_, at) => (needles.every(({ named }) => named[at]) ? 1 : 0)),
      other(at) {
        if (findings.value[at] >= 0 && isMarked(findings.value[at])) return -1;
        const record = findings.record[at];
        for (let value = firstValue[record]; value < firstValue[record + 1]; value += 1) if (isMarked(value)) return value;
        return -1;
      },
    };
  }

  return {
    prepare() {
      for (const column of [records.names, values.raw, values.digits, numbers.e164, records.ids]) column.prepare();
    },
    asked,
  };
}
