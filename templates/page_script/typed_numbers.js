/* Numbers as people type them. */
const KEYPAD = "22233344455566677778889999";

/** Return a text without characters that do not show, and without what reports write in their place. */
const unhidden = (text) => text.replace(/\u27e8U\+[0-9A-F]{4,6}\u27e9/gi, "").replace(/[\p{DI}\u2800]|(?!\s)\p{Cc}/gu, "");

const latinDigits = (text) => (
  text.normalize("NFKC").replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => digit.codePointAt(0) & 15)
);

/** Return the digits of a number in any format, and whether it gives its country itself. */
function readNumber(typed) {
  let text = latinDigits(typed);
  text = text.replace(/^\s*tel:/i, "").replace(/(;ext=|\bext(ension)?\b\.?|\bx|#)\s*\d+\s*$/i, "");
  const plus = /^[^\dA-Za-z]*\+/.test(text);
  if (plus || /^\D*0[01]/.test(text)) text = text.replace(/\(0\)/, "");
  text = text.replace(/[A-Za-z]/g, (letter) => KEYPAD[letter.toUpperCase().charCodeAt(0) - 65]);
  return { plus, digits: text.replace(/\D/g, "") };
}

/** Return a number with its country code as it may be meant: as typed, and without a 0 behind the country code. */
function withoutTrunk(digits) {
  const trunkless = [1, 2, 3].filter((at) => digits[at] === "0").map((at) => digits.slice(0, at) + digits.slice(at + 1));
  return [digits, ...trunkless];
}

const ABROAD = ["00", "011", "0011", "010", "810"];
const TRUNK = /^(?:0+|80?(?=\d{9,10}$))/;
const NATIONAL = 7, LONGEST_COUNTRY_CODE = 3;

/**
 * Return what of a number in E.164 (digits only) a typed part may be: how it starts, and what it has anywhere; and
 * what of an unreadable one: its end, without what may be the country code.
 */
function partsMeant({ plus, digits }) {
  const prefixes = plus ? [""] : ABROAD.filter((prefix) => digits.startsWith(prefix));
  const whole = prefixes.map((prefix) => digits.slice(prefix.length));
  const starts = whole.flatMap(withoutTrunk).filter((text) => text.length > 1);
  const tail = whole.map((text) => text.slice(LONGEST_COUNTRY_CODE)).find((text) => text.length >= NATIONAL) ?? "";
  if (plus) return { starts, within: [], tail };
  const trunkless = digits.length >= NATIONAL ? digits.replace(TRUNK, "") : "";
  return { starts, within: [digits, ...(trunkless ? [trunkless] : [])], tail };
}
