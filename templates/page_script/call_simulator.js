/* The call simulator: which record a call on a number reaches, and why. */
const SHORTEST = 6, CHOICES = 8;

function callSimulator(tables, shown, searchFindings, onChange) {
  const { records, numbers } = tables;
  const dial = byId("dial"), output = byId("answer");
  let known = null;

  /** Return the digits of the numbers whose holders are all here → their places. */
  function knownNumbers() {
    if (!known) {
      known = new Map();
      for (let at = 0; at < numbers.length; at += 1) if (numbers.decided[at] >= 0) known.set(numbers.e164.at(at), at);
    }
    return known;
  }

  /** Return the known numbers that a typed text may mean, as digits. */
  function meant({ plus, digits }) {
    const isKnown = (text) => knownNumbers().has(text);
    if (plus) return withoutTrunk(digits).filter(isKnown).slice(0, 1);
    for (const prefix of ABROAD) {
      const abroad = digits.startsWith(prefix) ? withoutTrunk(digits.slice(prefix.length)).find(isKnown) : undefined;
      if (abroad) return [abroad];
    }
    const end = digits.replace(/^0+/, "");
    return end.length < SHORTEST ? [] : [...knownNumbers().keys()].filter((number) => number.endsWith(end));
  }

  const tell = (text) => output.replaceChildren(make("p", {}, text));

  /** Whether a text is a name or a record id; letters beside digits may be a number on a keypad. */
  const isName = (text) => /\p{L}/u.test(text) && (!/\p{Nd}/u.test(text) || /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(text));

  const tellOfName = (text) => output.replaceChildren(
    make("p", {}, say.numbersOnly),
    make("div", { class: "choices" }, button(fill(say.searchFor, { text }), () => searchFindings(text), { class: "b" })),
  );

  function answer() {
    const typed = dial.value.trim();
    if (!typed) return output.replaceChildren();
    const asked = readNumber(typed);
    const found = asked.digits.length < SHORTEST ? [] : meant(asked);
    if (found.length === 1) return output.replaceChildren(...report(found[0], asked.plus || asked.digits.endsWith(found[0])));
    if (found.length) return choose(found);
    if (isName(typed)) return tellOfName(typed);
    if (asked.digits.length < SHORTEST) return tell(say.short);
    return tell(fill(content.complete ? say.unknown : say.unknownCut, { number: asked.plus ? `+${asked.digits}` : typed }));
  }

  function choose(found) {
    const few = found.length <= CHOICES;
    const text = make("p", {}, fill(few ? say.ambiguous : say.ambiguousMore, { count: count(found.length) }));
    const buttons = (few ? found.sort() : []).map((number) => button(`+${number}`, () => {
      ask(`+${number}`);
      dial.focus();
      onChange();
    }, { class: "b num" }));
    output.replaceChildren(text, make("div", { class: "choices" }, ...buttons));
  }

  const term = (label, ...said) => [make("dt", {}, label), make("dd", {}, ...said)];

  function report(digits, isSure) {
    const number = knownNumbers().get(digits);
    const found = shown.candidates(number), winners = shown.winnersUnder(words.policy, number, found);
    const said = [say.nobody, say.reached][winners.length] ?? say.tie;
    const [before, after] = said.split("{number}");
    const head = [make("p", { class: "lead" }, before, make("span", { class: "num" }, `+${digits}`), after)];
    if (!isSure) head.unshift(make("p", { class: "note" }, fill(say.readAs, { number: `+${digits}` })));
    head.push(...winners.slice(0, CHOICES).map(({ record }) => reached(record, winners.length > 1)));
    if (winners.length > CHOICES) head.push(make("p", { class: "note" }, fill(say.andMore, { count: count(winners.length - CHOICES) })));
    return [...head, make("dl", { class: "pairs" }, ...facts(number, found)), shown.candidateTable(number)];
  }

  function reached(record, isTied) {
    const id = isTied ? ` · ${wholeId(records.ids.at(record))}` : "";
    const about = ` ${tables.sobjects[records.sobject[record]]} · ${say.owner}: ${tables.owners[records.owner[record]]}${id}`;
    return make("p", { class: "winner" }, shown.link(record), make("span", { class: "note" }, about));
  }

  function facts(number, found) {
    const sync = numbers.sync[number], relation = numbers.relation[number];
    const isAlone = words.decisionCodes[numbers.decided[number]] === "only_record" && numbers.records[number] > 1;
    const said = [
      ...term(say.why, isAlone ? say.onlyOneFound : words.decisions[numbers.decided[number]]),
      ...term(say.sync, `${words.sync[sync]}: ${words.syncMeans[sync]}`),
    ];
    if (relation >= 0) said.push(...term(say.advice, `${words.relations[relation]} ${words.advice[relation]}`));
    words.policies.forEach((name, policy) => {
      const winners = shown.winnersUnder(policy, number, found);
      const one = winners.length ? shown.link(winners[0].record) : say.policyNone;
      said.push(...term(`${say.search}: ${name}`, winners.length > 1 ? fill(say.tiedRecords, { count: count(winners.length) }) : one));
    });
    if (numbers.sensitive[number]) said.push(...term(say.careful, say.sensitive));
    return said;
  }

  function ask(number) {
    dial.value = number;
    answer();
  }

  dial.addEventListener("input", () => { answer(); onChange(); });
  byId("call").addEventListener("submit", (event) => event.preventDefault());
  return { ask, typed: () => dial.value.trim() };
}
