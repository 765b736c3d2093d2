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
