// The ready message, letter by letter what `farakhan.message` writes and reads; its docstrings are the source.

const DROPPED = /[\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u0640\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufe00-\ufe0f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const LONGEST = 3500;
const CONTINUED = [["\n", "ادامه در بخش"], [" ", "دنبالهٔ همین سطر در بخش"], ["", "دنبالهٔ همین واژه در بخش"]];

export const persian = (text) => String(text).replace(/[0-9]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);
export const ascii = (text) => text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 15));
export const grouped = (number) => persian(number.replace(/\B(?=(\d{3})+$)/g, "٬"));

const spelled = (text) => ascii(
  text.replace(/[\ufb50-\ufdfb\ufe70-\ufefc]+/g, (run) => run.normalize("NFKC")).normalize("NFC")
    .replace(/[\u064a\u0649]/g, "ی").replace(/\u0643/g, "ک"),
).replace(DROPPED, "");

export const checkValue = (answers) => {
  let text = "";
  for (const key of Object.keys(answers).sort()) {
    for (const value of [answers[key]].flat()) if (value) text += `${key}=${spelled(value)}\n`;
  }
  let crc = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return String(~crc >>> 0).padStart(10, "0");
};

const shownCheck = (value) => persian(`${value.slice(0, 5)}/${value.slice(5)}`);

const marked = (line) => line.startsWith("■") ? `■${line}` : line.replace(/^## /, "■ ");

const shown = (field, answer) => {
  const values = [answer].flat();
  switch (field.kind) {
    case "one": case "several": return values.map((value) => field.options[value] ?? value).join("، ");
    case "count": return `${persian(values[0])} نفر`;
    case "money": return `${grouped(values[0])} تومان`;
    case "mobile": case "phone": return persian(values[0]);
    case "yes": return values[0] === "true" ? "بله" : "نه";
    case "consent": return `بله (${values[0]})`;
    default: return values[0];
  }
};

const linesOf = (field, answer) => {
  if (field.kind === "text") return answer.split("\n").map(marked);
  if (field.kind === "lines") return [`${field.label}:`, ...answer.map((line) => `- ${line}`)];
  return [`${field.label}: ${shown(field, answer)}`];
};

// `fields` in the order of the one list: {key, label, kind, section, options}; `sections`: ids with names, in order.
export const message = (slogan, sections, fields, answers) => {
  const lines = [`ایدهٔ من برای «${slogan}»`];
  for (const [section, name] of sections) {
    const asked = fields.filter((field) => field.section === section && answers[field.key]?.length);
    if (asked.length) lines.push("", `● ${name}`);
    for (const field of asked) lines.push(...linesOf(field, answers[field.key]));
  }
  return [...lines, "", `رقم وارسی (قالب ۱): ${shownCheck(checkValue(answers))}`].join("\n");
};

const chunks = (text, longest) => {
  const found = [];
  while ([...text].length > longest) {
    const letters = [...text], within = letters.slice(0, longest).join("");
    const [glue] = CONTINUED.find(([mark]) => !mark || [...within.slice(0, within.lastIndexOf(mark))].length > Math.floor(longest / 2));
    let cut = glue ? within.lastIndexOf(glue) : within.length;
    while (!glue && cut > 1 && text.slice(cut - 1, cut + 1).includes("\u200c")) cut -= 1;
    found.push([text.slice(0, cut), glue]);
    text = text.slice(cut + glue.length);
  }
  return [...found, [text, ""]];
};

export const parts = (text, longest = LONGEST) => {
  const all = chunks(text, longest);
  if (all.length === 1) return [text];
  const value = text.slice(text.lastIndexOf(" ") + 1), words = new Map(CONTINUED);
  return all.map(([chunk, glue], index) => {
    const head = persian(`بخش ${index + 1} از ${all.length}`);
    const more = index + 1 < all.length ? `\n(${words.get(glue)} ${persian(index + 2)})` : "";
    return `${head} · رقم وارسی ${value}\n${chunk}${more}`;
  });
};
