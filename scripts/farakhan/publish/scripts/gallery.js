import { asked, has, keyOf } from "./fold.js";

// The gallery's filters: what is chosen stands in the address, so that it can be kept and sent.
export const start = (form) => {
  const cards = [...document.querySelectorAll(".winners-gallery .winner-card")].map((element) => ({
    element, ...element.dataset, places: (element.dataset.counties ?? "").split(" "), key: keyOf(element.textContent),
  }));
  const fits = {
    field: (card, value) => card.field === value,
    county: (card, value) => card.places.includes(value) || card.places.includes("all"),
    chain: (card, value) => card.chain === value,
    stage: (card, value) => card.stage === value,
    q: (card, value) => asked(value).every((word) => has(card.key, word)),
  };
  const count = form.querySelector(".gallery-count"), clear = form.querySelector(".gallery-clear");
  const persian = (number) => number.toLocaleString("fa", { useGrouping: false });

  const apply = () => {
    const chosen = [...new FormData(form)].filter(([name, value]) => fits[name] && value.trim());
    let shown = 0;
    for (const card of cards) {
      const fit = chosen.every(([name, value]) => fits[name](card, value));
      card.element.hidden = !fit;
      shown += fit;
    }
    clear.hidden = !chosen.length;
    if (!chosen.length) count.textContent = "";
    else count.textContent = shown ? `${persian(shown)} ایده از ${persian(cards.length)}` : "ایده‌ای با این ویژگی‌ها نیست.";
    return chosen;
  };
  const restore = () => {
    const given = new URLSearchParams(location.search);
    for (const control of form.elements) {
      if (!fits[control.name]) continue;
      const value = given.get(control.name) ?? "";
      control.value = control.tagName !== "SELECT" || [...control.options].some((one) => one.value === value) ? value : "";
    }
    apply();
  };
  const keep = () => {
    const query = new URLSearchParams(apply()).toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  };

  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => event.preventDefault());
  clear.addEventListener("click", () => {
    for (const control of form.elements) if (fits[control.name]) control.value = "";
    keep();
    form.elements.q.focus();
  });
  addEventListener("popstate", restore);
  restore();
  form.hidden = false;
};
