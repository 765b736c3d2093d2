// The form: its questions in steps, a draft on the phone, the answers read over, and what happens at the end.
import { list } from "./answers.js";
import { counting } from "./count.js";
import { draftOf } from "./draft.js";
import { answersOf, faultsOf, fieldsOf, settle } from "./fields.js";
import { idOf, stepsOf } from "./steps.js";

const keepWithinReach = () => {
  if (!navigator.serviceWorker) return;
  const address = new URL("../sw.js", import.meta.url).href;
  const trusted = globalThis.trustedTypes?.createPolicy("farakhan", { createScriptURL: () => address });
  navigator.serviceWorker.register(trusted?.createScriptURL("") ?? address).catch(() => { /* the form works without */ });
};

export const start = async (form) => {
  const { endOf, first } = await import(form.dataset.intake ? "./sending.js" : "./ready.js");
  const fields = fieldsOf(form), draft = draftOf(form), note = form.querySelector(".draft-note");
  const inSteps = [...form.querySelectorAll(".step")].filter((step) => step.querySelector(".q"));
  note.hidden = !draft.restore();
  settle(fields);
  const count = counting(fields), send = form.querySelector("#step-check .next"), whole = send.textContent;
  count();

  // What is sent though it is not complete, said before the end.
  const tellFaults = () => {
    const faults = inSteps.flatMap((step) => faultsOf(fields, step)), told = form.querySelector(".faulty");
    form.dataset.asItIs = faults.length ? "true" : "";
    told.hidden = !faults.length;
    told.querySelector("b").textContent = [...new Set(faults.map(([field]) => (field.kind === "text" ? "متن" : field.label)))].join("، ");
    send.textContent = faults.length ? "همین را بفرست" : whole;
  };

  const change = (field) => {
    steps.go(idOf(field.element.closest(".step")));
    field.element.scrollIntoView({ block: "start" });
    field.controls[0].focus({ preventScroll: true });
  };
  const erase = () => {
    draft.forget();
    end.forget?.();
    settle(fields);
    count();
    note.hidden = true;
    for (const one of form.querySelectorAll(".answers,.ready,.own-title")) one.replaceChildren();
  };
  const steps = stepsOf(form, fields, first, (id) => {
    if (id === "check") {
      list(form.querySelector(".answers"), inSteps, fields, change);
      tellFaults();
    }
    if (id === first) end(answersOf(fields));
    else end.leave?.();
  });
  const end = endOf(form, fields, { go: steps.go, tell: steps.tell, erase });

  // Said once the box is left; what else is wrong waits for «ادامه». A tap on a button leaves the box too: the button
  // would move away under the finger, so the words come a moment later.
  form.addEventListener("change", (event) => {
    const field = fields.find((one) => one.controls.includes(event.target));
    setTimeout(() => {
      const words = field?.exposed();
      if (words) field.tell(words);
    }, 200);
  });
  form.addEventListener("input", () => { settle(fields); count(); draft.keep(); });
  for (const button of form.querySelectorAll(".erase")) {
    button.addEventListener("click", () => {
      if (!confirm("همهٔ نوشته‌هایتان از این گوشی پاک می‌شود و برنمی‌گردد. پاک شود؟")) return;
      erase();
      end.drop?.();
      steps.go(idOf(inSteps[0]));
    });
  }

  keepWithinReach();
  form.noValidate = true;
  form.querySelector(".shared-phone").hidden = false;
  for (const one of form.parentElement.querySelectorAll(".without-script,.plain-post")) one.hidden = true;
  for (const one of form.querySelectorAll(".with-script")) one.hidden = false;
  steps.show(end.unfinished?.() ? first : location.hash.slice(1), false);
  form.hidden = false;
  if (!end.unfinished?.()) end.resume?.();
};
