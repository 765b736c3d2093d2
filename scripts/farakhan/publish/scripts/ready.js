// What happens at the end where no server takes the idea: the whole of it as a message, to copy, share or save.
import { make } from "./make.js";
import { message, parts, persian } from "./message.js";

const textOf = (form, fields, answers) => {
  const [body] = fields.filter((field) => field.kind === "text");
  const asked = [...fields.filter((field) => field.kind !== "text"), body].sort((one, two) => one.order - two.order);
  return message(form.dataset.slogan, JSON.parse(form.dataset.sections), asked, answers);
};

const copied = async (text, area) => {
  try { await navigator.clipboard.writeText(text); } catch {
    area.select();
    document.execCommand("copy");
  }
};

const partOf = (text, name, id) => {
  const area = make("textarea", { readOnly: true, value: text, id, dir: "auto" });
  const copy = make("button", { type: "button", className: "button copy-part", textContent: `رونوشت ${name}` });
  const share = make("button", { type: "button", className: "share quiet", textContent: `هم‌رسانی ${name}`, hidden: !navigator.share });
  const told = make("p", { className: "told" });
  told.setAttribute("role", "status");
  copy.addEventListener("click", async () => {
    await copied(text, area);
    told.textContent = `${name} رونوشت شد. حالا در ایتا بچسبانید.`;
  });
  share.addEventListener("click", () => navigator.share({ text }).catch(() => { /* the person changed their mind */ }));
  return [make("label", { htmlFor: id, textContent: name }), area, make("p", { className: "step-buttons" }, copy, share), told];
};

export const save = (text, name) => {
  const address = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain;charset=utf-8" }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
};

// The whole message, in as many parts as a messenger takes, each to copy or to share.
export const messageNodes = (form, fields, answers) => {
  const own = parts(textOf(form, fields, answers));
  return own.flatMap((part, index) => (
    partOf(part, own.length > 1 ? persian(`بخش ${index + 1} از ${own.length}`) : "پیام", `ready-${index}`)
  ));
};

export const first = "ready";

// `go` shows a step, `erase` forgets what was typed.
export const endOf = (form, fields, { go, erase }) => {
  let text = "";
  form.querySelector(".by-share").hidden = !navigator.share;
  form.querySelector(".save").addEventListener("click", () => save(text, "ایدهٔ-من.txt"));
  form.querySelector(".sent").addEventListener("click", () => { erase(); go("done"); });
  form.querySelector(".again").addEventListener("click", () => go("idea"));
  return (answers) => {
    text = textOf(form, fields, answers);
    form.querySelector(".own-title").textContent = `«${answers.title}»`;
    form.querySelector(".in-parts").hidden = parts(text).length === 1;
    form.querySelector(".ready").replaceChildren(...messageNodes(form, fields, answers));
  };
};
