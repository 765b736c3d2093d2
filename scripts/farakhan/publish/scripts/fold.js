import spellings from "./spellings.js";

// How the search and the gallery compare texts: words as `farakhan.persian.letters.fold` compares them, with their
// borders kept, so that «نان» is not found in «این انار».

const all = (pattern) => new RegExp(pattern, "gu");
const PRESENTED = all(spellings.presented), DROPPED = all(spellings.dropped), EZAFE = all(spellings.ezafe), LEFT = all(spellings.left);
const anyOf = (table) => all(Object.keys(table).join("|")), LETTERS = anyOf(spellings.letters), ALIKE = anyOf(spellings.alike), RESPELLED = anyOf(spellings.respelled);
const DIGITS = /[۰-۹٠-٩]/g;
const WORD = /[\p{L}\p{M}\p{N}\p{Cf}]+/gu;
const APART = /[^\p{L}\p{M}\p{N}\p{Cf}]+/u;
// What Persian writes apart, with ZWNJ or joined: «ایده ها», «ایده‌ها», «ایدهها».
const SUFFIX = /\s+(?=(?:ها|های|هایی|هایم|هایت|هایش|ام|ات|اش|تر|ترین|ای)(?:\s|$))/g;

const spelled = (text) => text.replace(PRESENTED, (run) => run.normalize("NFKC"))
  .replace(DROPPED, "").replace(/\u00a0/g, " ").replace(LETTERS, (letter) => spellings.letters[letter]).normalize("NFC")
  .replace(EZAFE, "$1");

export const fold = (text) => spelled(text).replace(LEFT, "").replace(ALIKE, (letter) => spellings.alike[letter])
  .replace(RESPELLED, (one) => spellings.respelled[one]).replace(DIGITS, (digit) => digit.charCodeAt(0) & 15).toLowerCase();

// A text's words as they are compared, a space before each.
export const keyOf = (text) => ["", ...spelled(text).split(APART).map(fold).filter(Boolean)].join(" ");

// What to look for in keys: each word of a query within a word, or as whole words that stand apart, so that «خشککردن»
// finds «خشک کردن» and «وام» nothing in «و امتیاز».
export const asked = (query) => keyOf(query.replace(SUFFIX, "")).split(" ").filter(Boolean)
  .map((one) => new RegExp(` ${[...one].join(" ?")}(?= |$)|${one}`, "gu"));

export const has = (key, one) => key.search(one) >= 0;

// A text's key, and from which letter of the text each of the key's comes; a letter that only its word tells («هیأت» as
// «هییت», the ی of «خانه‌ی») comes from the word's last.
const traced = (text) => {
  let key = " ";
  const from = [0];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!key.endsWith(" ")) {
      key += " ";
      from.push(index - 1);
    }
    const whole = fold(word), places = [];
    let at = index;
    for (const letter of word) {
      places.push(...Array(fold(letter).length).fill(at));
      at += letter.length;
    }
    key += whole;
    for (let n = 0; n < whole.length; n++) from.push(places[Math.min(n, places.length - 1)]);
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
