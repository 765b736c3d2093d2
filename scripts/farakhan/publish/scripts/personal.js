// Personal data in what is typed, as `farakhan.model.personal` sees it; its docstrings are the source. The patterns and
// words are its own, printed in the form's page.

const ROUND = /00000$/, MOBILE = /^(?:(?:\+|00)980?|98|0)?9[0-9]{9}$/, LANDLINE = /^(?:(?:\+|00)980?|0)[1-8][0-9]{9}$/;
const ID_SHAPES = ["10", "3,6,1", "3,3,3,1", "3,3,4", "3,7", "1,1,1,1,1,1,1,1,1,1"];
const CARD_SHAPES = ["16", "4,4,4,4", "6,10", Array(16).fill("1").join()];
const DAMM = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];

const plainOf = (text) => text.replace(/[۰-۹٠-٩]/g, (digit) => digit.charCodeAt(0) & 15).replace(/[\u064a\u0649]/g, "ی").replace(/\u0643/g, "ک");
const isCode = (number) => /^[1-9][0-9]{9}$/.test(number) && [...number].reduce((row, digit) => DAMM[row][digit], 0) == 0;
const isNationalId = (number) => {
  if (!/^[0-9]{10}$/.test(number) || /^(.)\1*$/.test(number)) return false;
  const rest = [...number.slice(0, 9)].reduce((sum, digit, at) => sum + digit * (10 - at), 0) % 11;
  return Number(number[9]) === (rest < 2 ? rest : 11 - rest);
};
const isCard = (number) => /^[2-9][0-9]{15}$/.test(number)
  && [...number].reduce((sum, digit, at) => sum + (at % 2 ? Number(digit) : digit * 2 - (digit > 4 ? 9 : 0)), 0) % 10 === 0;
const isIban = (number) => [...`${number.slice(2)}1827${number.slice(0, 2)}`].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
const bareSum = (number) => ROUND.test(number) && !"0+".includes(number[0]);

const phoneOf = (number) => {
  if (isCode(number)) return "";
  if (MOBILE.test(number) && !bareSum(number)) return "private-mobile";
  return LANDLINE.test(number) ? "private-phone" : "";
};
const kindOf = (number, shape) => {
  if (ID_SHAPES.includes(shape) && isNationalId(number) && !ROUND.test(number)) {
    return MOBILE.test(number) ? "private-mobile" : "private-national-id";
  }
  if (CARD_SHAPES.includes(shape) && isCard(number) && !bareSum(number)) return "private-card";
  if (shape === "24" || (/^[0-9]{24}$/.test(number) && isIban(number))) return "private-iban";
  return phoneOf(number);
};

// The kind of a run of digits, as one number, a piece of it, or a phone's pieces beside others.
const kindOfRun = (run, apart) => {
  const pieces = run.match(/\+?[0-9]+/g), sizes = pieces.map((one) => one.length), shape = sizes.join(), number = pieces.join("");
  for (const one of pieces) {
    const kind = kindOf(one, String(one.length));
    if (kind) return kind;
  }
  const range = sizes.length === 2 && sizes[0] === sizes[1], day = sizes.slice(0, 3).join() === "4,2,2";
  const parted = apart.test(run) && !"0+".includes(number[0]) && !CARD_SHAPES.includes(shape);
  const whole = range || day || parted ? "" : kindOf(number, shape);
  if (whole) return whole;
  for (const [at, one] of pieces.entries()) {
    if (!"0+".includes(one[0]) || one.length < 3) continue;
    let joined = one;
    for (const further of pieces.slice(at + 1, at + 15)) {
      joined += further;
      if (joined.length > 16) break;
      const kind = phoneOf(joined);
      if (kind) return kind;
    }
  }
  return "";
};

export const finderOf = (data) => {
  const [run, email, handle, word] = ["run", "email", "handle", "word"].map((name) => new RegExp(data[name], "gu"));
  const apart = new RegExp(data.apart, "u"), letters = new RegExp(data.letters, "u"), serial = new RegExp(data.serial, "u");
  const valueOf = (one) => (Object.hasOwn(data.values, one) ? data.values[one] : -1);

  const spoken = (words, place) => {
    const { text } = words[place++];
    if (text === "و") return ["", place];
    let value = valueOf(text);
    if (value < 0) return [text, place];
    let rest = value >= 100 ? 100 : value >= 20 ? 10 : 0;
    while (rest) {
      const further = words[place]?.text === "و" ? place + 1 : place;
      const part = further < words.length ? valueOf(words[further].text) : 0;
      if (part <= 0 || part >= rest) break;
      value += part;
      rest = rest === 100 && part >= 20 ? 10 : 0;
      place = further + 1;
    }
    return [String(value), place];
  };
  const phonesIn = (words) => {
    const spans = [];
    if (words.filter(({ text }) => valueOf(text) >= 0).length < 3) return spans;
    for (let first = 0; first < words.length; first++) {
      if (words[first].text !== "صفر" && !words[first].text.startsWith("0")) continue;
      const own = words.slice(first, first + 22);
      let said = "", place = 0;
      while (place < own.length && said.length < 11) {
        const [number, next] = spoken(own, place);
        said += number;
        place = next;
      }
      const kind = said.length === 11 ? phoneOf(said) : "";
      if (kind) {
        spans.push({ start: own[0].start, end: own[place - 1].end, kind });
        first += place - 1;
      }
    }
    return spans;
  };
  const inWords = (plain) => {
    const spans = [];
    let words = [];
    for (const { 0: text, index: start } of plain.matchAll(word)) {
      const isNumber = /^[0-9]+$/.test(text) || valueOf(text) >= 0 || (text === "و" && words.length > 0);
      const gap = words.length ? plain.slice(words.at(-1).end, start) : "";
      if (words.length && (!isNumber || gap.length > 3 || letters.test(gap))) {
        spans.push(...phonesIn(words));
        words = [];
      }
      if (isNumber && (words.length || text !== "و")) words.push({ start, end: start + text.length, text });
    }
    return [...spans, ...phonesIn(words)];
  };

  const all = (plain, pattern, kindOfHit) => [...plain.matchAll(pattern)]
    .map(({ 0: hit, index }) => ({ start: index, end: index + hit.length, kind: kindOfHit(hit, index) })).filter(({ kind }) => kind);

  const kindOfNumber = (plain, hit, at) => {
    const kind = kindOfRun(hit, apart);
    return kind === "private-national-id" && serial.test(plain.slice(Math.max(0, at - 24), at)) ? "" : kind;
  };

  // Where the owner's own names and numbers stand: a name of two words or more, a number of six digits or more.
  const ownIn = (plain, { names, numbers }) => {
    const named = names.map((name) => plainOf(name).match(/[\p{L}\p{N}]+/gu) ?? []).filter((words) => words.length > 1);
    const numbered = numbers.flatMap((number) => number.match(/[0-9]+/g) ?? []).filter(({ length }) => length > 5);
    return [
      ...named.flatMap((words) => all(plain, new RegExp(`(?<![\\p{L}\\p{N}])${words.join(data.inside)}(?![\\p{L}\\p{N}])`, "gu"), () => "private-name")),
      ...numbered.flatMap((number) => all(plain, new RegExp(`(?<![0-9])${[...number].join(data.between)}(?![0-9])`, "gu"), () => "private-phone")),
    ];
  };

  // Where personal data stands in a text: from and until which letter, and its kind; `owner` has names and numbers.
  const spans = (text, owner = { names: [], numbers: [] }) => {
    const plain = plainOf(text);
    const every = [
      ...ownIn(plain, owner),
      ...all(plain, run, (hit, at) => kindOfNumber(plain, hit, at)), ...inWords(plain),
      ...all(plain, email, () => "private-email"), ...all(plain, handle, () => "private-handle"),
    ];
    let done = 0;
    return every.sort((one, two) => one.start - two.start || two.end - one.end)
      .filter(({ start, end }) => start >= done && (done = end));
  };
  // The text with a mark in place of each.
  const masked = (text, owner) => {
    let made = "", done = 0;
    for (const { start, end, kind } of spans(text, owner)) {
      made += text.slice(done, start) + data.marks[kind];
      done = end;
    }
    return made + text.slice(done);
  };
  return { spans, masked };
};
