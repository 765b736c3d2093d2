(() => {
  const form = document.getElementById("sheet"), progress = document.getElementById("progress");
  const { of, name, columns } = form.dataset;
  const { ideas, fa, typed, scores, standing, follow } = judgeForm(form);
  const key = `farakhan-sheet-${of}`, names = JSON.parse(columns);

  const show = () => {
    const count = { "کامل": 0, "نیمه": [] };
    ideas.forEach((idea, place) => {
      const now = standing(idea);
      follow(idea);
      document.querySelector(`[data-for="${idea.id}"]`).textContent = `(${now})`;
      if (now === "کامل") count[now] += 1;
      if (now === "نیمه") count[now].push(fa(place + 1));
    });
    const half = count["نیمه"].length ? ` نیمه‌پر: ${count["نیمه"].join("، ")}؛ تا پر نشوند برگ گرفته نمی‌شود.` : "";
    progress.textContent = `${fa(count["کامل"])} از ${fa(ideas.length)} ایده.${half}`;
  };

  const keep = () => {
    const all = [...form.elements].filter((one) => one.name && (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value));
    try {
      localStorage.setItem(key, JSON.stringify(all.map((one) => [one.name, one.value])));
    } catch {
      document.getElementById("unkept").hidden = false;
    }
  };

  const restore = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch { document.getElementById("unkept").hidden = false; }
    if (!Array.isArray(kept)) return;
    const values = new Map(kept);
    for (const one of form.elements) {
      if (one.type === "radio") one.checked = (values.get(one.name) ?? "") === one.value;
      else if (one.type === "checkbox") one.checked = values.has(one.name);
      else if (one.name) one.value = values.get(one.name) ?? "";
    }
  };

  const quoted = (cell) => `"${cell.replaceAll('"', '""')}"`;
  const sheet = () => {
    const rows = ideas.map((idea) => {
      const conflict = typed(idea, "conflict"), title = idea.querySelector("h2").textContent;
      const words = [conflict, conflict && typed(idea, "why"), typed(idea, "unread"), typed(idea, "rule"), typed(idea, "note")];
      return [idea.dataset.code, title, ...scores(idea), ...words, of];
    });
    return [names, ...rows].map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
  };

  document.getElementById("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", sheet()], { type: "text/csv" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { keep(); show(); });
  restore();
  show();
})();
