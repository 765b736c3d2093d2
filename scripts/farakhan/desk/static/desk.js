// Small comforts of the desk; every page works without them.

// Keys: «/» to the search; from there the arrow down, or anywhere j and k, along the rows of a list; Enter opens.
document.documentElement.classList.add("htmx-on");

const rows = () => [...document.querySelectorAll("table.list tbody tr")];
const step = (by) => {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next.querySelector("a").focus();
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.key === "ArrowDown" && event.target.type === "search" && rows().length) {
    event.preventDefault();
    return step(1);
  }
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "Escape" && typing) event.target.blur();
  if (typing) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("input[type=search]")?.focus();
  }
  if (event.code === "KeyJ") step(1);
  if (event.code === "KeyK") step(-1);
});

// Rows that come anew while somebody stands in them: they stand in the first one then.
let stood = false;
addEventListener("htmx:beforeSwap", () => { stood = !!document.getElementById("rows")?.contains(document.activeElement); });
addEventListener("htmx:afterSwap", () => { if (stood) step(1); });

// Keys: n to register from anywhere; Ctrl+Enter reads the message, and from the fields registers.
addEventListener("keydown", (event) => {
  const form = event.target.closest("form.new");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    const read = form.querySelector("[name=read]");
    (event.target.id === "message" ? read : (form.querySelector("#register") ?? read)).click();
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, select, textarea")) return;
  if (event.code === "KeyN") location.href = "/new";
});

// A message that was asked for is not read once more because it was typed a moment ago: the focus would be lost.
let lastRead = "";
addEventListener("htmx:confirm", (event) => {
  const message = document.getElementById("message");
  if (!message || event.detail.path !== "/new/reading") return;
  if (event.detail.elt === message && message.value === lastRead) event.preventDefault();
  lastRead = message.value;
});

// What a button copies, hands to another program, or prints.
addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).value);
    copy.textContent = "رونوشت شد";
  }
  const share = event.target.closest("[data-share]");
  if (share) navigator.share({ text: document.getElementById(share.dataset.share).value }).catch(() => { /* they changed their mind */ });
  if (event.target.closest("[data-print]")) print();
});
document.querySelectorAll("[data-share]").forEach((button) => { button.hidden = !navigator.share; });

// A session that ended while somebody registers: what they typed goes with them to the entrance and comes back.
addEventListener("htmx:responseError", (event) => {
  const form = document.getElementById("new");
  if (!form || event.detail.xhr.status !== 401) return;
  const by = event.detail.elt;
  if (by === form || by.name === "read") return HTMLFormElement.prototype.submit.call(form);
  if (document.getElementById("ended")) return;
  const words = document.createElement("p");
  words.id = "ended";
  words.className = "warning";
  words.setAttribute("role", "alert");
  words.textContent = "نشست شما تمام شده است. نوشته‌تان اینجاست: «بخوان» یا «ثبت» را بزنید، دوباره بیایید و ادامه دهید.";
  form.before(words);
});

// Back to the form itself, with what was typed in it; without a script the link leads to it anew.
addEventListener("click", (event) => {
  if (!event.target.closest("[data-back]") || !document.referrer.startsWith(location.origin)) return;
  event.preventDefault();
  history.back();
});

// The menu of a narrow screen shows where one is.
document.querySelector(".room > nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Files that were chosen, to be seen and heard before they are sent; they never leave this page by themselves.
const PLAYERS = { image: "img", audio: "audio", video: "video" };
const preview = (file) => {
  const figure = document.createElement("figure");
  const address = URL.createObjectURL(file);
  const tag = PLAYERS[file.type.split("/")[0]];
  const shown = document.createElement(tag ?? "a");
  if (tag) {
    shown.src = address;
    shown.controls = true;
    shown.alt = file.name;
  } else {
    shown.href = address;
    shown.target = "_blank";
    shown.textContent = "باز کردن";
  }
  const caption = document.createElement("figcaption");
  caption.textContent = file.name;
  figure.append(shown, caption);
  return figure;
};
const DOCUMENT = /\.(docx?|docm|pdf|rtf|odt|pages)$/i;
const previewed = (input) => {
  const place = document.getElementById(input.dataset?.previews);
  if (place) place.replaceChildren(...[...input.files].map(preview));
};
addEventListener("change", (event) => {
  const input = event.target;
  if (!input.dataset?.previews) return;
  previewed(input);
  if (input.hasAttribute("hx-post") && [...input.files].some((file) => DOCUMENT.test(file.name))) htmx.trigger(input, "documents");
});

// Documents are read on the desk at once and wait there; whatever else was chosen stays here until all is sent.
addEventListener("htmx:configRequest", (event) => {
  const input = event.detail.elt;
  if (input.type !== "file") return;
  const files = [...input.files];
  [input.name, "media"].forEach((name) => event.detail.formData.delete(name));
  files.filter((file) => DOCUMENT.test(file.name)).forEach((file) => event.detail.formData.append(input.name, file));
});
addEventListener("htmx:afterRequest", (event) => {
  const input = event.detail.elt;
  if (input.type !== "file" || !event.detail.successful) return;
  const left = new DataTransfer();
  [...input.files].filter((file) => !DOCUMENT.test(file.name)).forEach((file) => left.items.add(file));
  input.files = left.files;
  previewed(input);
});

// A named list is the one that the address has now, whatever was typed since the page came.
addEventListener("submit", (event) => {
  const asked = event.target.querySelector("[data-address]");
  if (asked) asked.value = location.search.slice(1);
});

// Files that are dropped on the place for them; on the form of a message anywhere, else the browser would leave it.
for (const kind of ["dragover", "dragleave", "drop"]) {
  addEventListener(kind, (event) => {
    const place = event.target.closest?.(".drop") ?? event.target.closest?.("form.new")?.querySelector(".drop");
    if (!place || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    place.classList.toggle("over", kind === "dragover");
    if (kind !== "drop") return;
    const input = place.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
