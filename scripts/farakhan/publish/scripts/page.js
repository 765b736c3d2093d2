(() => {
  const root = document.documentElement;
  const load = (name) => import(new URL(`assets/${name}.js`, new URL(root.dataset.base, location.href)));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("scheme"); } catch { return null; } };
  const chosen = stored();
  if (chosen) root.dataset.scheme = chosen;

  const scheme = (button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const now = root.dataset.scheme || (dark.matches ? "dark" : "light");
      root.dataset.scheme = now === "dark" ? "light" : "dark";
      try { localStorage.setItem("scheme", root.dataset.scheme); } catch { /* for this page alone */ }
    });
  };

  const search = (button) => {
    const open = () => load("search").then((module) => module.open());
    button.hidden = false;
    button.addEventListener("click", open);
    addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.closest("input,textarea,select,dialog")) { event.preventDefault(); open(); }
    });
  };

  const copy = (button) => {
    if (!navigator.clipboard) return;
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copyFrom);
      await navigator.clipboard.writeText(source ? source.textContent : button.dataset.copy);
      button.textContent = "رونوشت شد";
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  };

  // The words were right on the day the page was built; the reader's clock may be further on.
  const refresh = (element) => {
    const { until, then, last } = element.dataset, number = element.querySelector(".days");
    const left = Date.parse(until) - Date.now(), days = Math.floor(left / 86400000);
    if (left <= 0) element.textContent = then;
    else if (number && days) {
      number.textContent = days.toLocaleString("fa", { useGrouping: false });
      element.querySelector(".counted").hidden = true;
    } else if (last) element.textContent = last;
  };

  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
  // What was typed before a page's module came over a slow line; the module leaves it as it is.
  addEventListener("input", ({ target }) => { target.dataset.touched = "1"; });
  addEventListener("DOMContentLoaded", () => {
    each("[data-until]", refresh);
    each("[data-closes]", (element) => { if (Date.parse(element.dataset.closes) <= Date.now()) element.remove(); });
    each("button.scheme", scheme);
    each("button.search-open", search);
    each("button.copy", copy);
    each("[data-module]", (element) => load(element.dataset.module).then((module) => module.start(element)));
  });
})();
