// The state of an idea by its receipt, and what the receipt proves; both read from small files of the site.
import { make } from "./make.js";
import { ascii, persian } from "./message.js";

const top = new URL("../", import.meta.url);
const LONGEST = 100000;
const DAMM = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];
const APART = "[\\s\u200b-\u200f\u202a-\u202e\u2066-\u2069./\\-–—_]*", NAME = 18, NONCE = 12;

const fetched = async (name) => {
  const answer = await fetch(new URL(`status/${name}.json`, top), { cache: "no-cache" });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

const checked = (digits) => [...digits].reduce((row, digit) => DAMM[row][digit], 0) === "0";
export const isCode = (digits) => /^[1-9]\d{9}$/.test(digits) && checked(digits);
export const isWord = (digits) => /^\d{21}$/.test(digits) && checked(digits);

// All numbers of so many digits, however they are parted, with where they stand; none begins or ends within a number.
const numbers = (text, first, more) => [...text.matchAll(new RegExp(`(?:^|[^0-9a-f])(${first}(?:${APART}[0-9]){${more}})(?![0-9a-f])`, "g"))]
  .map(({ 0: whole, 1: one, index }) => ({ digits: one.replace(/[^0-9]/g, ""), from: index + whole.length - one.length, to: index + whole.length }));

// What a person typed or pasted: a code and a word however they are parted, and the receipt's digest and day. A number
// of ten digits whose check digit is wrong (a date with its hour may look so too) is a code only where there is no
// better one. The receipt may also come as a page.
export const read = (text) => {
  const plain = ascii(text.slice(0, LONGEST)).toLowerCase().replace(/<(style|svg)[\s>][^]*?<\/\1>|<[^>]*>/g, "\n");
  const digest = plain.match(/اثر انگشت[^:\n]*[:\n]\s*([0-9a-f]{16,64})(?![0-9a-f])/) ?? plain.match(/(?:^|[^0-9a-f])(?=[0-9a-f]*[a-f])([0-9a-f]{16,64})(?![0-9a-f])/);
  const day = plain.match(/(?:^|\n)\s*ثبت[:\n]\s*([0-9]{1,2} \S+ [0-9]{4})/);
  const all = plain.replace(/[^0-9]/g, "");
  const [head, tail] = all.length === 31 ? [[all.slice(0, 10), all.slice(10)], [all.slice(21), all.slice(0, 21)]].find(([code, word]) => isCode(code) && isWord(word)) ?? [] : [];
  const codes = numbers(plain, "[1-9]", 9), code = codes.find(({ digits }) => isCode(digits)) ?? codes[0];
  const rest = code ? `${plain.slice(0, code.from)}|${plain.slice(code.to)}` : plain, words = numbers(rest, "[0-9]", 20).map(({ digits }) => digits);
  return { code: head ?? code?.digits ?? "", word: tail ?? words.find(isWord) ?? words[0] ?? "", digest: digest?.[1] ?? "", day: day?.[1] ?? "" };
};

const grouped = (code) => persian(`${code.slice(0, 3)}/${code.slice(3, 6)}/${code.slice(6)}`);

// What the site's own list says of a state.
const meaning = (state) => [...document.querySelectorAll("main li")].find((one) => one.firstElementChild?.textContent === state)?.textContent ?? state;

const utf8 = (text) => new TextEncoder().encode(text);
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const octets = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
export const hash = async (code, word) => new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(`farakhan receipt\n${code}\n${word}`)));

// The slot that code and word lead to, opened; nothing where there is none. See `publish/slots.py`.
const unsealed = async (code, word) => {
  const receipt = await crypto.subtle.importKey("raw", await hash(code, word), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const derived = async (...parts) => new Uint8Array(await crypto.subtle.sign("HMAC", receipt, utf8(["farakhan", ...parts].join("\n"))));
  const [place] = await derived("shard"), { salt, slots } = await fetched(place.toString(16).padStart(2, "0"));
  const sealed = slots[base64((await derived("slot", salt)).slice(0, NAME))];
  if (!sealed) return "";
  const key = await crypto.subtle.importKey("raw", await derived("key"), "AES-GCM", false, ["decrypt"]), bytes = octets(sealed);
  const state = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(0, NONCE) }, key, bytes.slice(NONCE));
  return new TextDecoder().decode(state).trim();
};

// What the server says of a code, where one takes ideas in: a state, why it is so, or an Error with words for the person.
const asked = async (intake, code, word) => {
  const headers = { Accept: "application/json" }, body = new URLSearchParams({ code, word });
  const answer = await fetch(`${intake}/state`, { method: "POST", headers, body }), told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.words), { told: true });
  return [told.status_name, told.why];
};

const proof = async ({ digest, day }) => {
  const shard = await fetched(`digests/${digest.slice(0, 2)}`);
  const registered = shard[Object.keys(shard).find((one) => one.startsWith(digest))];
  if (!registered) return [false, "اثر انگشت این رسید در سایت نیست. رسیدی که امروز گرفته‌اید از فردا این‌جا سنجیده می‌شود. اگر رسید از روزهای پیش است و پس از آن چیزی را عوض نکرده‌اید، از دبیرخانه بپرسید."];
  if (day && day !== ascii(registered)) return [false, `متن ایده عوض نشده است، اما روز ثبت آن در این سایت ${registered} است، نه آنچه در رسید آمده. از دبیرخانه بپرسید.`];
  return [true, `متن ایده همان است که ${registered} ثبت شد و از آن روز عوض نشده است.`];
};

const later = (asOf) => `کد و رمز با هم در این سایت نیستند. این‌جا ایده‌هایی هست که پیش از ${asOf} ثبت شده‌اند: اگر رسیدتان از آن روز یا پس از آن است، ایده‌تان ثبت شده و از فردای ثبت، با نوسازی سایت، این‌جا دیده می‌شود؛ اگر زودتر است، هر دو را از تازه‌ترین رسید دوباره بخوانید یا زنگ بزنید.`;
const NO_WORD = "با کد تنها، وضعیت را دبیرخانه با تلفن می‌گوید. برای دیدنش در این‌جا رمز رسید را هم بنویسید؛ اگر رسیدتان رمز ندارد، زنگ بزنید تا رسیدی تازه بگیرید.";
const INSECURE = "این مرورگر رسید را تنها در صفحه‌ای باز می‌کند که نشانی‌اش با https آغاز شود. صفحه را با https باز کنید، یا به دبیرخانه زنگ بزنید.";

export const start = (form) => {
  const { code: area } = form.elements, error = form.querySelector(".error"), { intake } = form.dataset;
  const known = JSON.parse(form.dataset.words);
  const place = form.parentElement.querySelector(".tracking-answer");
  const note = (good, textContent) => make("p", { className: good ? "phase" : "unconfirmed", textContent });

  const wrong = (words) => {
    error.textContent = words && `خطا: ${words}`;
    error.hidden = !words;
    error.parentElement.classList.toggle("wrong", Boolean(words));
    area.setAttribute("aria-invalid", Boolean(words));
    if (words) area.focus();
  };

  // The receipt's own slot tells no server anything; where there is none yet, the server is asked.
  const stateOf = async (code, word, fresh) => {
    const secure = Boolean(crypto.subtle), own = word && secure && !fresh ? await unsealed(code, word) : "";
    if (own) return { state: known[own] ?? [own, ""], asOf: `به‌روز تا ${form.dataset.asOf}`, older: Boolean(intake) };
    if (intake) return { state: await asked(intake, code, word), asOf: "به‌روز تا همین دم" };
    return { words: !word ? NO_WORD : secure ? later(form.dataset.asOf) : INSECURE };
  };

  const told = async ({ code, word, ...receipt }, fresh) => {
    const { state: [state, why] = [], asOf, older, words } = await stateOf(code, word, fresh);
    const ask = make("button", { type: "button", className: "quiet", textContent: "وضعیت همین دم را از سرور بپرس" });
    ask.addEventListener("click", () => look(true));
    const shown = state ? [
      make("div", { className: "panel" },
        make("p", { className: "state-of", textContent: `وضعیت ایدهٔ ${grouped(code)}` }),
        make("p", { className: "state", textContent: state }),
        make("p", { className: "as-of", textContent: asOf })),
      ...why ? [make("p", { className: "unconfirmed why", textContent: why })] : [],
      make("p", { className: "meaning", textContent: meaning(state) }),
      ...older ? [make("p", { className: "step-buttons" }, ask)] : []] : [note(false, words)];
    return [...shown, ...receipt.digest ? [note(...await proof(receipt))] : []];
  };

  const look = async (fresh = false) => {
    const found = read(area.value);
    place.replaceChildren();
    if (!found.code) return wrong("کد رهگیری ده رقم است. آن را از رسید دوباره بخوانید.");
    if (!isCode(found.code)) return wrong("این کد درست نیست؛ رقمی نادرست یا جابه‌جاست. آن را از رسید دوباره بخوانید.");
    if (found.word && !isWord(found.word)) return wrong("رمز رسید درست نیست؛ رقمی نادرست یا جابه‌جاست. آن را از رسید دوباره بخوانید.");
    wrong("");
    try {
      place.replaceChildren(...await told(found, fresh));
    } catch (fault) {
      place.replaceChildren(note(false, fault.told ? fault.message : "پاسخ نرسید. خط اینترنت را ببینید و دوباره بزنید."));
    }
    place.scrollIntoView({ block: "nearest" });
    return undefined;
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", async (event) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    area.value = await file.slice(0, LONGEST).text();
    look();
  });
  form.parentElement.querySelector(".without-script").hidden = true;
  form.hidden = false;
  // A receipt's QR may bring code and word along; what stands after # is sent to no server, and does not stay in the history.
  const arrive = () => {
    if (!read(location.hash).code) return;
    area.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname + location.search);
    look();
  };
  addEventListener("hashchange", arrive);
  arrive();
};
