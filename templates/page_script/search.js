/* The search of the findings: by words (record, id, owner, problem, field) and by numbers in any format. */
const NUMBER_LIKE = /^[+()\d.\/-]+$/;
const FEWEST_DIGITS = 3, ID_LENGTH = 15;

/** Return the part of a record id that says all, of 15 characters; the empty text for what is no id. */
const idIn = (text) => (/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(text) ? text.slice(0, ID_LENGTH) : "");

/** Return what is searched for: words, and runs of words that are a number. */
function needlesOf(query) {
  const needles = [];
  let number = [];
  const close = () => {
    const texts = number.map(folded);
    if (digitsOf(number.join("")).length >= FEWEST_DIGITS) needles.push({ number: readNumber(number.join(" ")), texts, id: idIn(number.join("")) });
    else needles.push(...texts.map((text) => ({ texts: [text] })));
    number = [];
  };
  for (const part of latinDigits(query).replace(/\btel:/gi, " ").split(/\s+/).filter(Boolean)) {
    if (NUMBER_LIKE.test(part)) number.push(part);
    else {
      close();
      needles.push({ texts: [folded(part)], id: idIn(part) });
    }
  }
  close();
  return needles;
}

/** Return the search over the tables: a query gives a test of findings, and the records that it names. */
function searchOf(tables) {
  const { records, values, numbers, findings } = tables;
  const listed = (texts, text) => Uint8Array.from(texts, (each) => folded(each).includes(text) ? 1 : 0);
  const rules = words.rules.map(({ id, title, sheet }) => `${title} ${id} ${sheet}`);

  /** Return what has every one of `texts`: records by name, owner and object; the rest by what they say. */
  function markTexts({ texts, id }) {
    const each = texts.map((text) => {
      const record = new Uint8Array(records.length), value = new Uint8Array(values.length);
      records.names.mark(text, record);
      if (id) records.ids.mark(id, record, (at) => at === 0);
      const owner = listed(tables.owners, text), sobject = listed(tables.sobjects, text), region = listed(tables.regions, text);
      for (let at = 0; at < record.length; at += 1) {
        if (owner[records.owner[at]] || sobject[records.sobject[at]] || region[records.region[at]]) record[at] = 1;
      }
      values.raw.mark(text, value);
      return { record, value, rule: listed(rules, text), message: listed(tables.messages, text), field: listed(tables.fields, text) };
    });
    return (at) => each.every(({ record, value, rule, message, field }) => (
      record[findings.record[at]] || (findings.related[at] >= 0 && record[findings.related[at]])
      || (findings.value[at] >= 0 && value[findings.value[at]])
      || rule[findings.rule[at]] || message[findings.message[at]] || (findings.field[at] >= 0 && field[findings.field[at]])
    ));
  }

  /** Return which values are of a number that may be meant, and which records have one. */
  function markNumber(number) {
    const value = new Uint8Array(values.length), record = new Uint8Array(records.length);
    const { starts, within } = partsMeant(number);
    const meant = new Uint8Array(numbers.length);
    for (const text of starts) numbers.e164.mark(text, meant, (at) => at === 0);
    for (const text of within) numbers.e164.mark(text, meant);
    values.digits.mark(number.digits, value);
    for (let at = 0; at < value.length; at += 1) {
      if (values.number[at] >= 0 && meant[values.number[at]]) value[at] = 1;
      if (value[at]) record[values.record[at]] = 1;
    }
    return { value, record };
  }

  function testOf(needle) {
    const hasTexts = markTexts(needle);
    if (!needle.number) return hasTexts;
    const { value, record } = markNumber(needle.number);
    return (at) => (findings.value[at] >= 0 ? value[findings.value[at]] : record[findings.record[at]]) || hasTexts(at);
  }

  /** Return the records that a query names by name, id or number. */
  function recordsNamed(needles) {
    const named = new Uint8Array(records.length).fill(1);
    for (const needle of needles) {
      const has = new Uint8Array(records.length);
      for (const text of needle.texts) records.names.mark(text, has);
      if (needle.id) records.ids.mark(needle.id, has, (at) => at === 0);
      if (needle.number) markNumber(needle.number).record.forEach((mark, at) => { has[at] |= mark; });
      for (let at = 0; at < named.length; at += 1) named[at] &= has[at];
    }
    return named;
  }

  return {
    prepare() {
      for (const column of [records.names, values.raw, values.digits, numbers.e164, records.ids]) column.prepare();
    },
    testOf(query) {
      const tests = needlesOf(query).map(testOf);
      return (at) => tests.every((test) => test(at));
    },
    recordsNamed: (query) => recordsNamed(needlesOf(query)),
  };
}
