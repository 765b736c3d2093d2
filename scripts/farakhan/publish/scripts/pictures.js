// Files that were chosen: a list to add to and take from, kept on this phone with the draft until they are sent or erased.
import { readable } from "./clips.js";
import { Field } from "./fields.js";
import * as kept from "./kept.js";
import { make } from "./make.js";

const markOf = (file) => `${file.name} ${file.size} ${file.lastModified}`;
const megabytes = (file) => Math.max(0.1, file.size / 2 ** 20).toLocaleString("fa", { maximumFractionDigits: 1 });

export const keptFiles = (input, edition) => {
  const box = input.parentElement, list = box.querySelector(".chosen"), field = new Field(box);
  const name = `${edition}-${input.name}`, most = Number(input.dataset.most);
  let chosen = [];

  const put = (files) => {
    const items = new DataTransfer();
    for (const one of files) items.items.add(one);
    input.files = items.files;
    chosen = [...input.files];
    list.replaceChildren(...chosen.map(shown));
    list.hidden = !chosen.length;
  };
  const change = (files) => {
    field.tell(files.length > most ? input.dataset.tooMany : "");
    put(files.slice(0, most));
    kept.put(name, chosen).catch(() => { /* this visit alone */ });
  };
  const shown = (file, place) => {
    const remove = make("button", { type: "button", className: "change", textContent: list.dataset.remove });
    remove.setAttribute("aria-label", `${list.dataset.remove}: ${file.name}`);
    remove.addEventListener("click", () => {
      change(chosen.filter((_, other) => other !== place));
      (list.querySelector("button") ?? input).focus();
    });
    const size = make("span", { className: "hint", textContent: `${megabytes(file)} ${list.dataset.size}` });
    return make("li", {}, make("span", { className: "name" }, make("bdi", { textContent: file.name })), size, remove);
  };
  const restored = kept.get(name).then((files) => { if (files?.length && !input.files.length) put(files); }).catch(() => { /* none */ });

  // What was chosen in a cloud may not be there to be read: said now, not when it is sent.
  const check = async (files) => {
    const there = await Promise.all(files.map(readable)), gone = files.filter((_, at) => !there[at]);
    if (!gone.length) return;
    change(chosen.filter((file) => !gone.includes(file)));
    field.tell(gone.map((file) => input.dataset.gone.replace("{}", `\u2068${file.name}\u2069`)).join(" "));
  };

  input.addEventListener("change", () => {
    const before = new Set(chosen.map(markOf)), count = chosen.length;
    change([...chosen, ...[...input.files].filter((file) => !before.has(markOf(file)))]);
    check(chosen.slice(count));
  });
  box.classList.add("listed");
  box.querySelector(".add-file").hidden = false;

  return {
    files: async () => { await restored; return chosen; },
    forget: () => {
      put([]);
      kept.remove(name).catch(() => { /* nothing was kept */ });
    },
  };
};
