// Numbers as people type them, as `farakhan.persian.numbers` reads them; its docstrings are the source. The patterns and
// words are its own, printed in the form's page.

const ONE = 10n ** 18n, HALF = ONE / 2n, MOST = 18, TOMAN = 1, RIAL = 2;
const BREAKS = /[\r\n\u0085\u2028\u2029]+/g, SPACES = /\u00a0/g, ENDS = /^[\s\u200c]+|[\s\u200c]+$/g;
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u0640\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

export const plainOf = (text) => text.replace(/[\ufb50-\ufdfb\ufe70-\ufefc]+/g, (run) => run.normalize("NFKC")).normalize("NFC")
  .replace(BREAKS, "\n").replace(HIDDEN, "").replace(SPACES, " ").replace(ENDS, "")
  .replace(/[۰-۹٠-٩]/g, (digit) => digit.charCodeAt(0) & 15).replace(/[\u064a\u0649]/g, "ی").replace(/\u0643/g, "ک");

// What digits with marks between say, in parts of `ONE`; null where they are no number.
const figureOf = (written) => {
  const [first, ...rest] = written.match(/[0-9]+/g), marks = [...new Set(written.replace(/[0-9]/g, ""))], joined = [first, ...rest].join("");
  const only = (all) => marks.every((mark) => all.includes(mark));
  if (joined.length > MOST || (first.length > 1 && first[0] === "0")) return null;
  const value = BigInt(joined) * ONE;
  if (!rest.length) return { value };
  const grouped = marks.length === 1 && first.length <= 3 && first !== "0" && rest.every((piece) => piece.length === 3);
  if (grouped && (rest.length > 1 || only(",٬'") || (only(" \u200c") && rest[0] === "000"))) return { value };
  const decimal = rest.length === 1 && only("./٫،,") ? BigInt(first) * ONE + BigInt(rest[0].padEnd(MOST, "0")) : null;
  if (grouped) return { value, decimal, double: true };
  return decimal === null ? null : { value: decimal, decimal, double: only("،,") };
};

export const readerOf = (data) => {
  const whole = (name) => new RegExp(`^(?:${data[name]})$`, "u"), every = (name) => new RegExp(data[name], "gu");
  const [joint, border, latin, empty, range] = ["joint", "border", "latin", "empty", "range"].map(whole);
  const scaleOf = ({ word }) => (Object.hasOwn(data.scales, word) ? data.scales[word] : 0);
  const sizeOf = ({ figure, word }, decimal) => figure ? (decimal && figure.decimal) || figure.value : word === data.half ? HALF : BigInt(data.values[word]) * ONE;

  const tokensOf = (plain) => {
    const tokens = [];
    for (const { 0: hit, 1: written, 2: word, index: start } of plain.matchAll(every("token"))) {
      const end = start + hit.length, last = tokens.at(-1), before = plain[start - 1] ?? "";
      const beside = last && joint.test(plain.slice(last.end, start));
      if (written) {
        const figure = latin.test(before) || latin.test(plain[end] ?? "") ? null : figureOf(written);
        tokens.push({ start, end, word: "", figure, none: !figure });
      } else if (beside || !border.test(before) || (before === "و" && !border.test(plain[start - 2] ?? ""))) {
        tokens.push({ start, end, word });
      }
    }
    return tokens.filter(({ none }) => !none);
  };

  const termsOf = (plain, tokens) => {
    const between = (last, token) => plain.slice(last.end, token.start);
    const isScaleOf = (last, token) => token && scaleOf(token) > scaleOf(last) && !between(last, token).includes("و") && joint.test(between(last, token));
    const hasAnd = (last, token) => between(last, token).includes("و") && joint.test(between(last, token));
    const adds = (last, token) => {
      if (!hasAnd(last, token) || last.word === data.half) return false;
      if (token.word === data.half) return true;
      const size = sizeOf(last), room = size >= 100n * ONE ? 100n : size >= 20n * ONE ? 10n : 0n;
      return Boolean(last.word) && sizeOf(token) > 0n && sizeOf(token) < room * ONE;
    };
    const terms = [];
    for (let at = 0; at < tokens.length;) {
      const begin = at;
      let times = 0n, last = null, double = false, scale = 1n;
      while (at < tokens.length && !scaleOf(tokens[at]) && (!last || adds(last, tokens[at]))) {
        last = tokens[at++];
        times += sizeOf(last, isScaleOf(last, tokens[at]));
        double ||= Boolean(last.figure?.double);
      }
      if (!last) times = ONE;
      while (at < tokens.length && (!last || isScaleOf(last, tokens[at]))) {
        last = tokens[at++];
        scale *= 10n ** BigInt(scaleOf(last));
      }
      if (scale > 1n && at < tokens.length && tokens[at].word === data.half && hasAnd(last, tokens[at])) {
        last = tokens[at++];
        times += HALF;
      }
      terms.push({ times, scale, start: tokens[begin].start, end: last.end, double });
    }
    return terms;
  };

  const numbersOf = (plain) => {
    const terms = termsOf(plain, tokensOf(plain)), numbers = [];
    for (let at = 0; at < terms.length;) {
      const { times, scale, ...place } = terms[at++], number = { ...place, scale, value: times * scale };
      for (; at < terms.length && joint.test(plain.slice(number.end, terms[at].start)); at++) {
        const further = terms[at], size = further.times * further.scale;
        if (size < number.scale * ONE) number.value += size;
        else if (number.scale === 1000n && further.scale > 1000n && further.times < 1000n * ONE && plain.slice(number.end, further.start).includes("و")) {
          number.value = (number.value + further.times) * further.scale;
        } else break;
        Object.assign(number, { end: further.end, scale: further.scale, double: number.double || further.double });
      }
      numbers.push(number);
    }
    return numbers;
  };

  const sure = (text, isMoney) => {
    const plain = plainOf(text), numbers = numbersOf(plain), [first, second] = numbers;
    const units = [...plain.matchAll(every("unit"))].map(({ 1: toman, 2: rial, index }) => ({ index, unit: toman ? TOMAN : rial ? RIAL : 0 }));
    const named = new Set(units.map(({ unit }) => unit));
    if (!first || (isMoney && (named.has(0) || (named.size > 1 && !second)))) return "";
    if (second && first.scale === 1n && first.value < 1000n * ONE && second.scale > 1n && range.test(plain.slice(first.end, second.start))) first.value *= second.scale;
    if (isMoney) {
      let after = named.size === 1 ? [...named][0] : TOMAN;
      for (let at = numbers.length - 1; at >= 0; at--) {
        after = units.find(({ index }) => index >= numbers[at].end && index < (numbers[at + 1]?.start ?? plain.length))?.unit ?? after;
        if (after === RIAL) numbers[at].value = numbers[at].value % 10n ? 1n : numbers[at].value / 10n;
      }
    }
    const rest = numbers.reduceRight((left, { start, end }) => `${left.slice(0, start)} ${left.slice(end)}`, plain);
    const clear = numbers.every(({ value, double }) => value === first.value && !double) && !(first.value % ONE);
    return clear && empty.test(rest.replace(every(isMoney ? "beside" : "persons"), " ")) ? String(first.value / ONE) : "";
  };

  // What a text surely says, in ASCII digits; else the text as it was typed, to be told and not lost.
  const numberOf = (isMoney) => (text) => sure(text, isMoney) || plainOf(text);
  return { count: numberOf(false), money: numberOf(true), least: BigInt(data.small) };
};
