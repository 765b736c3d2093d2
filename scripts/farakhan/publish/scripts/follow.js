// What follows an idea that is safe by now: its photos, then its clips, one by one. Of what does not come through it is
// said which, and why; it can be tried again, chosen again, or left. Until then it is kept on this phone, and goes on when
// the page is opened again.
import { addClip, addPhoto } from "./clips.js";
import * as kept from "./kept.js";
import { make } from "./make.js";

const PATIENCE = 300_000;
const PHOTO = "عکس", CLIP = "کلیپ";
const WHY = {
  busy: "سرور برای آن جا نداشت.",
  line: "خط اینترنت برای آن بس نبود.",
  file: "این پرونده دیگر خوانده نمی‌شود: شاید عوض، جابه‌جا یا پاک شده، یا تنها در فضای ابری است. دوباره انتخابش کنید.",
  stopped: "فرستاده نشد.",
};
const ARRIVED = "عکس‌ها و کلیپ‌ها هم رسید و به ایده افزوده شد. اثر انگشت رسید با آن عوض شد؛ رسید پایین تازه است، همین را نگه دارید.";
const ARRIVED_AFTER_ALL = "عکس‌ها و کلیپ‌ها هم رسید و به ایده افزوده شد. اثر انگشت رسید با آن عوض شد؛ این را کنار رسیدتان بنویسید:";
const MAY_COME_YET = new Set(["busy", "line"]);
const LATER = "عکس‌ها و کلیپ‌ها هم رسید و کمی بعد به ایده افزوده می‌شود. لازم نیست دوباره بفرستید.";
const persian = (number) => number.toLocaleString("fa", { useGrouping: false });
const PICTURE = /\.(?:jpe?g|png|webp|hei[cf]|avif)$/i;
const stay = (event) => event.preventDefault();

// Files as what is to be sent: each with its kind, and its number among those of its kind.
export const queue = (photos, clips) => [[PHOTO, photos], [CLIP, clips]].flatMap(([kind, files]) => (
  files.map((file, at) => ({ kind, file, name: `${kind} ${persian(at + 1)}` }))
));

const nobody = () => { /* a browser that keeps nothing */ };

// `renew` is told what the server tells of an idea to which something was added.
export const followerOf = (form, renew) => {
  const [state, under, otherwise] = ["state", "under-way", "otherwise"].map((one) => form.querySelector(`.clip-${one}`));
  const [stop, retry, choose, leave] = ["stop", "retry", "choose", "leave"].map((one) => form.querySelector(`.clip-${one}`));
  const mine = `${form.dataset.edition}-following-`;
  let digest = "", stopper = null, before = Promise.resolve();
  const remember = (idea, items) => (items.length ? kept.put(mine + idea.code, { idea, items }) : kept.remove(mine + idea.code)).catch(nobody);
  const say = (words) => { state.textContent = `ایده ثبت شد. ${words}`; };

  const mark = (lacking) => {
    state.classList.toggle("unconfirmed", lacking);
    state.classList.toggle("phase", !lacking);
  };

  const sendOne = async ({ kind, file, name }, idea, signal) => {
    const patience = Number(form.dataset.clipPatience ?? PATIENCE);
    const onwait = (busy) => say(busy ? `سرور اکنون برای ${name} جا ندارد؛ دوباره می‌پرسیم…` : `خط برای ${name} قطع شد؛ دوباره می‌کوشیم…`);
    const onprogress = (arrived, all) => say(`فرستادن ${name}: ${persian(Math.floor(100 * arrived / all))} از ۱۰۰؛ صفحه را نبندید.`);
    say(`فرستادن ${name}؛ صفحه را نبندید.`);
    const add = kind === PHOTO ? addPhoto : addClip;
    const told = await add(file, form.dataset.intake, idea, { onprogress, onwait, patience, signal });
    if (told.digest) {
      digest = told.digest.slice(0, 16);
      renew(told);
    }
    return told.photos === "later";
  };

  const send = async (idea, items) => {
    const left = [], coming = [...items];
    let later = false;
    stopper = new AbortController();
    await remember(idea, coming);
    state.hidden = under.hidden = !items.length;
    otherwise.hidden = true;
    mark(false);
    stop.onclick = () => stopper.abort();
    addEventListener("beforeunload", stay);
    for (const item of items) {
      try {
        later = await sendOne(item, idea, stopper.signal) || later;
        coming.splice(coming.indexOf(item), 1);
      } catch (error) {
        if (stopper.signal.aborted || !MAY_COME_YET.has(error.code)) coming.splice(coming.indexOf(item), 1);
        left.push({ ...item, why: WHY[stopper.signal.aborted ? "stopped" : error.code] ?? error.message });
      }
      await remember(idea, coming);
    }
    removeEventListener("beforeunload", stay);
    under.hidden = true;
    if (!items.length) return;
    const hasReceipt = form.querySelector(".receipt-text").textContent;
    state.textContent = later ? LATER : hasReceipt ? ARRIVED : `${ARRIVED_AFTER_ALL} \u2066${digest}\u2069`;
    if (left.length) say(`ولی همهٔ عکس‌ها و کلیپ‌ها نرسید. ${left.map(({ name, file, why }) => `${name} («\u2068${file.name}\u2069»): ${why}`).join(" ")}`);
    mark(left.length > 0);
    otherwise.hidden = !left.length;
    retry.hidden = left.every(({ why }) => why === WHY.file);
    retry.onclick = () => send(idea, left);
    leave.onclick = () => {
      remember(idea, []);
      otherwise.hidden = true;
      mark(false);
      say("بی آن‌ها هم کامل است.");
    };
    choose.onclick = () => {
      const accept = [...form.querySelectorAll(".photos input")].map((one) => one.accept).join(",");
      const input = make("input", { type: "file", multiple: true, accept });
      input.addEventListener("change", () => {
        const files = [...input.files], photos = files.filter(({ type, name }) => type.startsWith("image/") || PICTURE.test(name));
        send(idea, [...left.filter(({ why }) => why !== WHY.file), ...queue(photos, files.filter((file) => !photos.includes(file)))]);
      });
      input.click();
    };
  };

  // One page at a time sends an idea's: another that is open has it already.
  const held = (code, options, act) => (navigator.locks ? navigator.locks.request(mine + code, options, (lock) => lock && act()) : act());
  const after = (act) => {
    before = before.then(act);
    return before;
  };
  const follow = (idea, items) => after(() => held(idea.code, {}, () => send(idea, items)));
  // Kept before the draft is erased: a page that ends in between loses nothing.
  follow.keep = remember;
  // What an earlier page of this phone had not sent to the end; `show` is told whose it is.
  follow.resume = async (show) => {
    const names = (await kept.names().catch(() => [])).filter((one) => String(one).startsWith(mine));
    for (const name of names) {
      await after(() => held(name.slice(mine.length), { ifAvailable: true }, async () => {
        const found = await kept.get(name).catch(nobody);
        if (!found) return;
        show(found.idea);
        await send(found.idea, found.items);
      }));
    }
  };
  follow.drop = async () => {
    stopper?.abort();
    const names = await kept.names().catch(() => []);
    await Promise.all(names.filter((one) => String(one).startsWith(mine)).map((name) => kept.remove(name).catch(nobody)));
  };
  return follow;
};
