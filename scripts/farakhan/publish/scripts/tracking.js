// The state of an idea by its code, and what its receipt proves; both read from small files of the site.
import { make } from "./make.js";
import { ascii, persian } from "./message.js";

const top = new URL("../", import.meta.url);
const LONGEST = 100000;
const DAMM = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];

const fetched = async (name) => {
  const answer = await fetch(new URL(`status/${name}.json`, top), { cache: "no-cache" });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

export const isCode = (digits) => /^[1-9]\d{9}$/.test(digits) && [...digits].reduce((row, digit) => DAMM[row][digit], 0) === "0";

// What a person typed or pasted: a code however it is parted, and the receipt's digest and day. A number of ten digits
// whose check digit is wrong (a date with its hour may look so too) is a code only where there is no better one. The receipt may also come as a page.
export const read = (text) => {
  const plain = ascii(text.slice(0, LONGEST)).toLowerCase().replace(/<(style|svg)[\s>][^]*?<\/\1>|<[^>]*>/g, "\n");
  const found = [...plain.matchAll(/(?:^|[^0-9a-f])([1-9](?:[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069.\-–—_]*[0-9]){9})(?![0-9a-f])/g)];
  const codes = found.map(([, one]) => one.replace(/[^0-9]/g, ""));
  const digest = plain.match(/اثر انگشت[^:\n]*[:\n]\s*([0-9a-f]{16,64})(?![0-9a-f])/) ?? plain.match(/(?:^|[^0-9a-f])(?=[0-9a-f]*[a-f])([0-9a-f]{16,64})(?![0-9a-f])/);
  const day = plain.match(/(?:^|\n)\s*ثبت[:\n]\s*([0-9]{1,2} \S+ [0-9]{4})/);
  return { code: codes.find(isCode) ?? codes[0] ?? "", digest: digest?.[1] ?? "", day: day?.[1] ?? "" };
};

const grouped = (code) => persian(`${code.slice(0, 3)}-${code.slice(3, 6)}-${code.slice(6)}`);

// What the site's own list says of a state.
const meaning = (state) => [...document.querySelectorAll("main li")].find((one) => one.firstElementChild?.textContent === state)?.textContent ?? state;

const proof = async ({ digest, day }) => {
  const shard = await fetched(`digests/${digest.slice(0, 2)}`);
  const registered = shard[Object.keys(shard).find((one) => one.startsWith(digest))];
  if (!registered) return [false, "متن کنونی ایده با این رسید یکی نیست. اگر خودتان آن را عوض نکرده‌اید، از دبیرخانه بپرسید."];
  if (day && day !== ascii(registered)) return [false, `متن ایده عوض نشده است، اما روز ثبت آن در این سایت ${registered} است، نه آنچه در رسید آمده. از دبیرخانه بپرسید.`];
  return [true, `متن ایده همان است که ${registered} ثبت شد و از آن روز عوض نشده است.`];
};

export const start = (form) => {
  const { code: area } = form.elements, error = form.querySelector(".error");
  const place = form.parentElement.querySelector(".tracking-answer");
  const note = (good, textContent) => make("p", { className: good ? "phase" : "unconfirmed", textContent });

  const wrong = (words) => {
    error.textContent = words && `خطا: ${words}`;
    error.hidden = !words;
    error.parentElement.classList.toggle("wrong", Boolean(words));
    area.setAttribute("aria-invalid", Boolean(words));
    if (words) area.focus();
  };

  const told = async ({ code, ...receipt }) => {
    const state = (await fetched(code.slice(-2)))[code];
    if (!state) {
      return [note(false, `ایده‌ای با کد ${grouped(code)} در این سایت نیست. اگر تازه ثبت شده است، فردا دوباره ببینید؛ اگر نه، زنگ بزنید.`)];
    }
    const shown = make("div", { className: "panel" },
      make("p", { className: "state-of", textContent: `وضعیت ایدهٔ ${grouped(code)}` }),
      make("p", { className: "state", textContent: state }),
      make("p", { className: "as-of", textContent: `به‌روز تا ${form.dataset.asOf}` }));
    return [shown, make("p", { className: "meaning", textContent: meaning(state) }), ...receipt.digest ? [note(...await proof(receipt))] : []];
  };

  const look = async () => {
    const found = read(area.value);
    place.replaceChildren();
    if (!found.code) return wrong("کد رهگیری ده رقم است. آن را از رسید دوباره بخوانید.");
    if (!isCode(found.code)) return wrong("این کد درست نیست؛ رقمی نادرست یا جابه‌جاست. آن را از رسید دوباره بخوانید.");
    wrong("");
    try {
      place.replaceChildren(...await told(found));
    } catch {
      place.replaceChildren(note(false, "پاسخ نرسید. خط اینترنت را ببینید و دوباره بزنید."));
    }
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
  // A receipt's QR may bring its code along; what stands after # is sent to no server.
  if (read(location.hash).code) {
    area.value = location.hash.slice(1);
    look();
  }
};
