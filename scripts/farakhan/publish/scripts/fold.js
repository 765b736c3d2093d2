// How the search and the gallery compare texts: words as `farakhan.persian.letters.fold` compares them, with their
// borders kept, so that «نان» is not found in «این انار».

const DROP = /[\u0640\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u2800\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
const NOT_COMPARED = /[\u064b-\u0652\u0670\u200c\u200d\s]+/g;
const LETTERS = { "\u064a": "ی", "\u0649": "ی", "\u0643": "ک" };
const DIGITS = /[۰-۹٠-٩]/g;
const APART = /[^\p{L}\p{M}\p{N}\p{Cf}]+/u;
// What Persian writes apart, with ZWNJ or joined: «ایده ها», «ایده‌ها», «ایدهها».
const SUFFIX = /\s+(?=(?:ها|های|هایی|هایم|هایت|هایش|ام|ات|اش|تر|ترین|ای)(?:\s|$))/g;

export const fold = (text) => text.replace(/[\ufb50-\ufdfb\ufe70-\ufefc]+/g, (run) => run.normalize("NFKC"))
  .replace(DROP, "").replace(/[\u064a\u0649\u0643]/g, (letter) => LETTERS[letter]).normalize("NFC")
  .replace(NOT_COMPARED, "").replace(DIGITS, (digit) => digit.charCodeAt(0) & 15).toLowerCase();

// As people leave it out: the small ی over ه, «زنجیرهٔ» and «زنجیره».
const word = (text) => fold(text).replace(/\u0654/g, "").replace(/\u06c0/g, "ه");

// A text's words as they are compared, a space before each.
export const keyOf = (text) => ["", ...text.split(APART).map(word).filter(Boolean)].join(" ");

// What to look for in keys: each word of a query within a word, or from the beginning of one over what stands apart, so
// that «خشککردن» finds «خشک کردن».
export const asked = (query) => keyOf(query.replace(SUFFIX, "")).split(" ").filter(Boolean)
  .map((one) => new RegExp(` ${[...one].join(" ?")}|${one}`, "gu"));

export const has = (key, one) => key.search(one) >= 0;

// A text's key made letter by letter, and from which letter of the text each of the key's comes.
const traced = (text) => {
  let key = " ";
  const from = [0];
  for (let at = 0; at < text.length;) {
    const letter = String.fromCodePoint(text.codePointAt(at)), piece = APART.test(letter) ? " " : word(letter);
    if (piece !== " " || !key.endsWith(" ")) {
      key += piece;
      for (let n = 0; n < piece.length; n++) from.push(at);
    }
    at += letter.length;
  }
  return { key, from };
};

// Where the words stand in a text: from and until which letter, in their order, none over another.
export const places = (text, words) => {
  const { key, from } = traced(text), found = [];
  for (const one of words) {
    for (const { 0: hit, index } of key.matchAll(one)) {
      const end = from[index + hit.length - 1] + 1;
      found.push([from[index + hit.startsWith(" ")], end + text.slice(end).match(/^\p{M}*/u)[0].length]);
    }
  }
  let done = 0;
  return found.sort((one, two) => one[0] - two[0] || two[1] - one[1])
    .filter(([start, end]) => start >= done && (done = end));
};

// The text as nodes with each found word marked.
export const marked = (text, words) => {
  const nodes = [];
  let done = 0;
  for (const [start, end] of places(text, words)) {
    nodes.push(text.slice(done, start), Object.assign(document.createElement("mark"), { textContent: text.slice(start, end) }));
    done = end;
  }
  return [...nodes, text.slice(done)];
};
