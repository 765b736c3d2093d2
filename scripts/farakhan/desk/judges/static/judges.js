"use strict";
// A judge's page: ideas come once and stay in this browser; what is given goes into a queue here, and leaves it only when
// the server has answered that it is durable. Without a network it all goes on.
(() => {
  const el = (id) => document.getElementById(id);
  const fa = (number) => String(number).replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);
  const ascii = (text) => text.replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit)).replace(/[٠-٩]/g, (digit) => "٠١٢٣٤٥٦٧٨٩".indexOf(digit));
  const word = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = (one, other) => JSON.stringify(flat(one)) === JSON.stringify(flat(other));
  const flat = (mark) => [Object.entries(mark.scores).sort(), mark.conflict, mark.why, mark.unread, mark.rule, mark.note];
  const PATIENCE = 15_000, LOOK = 5 * 60_000;

  // What is kept in this browser.
  const STORES = ["about", "marks", "queue"];
  const got = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const database = new Promise((done, failed) => {
    const request = indexedDB.open("farakhan-judge", 1);
    request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name));
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const kept = async (work, mode = "readwrite") => {
    try {
      const transaction = (await database).transaction(STORES, mode, { durability: "strict" });
      const end = new Promise((done, failed) => {
        transaction.oncomplete = done;
        transaction.onabort = transaction.onerror = () => failed(transaction.error);
      });
      const [about, marks, queue] = STORES.map((name) => transaction.objectStore(name));
      const result = await work({ about, marks, queue });
      await end;
      return result;
    } catch (error) {
      el("unkept").hidden = false;
      throw error;
    }
  };

  let me = { judge: "", round: "", token: "", link: "", done: false };
  let form = null, at = 0, isOnline = true, wait = 1000, timer = 0, isSending = false, isClosed = false;
  const standing = new Map(), queue = new Map();
  const key = (code) => `${me.judge} ${me.round} ${code}`;
  const isMine = (entry) => entry.judge === me.judge && entry.round === me.round;
  const articles = () => (form ? form.judge.ideas : []);
  const article = (code) => articles().find((one) => one.dataset.code === code);
  const empty = () => ({ scores: {}, conflict: false, why: "", unread: false, rule: "", note: "" });
  const mark = (code) => queue.get(code)?.mark ?? standing.get(code)?.mark ?? empty();
  const others = "BroadcastChannel" in window ? new BroadcastChannel("farakhan-judge") : null;

  const load = async () => {
    const { marks, entries } = await kept(async (stores) => {
      const keys = await got(stores.marks.getAllKeys()), values = await got(stores.marks.getAll());
      return { marks: keys.map((name, place) => [name, values[place]]), entries: await got(stores.queue.getAll()) };
    }, "readonly");
    standing.clear();
    queue.clear();
    for (const [name, value] of marks) if (name === key(value.code)) standing.set(value.code, value);
    for (const entry of entries) if (isMine(entry)) queue.set(entry.code, entry);
  };

  // What stands in a form.
  const field = (idea, what) => form.elements[`${idea.id}.${what}`];
  const read = (idea) => {
    const given = empty();
    for (const criterion of form.judge.scored) {
      const control = field(idea, criterion), text = ascii(control.value.trim());
      const isScore = /^\d{1,4}$/.test(text) && Number(text) <= Number(form.dataset.scale);
      if (isScore) given.scores[criterion] = Number(text);
      if (control.type === "text") control.setAttribute("aria-invalid", String(Boolean(text) && !isScore));
    }
    for (const what of ["conflict", "unread"]) given[what] = field(idea, what).checked;
    for (const what of ["why", "rule", "note"]) given[what] = field(idea, what).value;
    return given;
  };
  const fill = (idea, given) => {
    for (const criterion of form.judge.scored) field(idea, criterion).value = given.scores[criterion] ?? "";
    for (const what of ["conflict", "unread"]) field(idea, what).checked = given[what];
    for (const what of ["why", "rule", "note"]) field(idea, what).value = given[what];
    form.judge.follow(idea);
  };
  const names = () => new Map(form.judge.scored.map((criterion, place) => [criterion, articles()[0].querySelectorAll(".score legend")[place].firstChild.textContent.trim()]));
  const words = (given) => {
    if (given.conflict) return `تعارض منافع${given.why ? `: ${given.why}` : ""}`;
    if (given.unread) return "نتوانستم بخوانم";
    const called = names(), scores = form.judge.scored.filter((id) => id in given.scores).map((id) => `${called.get(id)} ${fa(given.scores[id])}`);
    const more = [given.rule && `واجد شرایط نیست: ${given.rule}`, given.note].filter(Boolean);
    return [scores.join("، ") || "بی امتیاز", ...more].join("؛ ");
  };

  // What is seen.
  const SECTIONS = ["outside", "enter", "work", "overview", "closed"];
  const open = (name) => {
    for (const id of SECTIONS) el(id).hidden = id !== name;
    el("foot").hidden = !["work", "overview"].includes(name);
    el("all").hidden = name === "overview";
  };
  const isOpen = (name) => !el(name).hidden;
  const list = (target, texts) => target.replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));

  const paint = () => {
    const waiting = queue.size;
    el("net").textContent = waiting && isEnded() ? `${fa(waiting)} تغییر در این دستگاه مانده است.` : waiting ? (isOnline ? `${fa(waiting)} تغییر فرستاده می‌شود…` : `اینترنت نیست؛ ${fa(waiting)} تغییر در این دستگاه مانده است.`) : (isOnline ? "" : "اینترنت نیست؛ ادامه بدهید، چیزی گم نمی‌شود.");
    if (!form || isClosed) return;
    const whole = articles().filter((idea) => form.judge.standing(idea) === "کامل").length;
    el("progress").textContent = isOpen("overview") ? `${fa(whole)} کامل از ${fa(articles().length)}` : `ایدهٔ ${fa(at + 1)} از ${fa(articles().length)}، ${fa(whole)} کامل`;
    const idea = articles()[at], code = idea.dataset.code, entry = queue.get(code), now = standing.get(code);
    const half = form.judge.standing(idea) === "نیمه" ? "؛ نیمه‌پر است" : "";
    const state = entry?.stale ? "در دو جا عوض شده است" : entry?.refused ? "ثبت نشد" : entry ? (isOnline ? "فرستاده می‌شود…" : "در این دستگاه هست") : now ? "ثبت شد" : "";
    el("kept").textContent = isOpen("overview") ? "" : state + (state ? half : "");
    el("stale").hidden = !entry?.stale;
    if (entry?.stale) {
      el("stale-here").textContent = words(entry.mark);
      el("stale-there").textContent = words(entry.stale.mark);
    }
    const wrong = entry?.refused ? [entry.refused] : (!entry && now?.wrong) || [];
    el("wrong").hidden = !wrong.length;
    list(el("wrong"), wrong);
    el("before").disabled = isOpen("work") && at === 0;
    el("after").textContent = isOpen("work") && at === articles().length - 1 ? "پیشرفت من" : "بعدی";
    el("after").hidden = isOpen("overview");
    el("before").textContent = isOpen("overview") ? "برگشت" : "پیشین";
    if (isOpen("overview")) overview(whole);
  };

  const go = (place, focus = true) => {
    at = Math.max(0, Math.min(place, articles().length - 1));
    articles().forEach((idea, number) => { idea.hidden = number !== at; });
    open("work");
    paint();
    scrollTo(0, 0);
    const title = articles()[at].querySelector("h2");
    title.tabIndex = -1;
    if (focus) title.focus({ preventScroll: true });
  };
  const next = () => (at === articles().length - 1 ? see() : go(at + 1));
  const see = () => {
    open("overview");
    paint();
    scrollTo(0, 0);
    el("overview-title").focus({ preventScroll: true });
  };

  const overview = (whole) => {
    const rest = articles().length - whole;
    const state = me.done && !queue.size ? "برگ شما با همین‌ها ثبت و تأیید شده است." : rest ? `${fa(rest)} ایده هنوز کامل نیست؛ بی امتیاز می‌ماند.` : "همه کامل است. اگر همین‌هاست، «تمام شد» را بزنید.";
    el("so-far").textContent = `${fa(whole)} از ${fa(articles().length)} ایده کامل است. ${state}`;
    const rows = articles().map((idea, place) => {
      const row = document.createElement("li"), button = document.createElement("button"), note = document.createElement("span");
      const code = idea.dataset.code, entry = queue.get(code), now = standing.get(code);
      const scores = Object.values(mark(code).scores), away = mark(code).conflict || mark(code).unread;
      button.type = "button";
      button.textContent = idea.querySelector("h2").textContent;
      button.addEventListener("click", () => go(place));
      const sum = !away && scores.length === form.judge.scored.length ? `، مجموع ${fa(scores.reduce((one, other) => one + other, 0))}` : "";
      const more = entry?.stale ? "، در دو جا عوض شده" : entry ? "، هنوز نرفته" : now?.wrong?.length ? "، چیزی باید درست شود" : "";
      note.className = "standing";
      note.textContent = ` (${away ? (mark(code).conflict ? "تعارض منافع" : "نخوانده") : form.judge.standing(idea)}${sum}${more})`;
      row.append(button, note);
      return row;
    });
    el("list").replaceChildren(...rows);
    el("spread").replaceChildren(...form.judge.scored.map(distribution));
  };

  const SVG = "http://www.w3.org/2000/svg";
  const drawn = (name, values, text = "") => {
    const made = document.createElementNS(SVG, name);
    for (const [attribute, value] of Object.entries(values)) made.setAttribute(attribute, value);
    made.textContent = text;
    return made;
  };
  const distribution = (criterion) => {
    const top = Number(form.dataset.scale), steps = Math.min(top, 10), counts = new Array(steps + 1).fill(0);
    const given = articles().map((idea) => mark(idea.dataset.code)).filter((one) => !one.conflict && !one.unread && criterion in one.scores).map((one) => one.scores[criterion]);
    for (const score of given) counts[Math.round((score * steps) / top)] += 1;
    const most = Math.max(1, ...counts), wide = 300 / (steps + 1);
    const mean = given.length ? given.reduce((one, other) => one + other, 0) / given.length : 0;
    const said = given.length ? `میانگین ${fa(mean.toFixed(1)).replace(".", "٫")}، ${fa(given.length)} ایده` : "هنوز هیچ";
    const figure = document.createElement("figure"), caption = document.createElement("figcaption");
    caption.textContent = `${names().get(criterion)}: ${said}`;
    const svg = drawn("svg", { viewBox: "0 0 300 74", role: "img", "aria-label": counts.map((count, step) => `${fa(Math.round((step * top) / steps))}: ${fa(count)} بار`).join("، ") });
    counts.forEach((count, step) => {
      const left = 300 - (step + 1) * wide, high = (44 * count) / most;
      svg.append(drawn("rect", { class: "axis", x: left + 2, y: 58, width: wide - 4, height: 1 }));
      if (count) svg.append(drawn("rect", { x: left + 2, y: 58 - high, width: wide - 4, height: high }), drawn("text", { x: left + wide / 2, y: 54 - high }, fa(count)));
      svg.append(drawn("text", { x: left + wide / 2, y: 71 }, fa(Math.round((step * top) / steps))));
    });
    figure.append(caption, svg);
    return figure;
  };

  // What is given goes into the queue first.
  const change = async (idea) => {
    const code = idea.dataset.code, given = read(idea);
    form.judge.follow(idea);
    const name = key(code), entry = { judge: me.judge, round: me.round, code, mark: given, change: word(), tried: false };
    queue.set(code, { base: standing.get(code)?.revision ?? 0, after: [], ...queue.get(code), ...entry });
    me.done = false;
    paint();
    try {
      const put = await kept(async (stores) => {
        const before = await got(stores.queue.get(name)), now = await got(stores.marks.get(name));
        const after = before ? [...before.after, ...(before.tried ? [before.change] : [])].slice(-20) : [];
        const whole = { ...entry, base: before?.base ?? now?.revision ?? 0, after, ...(before?.stale ? { stale: before.stale } : {}) };
        await got(stores.queue.put(whole, name));
        return whole;
      });
      if (same(read(idea), put.mark)) queue.set(code, put);
    } catch { /* (said already: this browser keeps nothing) */ }
    others?.postMessage({ code });
    send();
  };

  // And leaves it when the server says that it is durable there.
  const ask = async (path, options = {}) => {
    const headers = { ...(options.body ? { "content-type": "application/json" } : {}), ...(me.token ? { "x-token": me.token } : {}) };
    const answer = await fetch(path, { ...options, headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return { status: answer.status, body: await (path === "/ideas" && answer.ok ? answer.text() : answer.json()), version: answer.headers.get("x-version") };
  };
  const line = (is) => {
    isOnline = is;
    if (is) wait = 1000;
    paint();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(again, wait);
    wait = Math.min(wait * 2, 30_000);
  };
  const again = () => (me.token ? send() : isEnded() ? null : begin());
  const alone = (work) => (navigator.locks ? navigator.locks.request("farakhan-judge", work) : work());

  const send = async () => {
    if (isSending || isClosed || !me.token) return;
    isSending = true;
    try {
      await alone(async () => {
        for (let entry = await first(); entry && !isClosed; entry = await first()) {
          if (!(await gone(entry))) {
            later();
            return;
          }
        }
      });
    } finally {
      isSending = false;
      paint();
    }
  };
  const first = () => kept(async (stores) => {
    for (const name of await got(stores.queue.getAllKeys())) {
      const entry = await got(stores.queue.get(name));
      if (isMine(entry) && !entry.stale && !entry.refused) {
        const tried = { ...entry, tried: true };
        await got(stores.queue.put(tried, name));
        return tried;
      }
    }
    return null;
  }).catch(() => [...queue.values()].find((entry) => isMine(entry) && !entry.stale && !entry.refused) ?? null);

  /** Whether the queue may go on. */
  const gone = async (entry) => {
    const { judge, round, code: idea, mark: given, base, change: step, after } = entry;
    let answer;
    try {
      answer = await ask("/marks", { method: "POST", body: JSON.stringify({ judge, round, idea, mark: given, base, change: step, after }) });
    } catch {
      line(false);
      return false;
    }
    line(true);
    const { status, body } = answer;
    if (status === 200 && body.change === step && same(body.mark, given)) return settled(entry, body, null);
    if (status === 409) return same(body.kept.mark, given) ? settled(entry, body.kept, null) : settled(entry, null, { stale: body.kept });
    if (status === 422) return settled(entry, null, { refused: body.words });
    if (status === 410) {
      await close(true);
      return true;
    }
    if (status === 401) ended();
    if (status === 403) await begin();
    return false;
  };
  const settled = async (entry, now, odd) => {
    const name = key(entry.code), value = now && { code: entry.code, mark: now.mark, revision: now.revision, wrong: now.wrong };
    const left = (before) => {
      if (!before) return null;
      if (odd) return before.change === entry.change ? { ...before, ...odd } : before;
      return before.change === entry.change ? null : { ...before, base: now.revision, after: [] };
    };
    let rest = left(queue.get(entry.code));
    try {
      rest = await kept(async (stores) => {
        if (value) await got(stores.marks.put(value, name));
        const stays = left(await got(stores.queue.get(name)));
        await got(stays ? stores.queue.put(stays, name) : stores.queue.delete(name));
        return stays;
      });
    } catch { /* (said already: this browser keeps nothing) */ }
    if (value) standing.set(entry.code, value);
    if (rest) queue.set(entry.code, rest);
    else queue.delete(entry.code);
    others?.postMessage({ code: entry.code });
    paint();
    return true;
  };

  // Two places changed one idea: a person says which stays.
  const choose = async (isHere) => {
    const idea = articles()[at], code = idea.dataset.code, entry = queue.get(code), there = entry?.stale;
    if (!there) return;
    const value = { code, mark: there.mark, revision: there.revision, wrong: there.wrong };
    const { stale: _, ...again } = { ...entry, base: there.revision, after: [], tried: false, change: word() };
    await kept(async (stores) => {
      await got(stores.marks.put(value, key(code)));
      await got(isHere ? stores.queue.put(again, key(code)) : stores.queue.delete(key(code)));
    });
    standing.set(code, value);
    if (isHere) queue.set(code, again);
    else queue.delete(code);
    fill(idea, mark(code));
    others?.postMessage({ code });
    paint();
    send();
  };

  // Coming in, and what is here.
  const enter = () => {
    me.token = "";
    el("own").hidden = true;
    el("ended").hidden = true;
    el("pin").value = el("new").value = "";
    open(me.link ? "enter" : "outside");
    if (me.link) el("pin").focus();
  };
  /** The session is over; nobody is torn away from what they read. */
  const ended = () => {
    me.token = "";
    el("ended").hidden = false;
  };
  const isEnded = () => !el("ended").hidden || isOpen("enter") || isOpen("outside");
  el("again").addEventListener("click", () => {
    el("ended").hidden = true;
    enter();
  });
  const refuse = (text) => {
    el("refused").textContent = text;
    el("refused").hidden = !text;
  };
  el("entrance").addEventListener("submit", async (event) => {
    event.preventDefault();
    refuse("");
    const isChoosing = !el("own").hidden;
    let answer;
    try {
      answer = await ask("/in", { method: "POST", body: JSON.stringify({ link: me.link, pin: el("pin").value, ...(isChoosing ? { new: el("new").value } : {}) }) });
    } catch {
      refuse("اینترنت نیست؛ کمی بعد دوباره بزنید.");
      return;
    }
    if (answer.status !== 200) {
      refuse(answer.body.words);
      return;
    }
    if (answer.body.choose) {
      el("own").hidden = false;
      el("why-enter").textContent = "این واژه تنها یک بار کار می‌کند. اکنون رمزی برای خودتان بگذارید که تنها شما بدانید.";
      el("new").focus();
      return;
    }
    await kept((stores) => got(stores.about.put(me.link, "link"))).catch(() => null);
    history.replaceState(null, "", "/");
    await begin();
    others?.postMessage({ all: true });
  });

  const begin = async () => {
    let answer;
    try {
      answer = await ask("/state");
    } catch {
      line(false);
      if (!form) await away();
      later();
      return;
    }
    line(true);
    if (answer.status === 401) {
      if (form) ended();
      else enter();
      return;
    }
    if (answer.status !== 200) {
      later();
      return;
    }
    await come(answer.body);
  };
  const come = async (state) => {
    const there = await kept(async (stores) => ({ judge: await got(stores.about.get("judge")), round: await got(stores.about.get("round")), version: await got(stores.about.get("version")), html: await got(stores.about.get("html")) })).catch(() => ({}));
    const isOther = there.judge !== state.judge || there.round !== state.round;
    if (isOther && form) form = null;
    me = { ...me, judge: state.judge, round: state.round, token: state.token, done: state.done };
    isClosed = false;
    el("ended").hidden = true;
    if (!state.open) {
      await load().catch(() => null);
      await close(!state.none);
      return;
    }
    let html = isOther ? "" : there.html, version = there.version;
    if (!html || version !== state.version) {
      try {
        const answer = await ask("/ideas");
        if (answer.status !== 200) throw new Error("ideas");
        ({ body: html, version } = answer);
      } catch {
        if (!html) {
          line(false);
          later();
          return;
        }
      }
    }
    await kept(async (stores) => {
      for (const [name, value] of Object.entries({ judge: state.judge, round: state.round, version, html })) await got(stores.about.put(value, name));
      for (const [code, value] of Object.entries(state.marks)) await got(stores.marks.put({ code, ...value }, key(code)));
    }).catch(() => null);
    await load().catch(() => null);
    for (const [code, value] of Object.entries(state.marks)) standing.set(code, { code, ...value });
    render(html, version);
    send();
  };
  /** Without a network: as it was when there last was one. */
  const away = async () => {
    const there = await kept(async (stores) => ({ judge: await got(stores.about.get("judge")), round: await got(stores.about.get("round")), html: await got(stores.about.get("html")), version: await got(stores.about.get("version")) })).catch(() => ({}));
    if (!there.html) return;
    me = { ...me, judge: there.judge, round: there.round };
    await load();
    render(there.html, there.version);
  };
  let shown = "";
  const render = (html, version) => {
    const isNew = !form || shown !== version;
    if (isNew) {
      const code = articles()[at]?.dataset.code;
      el("ideas").innerHTML = html;
      form = el("sheet");
      form.judge = judgeForm(form);
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("input", (event) => change(event.target.closest("article")));
      shown = version;
      at = Math.max(0, articles().findIndex((idea) => idea.dataset.code === (code ?? sessionStorage.at)));
    }
    for (const idea of articles()) if (isNew || !idea.contains(document.activeElement) || idea.hidden) fill(idea, mark(idea.dataset.code));
    if (isNew || !(isOpen("work") || isOpen("overview"))) go(at, false);
    paint();
  };

  const close = async (isAfter) => {
    isClosed = true;
    const late = [...queue.values()].filter((entry) => isMine(entry));
    const texts = late.map((entry) => `${article(entry.code)?.querySelector("h2").textContent ?? entry.code}: ${form ? words(entry.mark) : entry.code}`);
    await kept(async (stores) => {
      for (const name of ["html", "version", "judge", "round"]) await got(stores.about.delete(name));
      await got(stores.marks.clear());
    }).catch(() => null);
    el("ideas").replaceChildren();
    form = null;
    shown = "";
    el("closed-title").textContent = isAfter ? "داوری این دور بسته شده است" : "هنوز ایده‌ای به شما داده نشده است";
    el("closed-words").textContent = isAfter ? "سپاس از شما. ایده‌ها از این دستگاه پاک شد." : "چون داده شد، همین لینک را دوباره باز کنید.";
    el("late").hidden = !texts.length;
    list(el("late-list"), texts);
    el("net").textContent = "";
    open("closed");
  };
  el("late-seen").addEventListener("click", async () => {
    await kept(async (stores) => {
      for (const name of await got(stores.queue.getAllKeys())) if (isMine(await got(stores.queue.get(name)))) await got(stores.queue.delete(name));
    });
    queue.clear();
    el("late").hidden = true;
  });

  // Buttons and keys.
  el("after").addEventListener("click", next);
  el("before").addEventListener("click", () => (isOpen("overview") ? go(at) : go(at - 1)));
  el("all").addEventListener("click", see);
  el("take-here").addEventListener("click", () => choose(true));
  el("take-there").addEventListener("click", () => choose(false));
  const cannot = (text) => {
    el("cannot").textContent = text;
    el("cannot").hidden = !text;
  };
  el("done").addEventListener("click", async () => {
    cannot("");
    await send();
    if (queue.size) {
      cannot(`${fa(queue.size)} تغییر هنوز به سرور نرسیده یا باید درباره‌اش تصمیم بگیرید؛ سپس دوباره بزنید.`);
      return;
    }
    try {
      const { status, body } = await ask("/done", { method: "POST", body: "{}" });
      if (status === 200) me.done = body.done;
      else if (status === 410) await close(true);
      else if (status === 401) ended();
      else cannot(body.words);
    } catch {
      line(false);
      cannot("اینترنت نیست؛ آنچه داده‌اید ثبت است. «تمام شد» را کمی بعد دوباره بزنید.");
    }
    paint();
  });
  el("leave").addEventListener("click", async () => {
    if (queue.size) {
      cannot("چیزی هنوز به سرور نرسیده است؛ نخست بگذارید برود.");
      return;
    }
    await ask("/leave", { method: "POST", body: "{}" }).catch(() => null);
    await kept(async (stores) => {
      await got(stores.about.clear());
      await got(stores.marks.clear());
    }).catch(() => null);
    location.replace("/");
  });

  let typed = "", typedAt = 0;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !form) return;
    if (event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
    if (event.code === "KeyJ") next();
    if (event.code === "KeyK") (isOpen("overview") ? go(at) : go(at - 1));
    const digit = ascii(event.key), scale = event.target.closest?.(".scale");
    if (!scale || !/^\d$/.test(digit)) return;
    typed = Date.now() - typedAt < 800 && Number(typed + digit) <= Number(form.dataset.scale) ? typed + digit : digit;
    typedAt = Date.now();
    const radio = scale.querySelector(`input[value="${Number(typed)}"]`);
    if (!radio) return;
    radio.focus();
    radio.click();
    event.preventDefault();
  });
  others?.addEventListener("message", async ({ data }) => {
    if (data.all) {
      await begin();
      return;
    }
    await load().catch(() => null);
    const idea = article(data.code);
    if (idea && !same(read(idea), mark(data.code))) fill(idea, mark(data.code));
    paint();
    send();
  });
  addEventListener("online", () => { line(true); again(); });
  addEventListener("offline", () => line(false));
  addEventListener("pagehide", () => { if (form) sessionStorage.at = articles()[at].dataset.code; });
  setInterval(() => { if (!document.hidden && form && !isSending) begin(); }, LOOK);

  (async () => {
    const hash = location.hash.slice(1), known = await kept((stores) => got(stores.about.get("link")), "readonly").catch(() => "");
    me.link = /^[\w-]{20,}$/.test(hash) ? hash : known || "";
    if (hash && known && known !== me.link) enter();
    else await begin();
    if (el("enter").hidden && el("outside").hidden && el("closed").hidden && !form && !isOnline) enter();
  })();
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => null);
})();
