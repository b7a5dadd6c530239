/* Numbers as people type them. */
const KEYPAD = "22233344455566677778889999";

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

const ABROAD = ["00", "011"];
const NATIONAL = 7;

/** Return what of a number in E.164 (digits only) a typed part may be: how it starts, and what it has anywhere. */
function partsMeant({ plus, digits }) {
  if (plus) return { starts: withoutTrunk(digits), within: [] };
  const starts = ABROAD.filter((prefix) => digits.startsWith(prefix)).flatMap((prefix) => withoutTrunk(digits.slice(prefix.length)));
  const within = [digits];
  if (digits.length >= NATIONAL && digits.startsWith("0")) within.push(digits.replace(/^0+/, ""));
  return { starts: starts.filter((text) => text.length > 1), within };
}
