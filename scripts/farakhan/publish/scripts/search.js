import { asked, has, keyOf, marked, places } from "./fold.js";

const MOST = 30, BEFORE = 40, AFTER = 120;
const top = new URL("../", import.meta.url);
const persian = (number) => number.toLocaleString("fa", { useGrouping: false });
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

let entries = null, dialog = null;

const load = async () => {
  const found = await (await fetch(new URL("assets/search.json", top))).json();
  entries = found.map(([address, page, title, text]) => ({ address, page, title, text, name: keyOf(title), all: keyOf(`${title} ${page} ${text}`) }));
};

// Every word must be there; a hit in the title counts for more, at its beginning for most.
const find = (words) => {
  if (!words.length || !entries) return [];
  const worth = (name, word) => ({ "-1": 1, 0: 4 })[name.search(word)] ?? 3;
  return entries.filter((one) => words.every((word) => has(one.all, word)))
    .map((one) => [one, words.reduce((sum, word) => sum + worth(one.name, word), 0)])
    .sort((one, two) => two[1] - one[1]).map(([one]) => one);
};

const snippet = (text, words) => {
  const at = places(text, words)[0]?.[0] ?? 0, begin = at > BEFORE ? text.indexOf(" ", at - BEFORE) + 1 : 0;
  const end = text.length > begin + AFTER ? text.lastIndexOf(" ", begin + AFTER) : text.length;
  return `${begin ? "… " : ""}${text.slice(begin, end)}${end < text.length ? " …" : ""}`;
};

const show = (query) => {
  const words = asked(query), found = find(words), count = dialog.querySelector(".search-count");
  if (!words.length || !entries) count.textContent = "";
  else if (!found.length) count.textContent = "چیزی پیدا نشد. واژهٔ کوتاه‌تری را امتحان کنید.";
  else count.textContent = `${persian(found.length)} نتیجه${found.length > MOST ? `؛ ${persian(MOST)} تای نخست:` : ""}`;
  dialog.querySelector(".search-results").replaceChildren(...found.slice(0, MOST).map((one) => make("li", {}, make(
    "a", { href: new URL(one.address, top).href },
    make("span", { className: "search-page", textContent: one.page }),
    make("strong", {}, ...marked(one.title, words)),
    make("span", { className: "search-text" }, ...marked(snippet(one.text, words), words)),
  ))));
};

const move = (event) => {
  const stops = [dialog.querySelector("input"), ...dialog.querySelectorAll(".search-results a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], at = stops.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  stops[Math.min(stops.length - 1, Math.max(0, at + step))].focus();
};

const build = () => {
  const input = make("input", { type: "search", id: "search-query", autocomplete: "off", enterKeyHint: "search" });
  const close = make("button", { type: "button", className: "search-close", textContent: "بستن" });
  dialog = make(
    "dialog", { className: "search-dialog md-typeset" },
    make("div", { className: "search-head" }, make("label", { htmlFor: "search-query", textContent: "جستجو در سایت" }), close, input),
    make("p", { className: "search-count", ariaLive: "polite" }), make("ol", { className: "search-results" }),
  );
  dialog.setAttribute("aria-label", "جستجو");
  dialog.setAttribute("aria-busy", "true");
  input.addEventListener("input", () => show(input.value));
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") dialog.querySelector(".search-results a")?.click(); });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", move);
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("a")) dialog.close(); });
  document.body.append(dialog);
  const dressed = new URL("assets/more.css", top).href, styles = [...document.styleSheets].some((one) => one.href === dressed);
  return styles ? null : new Promise((done) => {
    const link = make("link", { rel: "stylesheet", href: dressed, onload: done, onerror: done });
    document.head.append(link);
  });
};

export const open = async () => {
  if (!dialog) await build();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input").focus();
  if (entries) return;
  try {
    await load();
    dialog.setAttribute("aria-busy", "false");
    show(dialog.querySelector("input").value);
  } catch {
    dialog.querySelector(".search-count").textContent = "فهرست جستجو نرسید. خط اینترنت را ببینید و دوباره بزنید.";
  }
};
