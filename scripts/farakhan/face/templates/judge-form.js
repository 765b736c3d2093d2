"use strict";
// What a judge's form says, on whatever page it stands: the articles of a form, each an idea.
const judgeForm = (form) => {
  const scored = JSON.parse(form.dataset.criteria), yes = "بله";
  const ideas = [...form.querySelectorAll("article")];
  const fa = (number) => String(number).replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);
  const typed = (idea, what) => {
    const control = form.elements[`${idea.id}.${what}`];
    return control.type === "checkbox" ? (control.checked ? yes : "") : control.value.trim();
  };
  const away = (idea) => typed(idea, "conflict") || typed(idea, "unread");
  const scores = (idea) => scored.map((criterion) => (away(idea) ? "" : typed(idea, criterion)));

  const standing = (idea) => {
    const given = scores(idea).filter(Boolean).length;
    if (away(idea) || given === scored.length) return "کامل";
    return given ? "نیمه" : "مانده";
  };

  const follow = (idea) => {
    for (const field of idea.querySelectorAll(".score")) field.disabled = Boolean(away(idea));
    for (const label of idea.querySelectorAll("[data-with]")) label.hidden = !form.elements[label.dataset.with].checked;
  };
  return { ideas, scored, fa, typed, away, scores, standing, follow };
};
