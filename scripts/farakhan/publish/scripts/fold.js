// Texts compared as `farakhan.persian.letters.fold` compares them, and the places where words were found.

const DROP = /[\u0640\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u2800\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
const NOT_COMPARED = /[\u064b-\u0652\u0670\u200c\u200d\s]+/g;
const LETTERS = { "\u064a": "ی", "\u0649": "ی", "\u0643": "ک" };
const DIGITS = /[۰-۹٠-٩]/g;
// What Persian writes apart, with ZWNJ or joined: «ایده ها», «ایده‌ها», «ایدهها».
const SUFFIX = /\s+(?=(?:ها|های|هایی|هایم|هایت|هایش|ام|ات|اش|تر|ترین|ای)(?:\s|$))/g;

export const fold = (text) => text.replace(/[\ufb50-\ufdfb\ufe70-\ufefc]+/g, (run) => run.normalize("NFKC"))
  .replace(DROP, "").replace(/[\u064a\u0649\u0643]/g, (letter) => LETTERS[letter]).normalize("NFC")
  .replace(NOT_COMPARED, "").replace(DIGITS, (digit) => digit.charCodeAt(0) & 15).toLowerCase();

export const wordsOf = (query) => query.trim().replace(SUFFIX, "").split(/\s+/).map(fold).filter(Boolean);

// A text folded letter by letter: what it reads, and from which letter of the text each of its letters comes.
export const folded = (text) => {
  let key = "";
  const from = [];
  for (let at = 0; at < text.length;) {
    const letter = String.fromCodePoint(text.codePointAt(at)), piece = fold(letter);
    key += piece;
    for (let n = 0; n < piece.length; n++) from.push(at);
    at += letter.length;
  }
  from.push(text.length);
  return { key, from };
};

// The text as nodes with each found word marked.
export const marked = (text, words) => {
  const { key, from } = folded(text), spans = [];
  for (const word of words) {
    for (let at = key.indexOf(word); at >= 0; at = key.indexOf(word, at + word.length)) spans.push([from[at], from[at + word.length - 1] + 1]);
  }
  spans.sort((one, two) => one[0] - two[0]);
  const nodes = [];
  let done = 0;
  for (const [start, end] of spans) {
    if (start < done) continue;
    nodes.push(text.slice(done, start), Object.assign(document.createElement("mark"), { textContent: text.slice(start, end) }));
    done = end;
  }
  return [...nodes, text.slice(done)];
};
