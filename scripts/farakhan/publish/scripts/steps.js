// Short steps on one address: one is shown at a time, and each has its place in the phone's history.
import { faultsOf, fieldsOf, mayStay } from "./fields.js";
import { make } from "./make.js";
import { persian } from "./message.js";

export const idOf = (step) => step.id.replace("step-", "");

// `shown` is called with each step's id before it is shown; `end` is the step where nothing is asked any more.
export const stepsOf = (form, fields, end, shown) => {
  const all = [...form.querySelectorAll(".step")], title = document.title;
  const files = fieldsOf(form, ".photos");
  const box = form.querySelector(".errors"), progress = form.querySelector(".progress");
  const ends = all.findIndex((step) => idOf(step) === end);
  const [said, bar] = progress.children;
  bar.append(...all.slice(0, ends).map(() => make("span", {})));
  // The steps whose faults somebody has seen and goes on with.
  const left = new Set(), stay = box.querySelector(".stay");
  const open = (step) => (left.has(step) ? faultsOf(fields, step).filter((fault) => !mayStay(...fault)) : faultsOf(fields, step));
  for (const step of all) step.querySelector("h2").setAttribute("aria-describedby", said.id);

  const show = (at, focus = true) => {
    const step = all[at];
    for (const field of fields) field.tell("");
    shown(idOf(step));
    for (const one of all) one.hidden = one !== step;
    box.hidden = true;
    progress.hidden = at >= ends;
    form.dataset.at = idOf(step);
    said.textContent = at < ends ? persian(`گام ${at + 1} از ${ends}`) : "";
    [...bar.children].forEach((one, index) => one.classList.toggle("passed", index <= at));
    form.closest(".md-typeset").classList.toggle("within-form", at > 0);
    document.title = `${step.dataset.title} - ${title}`;
    if (focus) step.querySelector("h2").focus();
  };

  // Nobody comes to a step before what stands in front of it is right, by whatever address.
  const reached = (id) => {
    const wanted = all.findIndex((step) => idOf(step) === id);
    const first = all.findIndex((step) => open(step).length);
    return first < 0 ? Math.max(0, wanted) : Math.min(first, Math.max(0, wanted));
  };

  const go = (id) => {
    history.pushState(null, "", `#${id}`);
    show(all.findIndex((step) => idOf(step) === id));
  };

  // GOV.UK's manner: a summary that has the focus, each line a way to its field, the same words at the field.
  const summary = (step, found) => {
    for (const field of [...fields, ...files]) field.tell(found.find(([one]) => one === field)?.[1] ?? "");
    box.hidden = !found.length;
    if (!found.length) return;
    stay.hidden = !found.every(([field, words]) => field && fields.includes(field) && mayStay(field, words));
    stay.querySelector("button").onclick = () => {
      left.add(step);
      onward(step);
    };
    box.querySelector("ul").replaceChildren(...found.map(([field, words]) => {
      if (!field) return make("li", { textContent: words });
      const link = make("a", { href: `#${field.controls[0].id}`, textContent: words });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        field.element.scrollIntoView({ block: "start" });
        field.controls[0].focus({ preventScroll: true });
      });
      return make("li", {}, link);
    }));
    document.title = `خطا: ${step.dataset.title} - ${title}`;
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "start" });
  };

  const right = (step) => {
    const found = open(step);
    summary(step, found);
    return !found.length;
  };

  // To the next step, or back to the first where something is to be mended by now.
  const onward = (step) => {
    const wanted = all[all.indexOf(step) + 1], to = all[reached(idOf(wanted))];
    go(idOf(to));
    if (to !== wanted) right(to);
  };

  // Faults that somebody else found, as pairs of a field's key and words, shown in the step of the first.
  const tell = (pairs) => {
    const found = pairs.map(([key, words]) => [[...files, ...fields].findLast((field) => field.key === key), words]);
    const step = found.find(([field]) => field)?.[0].element.closest(".step") ?? all[0];
    go(idOf(step));
    summary(step, found);
  };

  all.forEach((step, at) => {
    step.querySelector(".back")?.addEventListener("click", () => go(idOf(all[at - 1])));
    step.querySelector(".next")?.addEventListener("click", () => { if (right(step)) onward(step); });
    for (const buttons of step.querySelectorAll(".step-buttons")) buttons.hidden = false;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    all.find((step) => !step.hidden).querySelector(".next")?.click();
  });
  addEventListener("popstate", () => {
    const id = location.hash.slice(1);
    if (!id || all.some((step) => idOf(step) === id)) show(reached(id));
  });

  return { go, tell, show: (id, focus) => show(reached(id), focus) };
};
