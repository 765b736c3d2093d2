// What happens at the end where a server takes the idea: sent once, however often it is tried; or the ready message.
import { make } from "./make.js";
import { followerOf, queue } from "./follow.js";
import { keptFiles } from "./pictures.js";
import { messageNodes, save } from "./ready.js";

const COPY = "رونوشت رسید";
const SOLVED_AT_ONCE = 400, PATIENCE = 20_000, PAUSE = 5_000, LONGEST_PAUSE = 120_000;
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const persian = (number) => number.toLocaleString("fa", { useGrouping: false });

// The speed bump's sum, done here; without it the idea is taken all the same, and a person looks at it first.
const solved = async (intake) => {
  try {
    const { algorithm, challenge, salt, signature, maxNumber } = await (await fetch(`${intake}/challenge`, { signal: AbortSignal.timeout?.(PATIENCE) })).json();
    const text = new TextEncoder();
    for (let from = 0; from <= maxNumber; from += SOLVED_AT_ONCE) {
      const numbers = Array.from({ length: SOLVED_AT_ONCE }, (_, place) => from + place);
      const sums = await Promise.all(numbers.map((one) => crypto.subtle.digest("SHA-256", text.encode(salt + one))));
      const at = sums.findIndex((sum) => hex(sum) === challenge);
      if (at >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: from + at, salt, signature }));
    }
  } catch { /* an old phone, or a page that did not come over https */ }
  return "";
};

const random = () => hex(crypto.getRandomValues(new Uint8Array(16)));

// The form's key stays until the server has answered, so that each try is a try to send the same thing.
const keyOf = (name, fallback) => {
  try {
    const kept = localStorage.getItem(name) ?? fallback;
    localStorage.setItem(name, kept);
    return kept;
  } catch { return fallback; }
};

export const first = "sending";

// `go` shows a step, `tell` shows faults at their fields, `erase` forgets what was typed and calls `forget` of the end.
export const endOf = (form, fields, { go, tell, erase }) => {
  const { intake, edition } = form.dataset, name = `farakhan-key-${edition}`, waiting = `farakhan-waiting-${edition}`;
  const state = form.querySelector(".sending-state"), retry = form.querySelector(".retry");
  const otherwise = form.querySelector(".otherwise"), [pictures, films] = ["photo", "film"].map((one) => keptFiles(form.querySelector(`input[name=${one}]`), edition));
  const copy = form.querySelector(".copy-receipt");
  let answers = null, fallback = random(), under = false, later = 0, pause = PAUSE;

  const wait = (on) => {
    try { on ? localStorage.setItem(waiting, "1") : localStorage.removeItem(waiting); } catch { /* this visit alone */ }
  };
  const say = (words, again = false) => {
    state.textContent = words;
    state.classList.toggle("unconfirmed", again);
    state.classList.toggle("phase", !again);
    retry.hidden = !again;
  };
  const stay = (words) => {
    say(words, true);
    if (otherwise.hidden) otherwise.querySelector(".ready").replaceChildren(...messageNodes(form, fields, answers));
    otherwise.hidden = false;
  };

  // What is added to an idea changes its digest: the receipt that is shown has the new one from now on.
  const shown = form.querySelector(".receipt-text");
  const show = (receipt) => { shown.textContent = receipt; copy.textContent = COPY; };
  const renew = ({ digest }) => show(shown.textContent.replace(/(\nاثر انگشت[^:\n]*: )[0-9a-f]{16}/, `$1${digest.slice(0, 16)}`));

  const follow = followerOf(form, renew);

  const done = async (told, key) => {
    const chosen = queue(await pictures.files(), await films.files()), idea = { code: told.code, key, shown: told.shown };
    await follow.keep(idea, chosen);
    for (const one of form.querySelectorAll(".of-receipt")) one.hidden = false;
    form.querySelector(".own-code").textContent = told.shown;
    form.querySelector(".own-word").textContent = told.word;
    show(told.receipt);
    form.querySelector(".next-steps").replaceChildren(...told.next.map((one) => make("li", { textContent: one })));
    erase();
    go("done");
    await follow(idea, chosen);
  };

  const body = async (key) => {
    const made = new FormData();
    for (const [key, answer] of Object.entries(answers)) for (const one of [answer].flat()) made.append(key, one);
    if (form.dataset.asItIs) made.append("as_it_is", "true");
    made.append("key", key);
    made.append("website", form.elements.website.value);
    made.append("altcha", await solved(intake));
    return made;
  };

  // What is changed while it is on its way is sent after it, under the same key: it mends what came before.
  const send = async () => {
    if (under) return;
    const sent = answers, key = keyOf(name, fallback);
    under = true;
    clearTimeout(later);
    wait(true);
    try {
      say("در حال فرستادن… صفحه را نبندید.");
      const answer = await fetch(`${intake}/ideas`, { method: "POST", body: await body(key), headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (answers !== sent) return;
      if (answer.ok) done(told, key);
      else {
        wait(false);
        if (told.errors) tell(told.errors.map(({ field, words }) => [field, words]));
        else stay(told.words);
      }
    } catch (error) {
      if (answers !== sent) return;
      stay("خط اینترنت نیست یا قطع شد. نوشته‌هایتان روی همین گوشی ماند. تا این صفحه باز است خودش باز می‌فرستد، و اگر ببندیدش بار دیگر که بازش کنید؛ دو بار ثبت نمی‌شود.");
      later = setTimeout(resend, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    } finally {
      under = false;
      if (answers && answers !== sent) send();
    }
  };

  const resend = () => { if (answers) send(); };

  retry.addEventListener("click", send);
  addEventListener("online", resend);
  form.querySelector(".save").addEventListener("click", () => save(shown.textContent, "رسید.txt"));
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(shown.textContent);
    copy.textContent = "رونوشت شد";
  });
  form.querySelector(".again").addEventListener("click", () => go("idea"));

  const end = (found) => {
    answers = found;
    pause = PAUSE;
    otherwise.hidden = true;
    send();
  };
  end.leave = () => {
    answers = null;
    wait(false);
  };
  // Nothing of what was to be sent stays on this phone, nor what would take the next idea for this one.
  end.forget = () => {
    try { localStorage.removeItem(name); } catch { /* nothing was kept */ }
    fallback = random();
    wait(false);
    pictures.forget();
    films.forget();
  };
  // What is on its way by now is left as well.
  end.drop = () => follow.drop();
  // Photos and clips that were on their way when the page was left go on; the receipt is not shown again.
  end.resume = () => follow.resume((idea) => {
    for (const one of form.querySelectorAll(".of-receipt")) one.hidden = true;
    show("");
    form.querySelector(".own-code").textContent = idea.shown;
    go("done");
  });
  // Whether it was being sent when the page was left.
  end.unfinished = () => { try { return localStorage.getItem(waiting) === "1"; } catch { return false; } };
  return end;
};
