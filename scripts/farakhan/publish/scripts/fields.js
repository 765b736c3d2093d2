// The questions of the form: what was answered, as files hold it, and what is wrong with it.
import { make } from "./make.js";
import { plainOf, readerOf } from "./numbers.js";
import { finderOf } from "./personal.js";

const line = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
// Phones as `farakhan.model.phones` reads them; words instead of a number stay what they are, to be told and not lost.
const national = (number) => number.replace(/[^0-9+]/g, "").replace(/^(?:\+|00)980?(?=[1-9])|^98(?=9\d{9}$)/, "0").replace(/^9(?=\d{9}$)/, "09");
const RIGHT = "(?:0[1-9]\\d{9}|00\\d{6,13}|[1-9]\\d{3,14})(?: داخلی \\d{1,6})?", KEPT = new RegExp(`^${RIGHT}(?:، ${RIGHT}){0,2}$`);
const APART = /[،,؛;|]| (?:و|یا) | ?[/\-–—] ?(?=\+|0[1-9]\d{8}|00[1-9])/;
const NUMBER = /^[^0-9+]*(\+?\d(?:[ ()\-.\u200c]{0,3}\d)*)(?:[^0-9]*(?:داخلی|[Ee][Xx][Tt])[^0-9]{0,4}(\d{1,6}))?[^0-9]*$/;
const keptOf = (part) => {
  const [, number, extension] = NUMBER.exec(part) ?? [];
  return number ? national(number) + (extension ? ` داخلی ${extension}` : "") : "";
};
const phone = (text) => {
  const plain = line(plainOf(text)), whole = national(plain);
  if (/^0\d{10}$/.test(whole) && !/\p{L}/u.test(plain)) return whole;
  const parts = plain.replace(/(?<!\d)(0\d{2,3}) ?[/_\-–—] ?/g, "$1-").split(APART).filter((part) => part.trim());
  const numbers = parts.map(keptOf).join("، ");
  return KEPT.test(numbers) ? numbers : plain;
};
// What stands in the open: the contact's own boxes are sealed, and may say whatever they are asked for.
const OPEN = ["line", "lines", "text"], SEALED = ["you", "consents"];
const PHONES = { mobile: phone, phone };

export class Field {
  constructor(element, personal, numbers) {
    Object.assign(this, element.dataset);
    this.personal = personal;
    this.read = { ...PHONES, ...numbers };
    this.element = element;
    this.controls = [...element.querySelectorAll("input,select,textarea")];
    this.options = Object.fromEntries(
      [...element.querySelectorAll("option[value],input[type=radio],input[type=checkbox]")]
        .filter((one) => one.value).map((one) => [one.value, (one.labels?.[0] ?? one).textContent.trim()]),
    );
  }

  get asked() { return !this.element.hidden; }

  get answer() {
    const [first] = this.controls;
    if (!this.asked) return this.otherwise ?? "";
    if (this.way === "boxes") return this.controls.filter((one) => one.checked).map((one) => one.value);
    if (this.way === "radio" || this.way === "tick") return this.controls.find((one) => one.checked)?.value ?? "";
    if (this.kind === "lines") return first.value.split("\n").map(line).filter(Boolean);
    if (this.kind === "text") return first.value.normalize("NFC").replace(/\r\n?/g, "\n").trim();
    return (this.read[this.kind] ?? line)(first.value);
  }

  // The words for what is wrong with an answer of this field, or none.
  wrong(answer) {
    const say = (name) => this[`error${name[0].toUpperCase()}${name.slice(1)}`];
    if (!answer.length) return say("missing") ?? (this.kind === "text" ? say("short") : "");
    if (this.kind === "count" || this.kind === "money") {
      if (!/^(?:0|[1-9]\d{0,17})$/.test(answer)) return say("number");
      if (this.least && BigInt(answer) < BigInt(this.least)) return say("small");
      if (this.most && BigInt(answer) > BigInt(this.most)) return say("large");
      if (this.kind === "money" && answer !== "0" && BigInt(answer) < this.read.least) return say("few");
    } else if (this.kind === "mobile") {
      if (!/^09\d{9}$/.test(answer)) return say("mobile");
    } else if (this.kind === "phone") {
      if (!KEPT.test(answer)) return say("phone");
    } else if (["line", "lines", "text"].includes(this.kind)) {
      const size = [...answer].length;
      if (size < (this.least ?? 0)) return say("short") ?? "";
      if (this.most && size > this.most) return say("long");
    }
    return "";
  }

  // The words for personal data in an answer that stands in the open, or none.
  exposed() {
    const [first] = this.controls;
    if (!this.personal || !this.asked || !OPEN.includes(this.kind) || SEALED.includes(this.section)) return "";
    const [span] = this.personal.spans(first.value, this.owner());
    return span ? this.personal.words[span.kind].replace("{}", this.label) : "";
  }

  // One tap writes the same without it.
  offer() {
    const [first] = this.controls, button = make("button", { type: "button", className: "without quiet", textContent: "بدون آن بنویس" });
    button.addEventListener("click", () => {
      first.value = this.personal.masked(first.value, this.owner());
      this.tell("");
      first.dispatchEvent(new Event("input", { bubbles: true }));
      first.focus();
    });
    return button;
  }

  tell(words) {
    const place = this.element.querySelector(".error");
    place.textContent = words ? `خطا: ${words}` : "";
    if (words && words === this.exposed()) place.append(" ", this.offer());
    place.hidden = !words;
    this.element.classList.toggle("wrong", Boolean(words));
    if (this.way !== "radio" && this.way !== "boxes") this.controls[0].setAttribute("aria-invalid", Boolean(words));
  }
}

export const fieldsOf = (form, kind = ".q") => {
  const data = form.dataset.personal && JSON.parse(form.dataset.personal);
  const personal = data && { ...finderOf(data), words: data.words };
  const numbers = form.dataset.numbers && readerOf(JSON.parse(form.dataset.numbers));
  const fields = [...form.querySelectorAll(kind)].map((element) => new Field(element, personal, numbers));
  // Who sends it, as it must not stand in the open.
  const answer = (key) => fields.find((field) => field.key === key)?.answer ?? [];
  const owner = () => ({ names: [answer("name"), answer("members")].flat(), numbers: [answer("phone")].flat() });
  for (const field of fields) field.owner = owner;
  return fields;
};

// A question that hangs on another's answer is asked at some answers alone.
export const settle = (fields) => {
  for (const field of fields.filter((one) => one.when)) {
    const other = fields.find((one) => one.key === field.when);
    field.element.hidden = !field.values.split(" ").includes(other.answer);
  }
};

// The parts of the body in their order, whatever steps they stand in.
const partsOf = (fields) => fields.filter((one) => one.kind === "text").sort((one, two) => (one.element.id < two.element.id ? -1 : 1));

// All that was answered, by the fields' keys; the body as one text under its headings.
export const answersOf = (fields) => {
  const found = {};
  for (const field of fields) if (field.kind !== "text" && field.answer.length) found[field.key] = field.answer;
  const body = partsOf(fields).filter((one) => one.answer).map((one) => `## ${one.label}\n\n${one.answer}`).join("\n\n");
  return body ? { ...found, body } : found;
};

// Whether an answer may be sent as it is, whatever these words say of it: the idea is registered, and what is missing is
// asked for later. Without a mobile nobody can be reached, and what stands in the contact must be right to be sealed.
export const mayStay = (field, words) => {
  if (field.kind === "text") return words !== field.errorLong;
  const sealed = SEALED.includes(field.section) && !field.key.includes(".");
  return field.key !== "mobile" && !(sealed && field.answer.length);
};

// What is wrong within a step, as pairs of field and words. The body is looked at as a whole, at its last part.
export const faultsOf = (fields, step) => {
  const body = answersOf(fields).body ?? "", last = partsOf(fields).pop();
  const own = fields.filter((field) => field.asked && step.contains(field.element));
  return own.map((field) => {
    if (field.kind !== "text") return [field, field.wrong(field.answer) || field.exposed()];
    return [field, field.exposed() || (field === last ? field.wrong(body) : "")];
  }).filter(([, words]) => words);
};
