// The answers as their owner reads them over before the end, each with a way back to its question.
import { make } from "./make.js";
import { grouped, persian } from "./message.js";

const shown = (field) => {
  const answer = field.answer, values = [answer].flat();
  if (!answer.length) return "نوشته نشده";
  switch (field.kind) {
    case "consent": case "yes": return "بله";
    case "one": case "several": return values.map((one) => field.options[one]).join("، ");
    case "count": return `${persian(answer)} نفر`;
    case "money": return `${grouped(answer)} تومان`;
    case "mobile": case "phone": return persian(answer);
    default: return values.join("\n");
  }
};

// `change` is called with the field whose answer is to be changed.
export const list = (place, steps, fields, change) => {
  place.replaceChildren(...steps.flatMap((step) => {
    const rows = fields.filter((field) => field.asked && step.contains(field.element)).map((field) => {
      const button = make("button", { type: "button", className: "change", textContent: "تغییر" });
      button.setAttribute("aria-label", `تغییر ${field.label}`);
      button.addEventListener("click", () => change(field));
      const given = make("dd", { className: "given", textContent: shown(field) });
      given.classList.toggle("empty", !field.answer.length);
      return make("div", {}, make("dt", { textContent: field.label }), given, make("dd", { className: "to-change" }, button));
    });
    return rows.length ? [make("h3", { textContent: step.dataset.title }), make("dl", {}, ...rows)] : [];
  }));
};
