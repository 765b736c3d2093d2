import { ascii, grouped, message, parts, persian } from "./message.js";

const within = (element, selector) => [...element.querySelectorAll(selector)];
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// What was typed, as files hold it: one line without double spaces, numbers and phones in ASCII digits.
const line = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
const number = (text) => ascii(text).replace(/[\s,٬،.\u200c]/g, "");
const phone = (text) => ascii(text).replace(/[^0-9+]/g, "").replace(/^(?:\+|00)98(?=[1-9])/, "0").replace(/^9(?=\d{9}$)/, "09");

const READ = {
  count: number, money: number, mobile: phone, phone,
};

class Field {
  constructor(element) {
    Object.assign(this, element.dataset);
    this.element = element;
    this.controls = within(element, "input,select,textarea");
    this.options = Object.fromEntries(
      within(element, "option[value],input[type=radio],input[type=checkbox]")
        .filter((one) => one.value).map((one) => [one.value, (one.labels?.[0] ?? one).textContent.trim()]),
    );
  }

  get answer() {
    const [first] = this.controls;
    if (this.way === "boxes") return this.controls.filter((one) => one.checked).map((one) => one.value);
    if (this.way === "radio" || this.way === "tick") return this.controls.find((one) => one.checked)?.value ?? "";
    if (this.kind === "lines") return first.value.split("\n").map(line).filter(Boolean);
    if (this.kind === "text") return first.value.normalize("NFC").replace(/\r\n?/g, "\n").trim();
    return (READ[this.kind] ?? line)(first.value);
  }

  get open() { return !this.element.hidden; }

  error(answers) {
    const say = (name) => this[`error${name[0].toUpperCase()}${name.slice(1)}`];
    const answer = this.kind === "text" ? answers.body : this.answer;
    if (!answer.length) return say("missing") ?? (this.kind === "text" && say("short"));
    const size = [...answer].length;
    if (this.kind === "count" || this.kind === "money") {
      if (!/^(?:0|[1-9]\d{0,17})$/.test(answer)) return say("number");
      if (this.least && BigInt(answer) < BigInt(this.least)) return say("small");
      if (this.most && BigInt(answer) > BigInt(this.most)) return say("large");
    } else if (this.kind === "mobile") {
      if (!/^09\d{9}$/.test(answer)) return say("mobile");
    } else if (this.kind === "phone") {
      if (!/^\d{4,15}$/.test(answer)) return say("phone");
    } else if (["line", "text"].includes(this.kind)) {
      if (size < (this.least ?? 0)) return say("short");
      if (this.most && size > this.most) return say("long");
    }
    return "";
  }

  tell(words) {
    const place = this.element.querySelector(".error");
    place.textContent = words ? `خطا: ${words}` : "";
    place.hidden = !words;
    this.element.classList.toggle("wrong", Boolean(words));
    for (const one of this.controls) one.toggleAttribute("aria-invalid", Boolean(words));
  }
}

const keepWithinReach = () => {
  if (!navigator.serviceWorker) return;
  const address = new URL("../sw.js", import.meta.url).href;
  const trusted = globalThis.trustedTypes?.createPolicy("farakhan", { createScriptURL: () => address });
  navigator.serviceWorker.register(trusted?.createScriptURL("") ?? address).catch(() => { /* the form works without */ });
};

export const start = (form) => {
  const key = `farakhan-draft-${form.dataset.edition}`;
  const fields = within(form, ".q").map((element) => new Field(element));
  const steps = within(form, ".step"), title = document.title;
  const find = (name) => fields.find((field) => field.key === name);
  const bodies = fields.filter((field) => field.kind === "text").sort((one, two) => (one.element.id < two.element.id ? -1 : 1));

  const answers = () => {
    const found = {};
    for (const field of fields) if (field.open && field.kind !== "text" && field.answer.length) found[field.key] = field.answer;
    const text = bodies.filter((field) => field.answer).map((field) => `## ${field.label}\n\n${field.answer}`).join("\n\n");
    return text ? { ...found, body: text } : { ...found, body: "" };
  };

  // A question that another answer makes idle is not asked: the name of another product, the number of one person.
  const settle = () => {
    const other = find("chain.other"), product = find("chain.product"), count = find("owners.count");
    if (other) other.element.hidden = product.answer !== "other";
    if (count) {
      const alone = find("owners.kind").answer === "person";
      count.element.hidden = alone;
    }
  };

  const whole = () => {
    const found = answers();
    if (find("owners.count") && found["owners.kind"] === "person") found["owners.count"] = "1";
    if (!found.body) delete found.body;
    return found;
  };

  const keep = () => {
    const typed = [...new FormData(form)];
    try {
      if (typed.some(([, value]) => value)) localStorage.setItem(key, JSON.stringify(typed));
    } catch { /* a browser that keeps nothing */ }
  };
  const forget = () => {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  };
  const restore = () => {
    let typed = null;
    try { typed = JSON.parse(localStorage.getItem(key)); } catch { /* none, or not ours */ }
    if (!Array.isArray(typed)) return false;
    for (const one of form.elements) {
      const own = typed.filter(([name]) => name === one.name).map(([, value]) => value);
      if (one.type === "radio" || one.type === "checkbox") one.checked = own.includes(one.value);
      else if (own.length) [one.value] = own;
    }
    return true;
  };

  const show = (name, focus = true) => {
    const at = Math.max(0, steps.findIndex((step) => step.id === `step-${name}`));
    const step = steps[at], asked = steps.length - 1;
    for (const one of steps) one.hidden = one !== step;
    form.querySelector(".errors").hidden = true;
    form.closest(".md-typeset").classList.toggle("within-form", at > 0);
    form.querySelector(".progress").textContent = at < asked ? persian(`گام ${at + 1} از ${asked}`) : "";
    document.title = `${step.dataset.title} - ${title}`;
    if (name === "check") list();
    if (name === "done") ready();
    if (focus) step.querySelector("h2").focus();
  };

  const go = (name) => {
    history.pushState(name, "", `#${name}`);
    show(name);
  };
  const name = (step) => step.id.replace("step-", "");
  const now = () => steps.find((step) => !step.hidden);

  // GOV.UK's manner: a summary that has the focus, each line a way to its field, the same words at the field.
  const faults = (step) => {
    const own = fields.filter((field) => step.contains(field.element)), all = answers();
    let said = false;
    return own.map((field) => {
      let words = field.open ? field.error(all) : "";
      if (field.kind === "text") {
        const last = bodies.filter((one) => one.open).at(-1);
        words = step.contains(last.element) && !said ? words : "";
        said ||= Boolean(words);
      }
      field.tell(words);
      return [field, words];
    }).filter(([, words]) => words);
  };

  const check = (step) => {
    const found = faults(step), box = form.querySelector(".errors");
    box.hidden = !found.length;
    if (!found.length) return true;
    box.querySelector("ul").replaceChildren(...found.map(([field, words]) => {
      const link = make("a", { href: `#${field.controls[0].id}`, textContent: words });
      link.addEventListener("click", (event) => { event.preventDefault(); field.controls[0].focus(); });
      return make("li", {}, link);
    }));
    document.title = `خطا: ${title}`;
    box.focus();
    box.scrollIntoView({ block: "start" });
    return false;
  };

  const given = (field) => {
    const answer = field.answer;
    if (!answer.length) return "نوشته نشده";
    if (field.kind === "consent" || field.kind === "yes") return "بله";
    if (field.kind === "money") return `${grouped(answer)} تومان`;
    if (["count", "mobile", "phone"].includes(field.kind)) return persian(answer);
    if (field.kind === "one" || field.kind === "several") return [answer].flat().map((one) => field.options[one]).join("، ");
    return [answer].flat().join("\n");
  };

  const list = () => {
    form.querySelector(".answers").replaceChildren(...fields.filter((field) => field.open).map((field) => {
      const change = make("button", { type: "button", className: "change quiet", textContent: "تغییر" });
      change.setAttribute("aria-label", `تغییر ${field.label}`);
      change.addEventListener("click", () => {
        go(name(field.element.closest(".step")));
        field.controls[0].focus();
      });
      return make("div", {}, make("dt", { textContent: field.label }), make("dd", { className: "given", textContent: given(field) }), make("dd", { className: "change" }, change));
    }));
  };

  const text = () => message(
    form.dataset.slogan,
    JSON.parse(form.dataset.sections),
    [...fields.filter((field) => field.kind !== "text"), { ...bodies[0], kind: "text" }].sort((one, two) => one.order - two.order),
    whole(),
  );

  const ready = () => {
    const own = parts(text());
    form.querySelector(".ready").replaceChildren(...own.flatMap((part, index) => {
      const label = own.length > 1 ? persian(`بخش ${index + 1} از ${own.length}`) : "پیام";
      const area = make("textarea", { readOnly: true, value: part, id: `ready-${index}` });
      const copy = make("button", { type: "button", className: "button copy-part", textContent: `رونوشت ${label}` });
      copy.addEventListener("click", async () => {
        try { await navigator.clipboard.writeText(part); } catch { area.select(); document.execCommand("copy"); }
        copy.textContent = `${label} رونوشت شد`;
      });
      return [make("label", { htmlFor: area.id, textContent: label }), area, copy];
    }));
  };

  form.addEventListener("input", () => { settle(); keep(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); now().querySelector(".next,.finish")?.click(); });
  for (const step of steps) {
    const at = steps.indexOf(step);
    step.querySelector(".back")?.addEventListener("click", () => go(name(steps[at - 1])));
    step.querySelector(".next,.finish")?.addEventListener("click", () => { if (check(step)) go(name(steps[at + 1])); });
  }
  form.querySelector(".erase").addEventListener("click", () => { forget(); form.reset(); settle(); form.querySelector(".draft-note").hidden = true; show(name(steps[0])); });
  form.querySelector(".sent").addEventListener("click", () => { forget(); form.reset(); settle(); history.replaceState(null, "", location.pathname); location.reload(); });
  form.querySelector(".save").addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([`${text()}\n`], { type: "text/plain;charset=utf-8" }));
    make("a", { href: address, download: "ایدهٔ-من.txt" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
  const share = form.querySelector(".share");
  if (navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => navigator.share({ text: text() }).catch(() => { /* the person changed their mind */ }));
  }
  addEventListener("popstate", () => show(location.hash.slice(1) || name(steps[0])));

  keepWithinReach();
  form.hidden = false;
  form.querySelector(".draft-note").hidden = !restore();
  settle();
  const wanted = location.hash.slice(1), first = steps.find((step) => faults(step).length);
  for (const field of fields) field.tell("");
  const asked = steps.findIndex((step) => name(step) === wanted);
  show(asked > 0 && (!first || asked <= steps.indexOf(first)) ? wanted : name(steps[0]), false);
};
