// What changes with the hour, corrected by the reader's clock; the page is right without it, on the day it was built.
(() => {
  const day = 86400000;
  const persian = (number) => String(number).replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);

  const refresh = () => {
    for (const element of document.querySelectorAll("[data-until]")) {
      const left = Date.parse(element.dataset.until) - Date.now();
      const days = Math.floor(left / day);
      if (left <= 0) {
        element.textContent = element.dataset.then;
      } else if (element.dataset.left) {
        element.textContent = days > 0 ? element.dataset.left.replace("{}", persian(days)) : element.dataset.last;
      }
    }
  };

  const offer = (button) => {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "رونوشت شد";
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  };

  refresh();
  if (navigator.clipboard) document.querySelectorAll("button.copy").forEach(offer);
})();
