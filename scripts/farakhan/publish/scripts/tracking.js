import { ascii, persian } from "./message.js";

const top = new URL("../", import.meta.url);
const paragraph = (className, text) => Object.assign(document.createElement("p"), { className, textContent: text });
const fetched = async (name) => {
  const answer = await fetch(new URL(`status/${name}.json`, top), { cache: "no-cache" });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

// What a person typed or pasted: a code of ten digits however it is parted, and the receipt's digest.
export const read = (text) => {
  const plain = ascii(text);
  const code = plain.match(/(?<![0-9a-f])[1-9](?:[\s\u200c.\-–]*[0-9]){9}(?![0-9a-f])/)?.[0].replace(/[^0-9]/g, "") ?? "";
  const digest = plain.match(/(?<![0-9a-f])(?=[0-9a-f]*[a-f])[0-9a-f]{16,64}(?![0-9a-f])/)?.[0] ?? "";
  return { code, digest };
};

export const start = (form) => {
  const place = form.parentElement.querySelector(".tracking-answer");
  const say = (...lines) => place.replaceChildren(...lines.filter(Boolean));

  const look = async () => {
    const { code, digest } = read(form.elements.code.value);
    if (!code) {
      say(paragraph("error", "خطا: کد رهگیری ده رقم است. آن را از رسید دوباره بخوانید."));
      form.elements.code.focus();
      return;
    }
    try {
      const [shard, digests] = await Promise.all([fetched(code.slice(-2)), digest ? fetched("digests") : null]);
      const state = shard[code], shown = persian(`${code.slice(0, 3)}-${code.slice(3, 6)}-${code.slice(6)}`);
      if (!state) {
        say(paragraph("phase", `ایده‌ای با کد ${shown} در این سایت نیست. اگر تازه فرستاده‌اید، شاید هنوز منتشر نشده باشد؛ فردا دوباره ببینید یا زنگ بزنید.`));
        return;
      }
      const proven = digest && digests.some((one) => one.startsWith(digest));
      say(
        paragraph("phase", `وضعیت ایدهٔ ${shown}: ${state}`),
        digest && paragraph(proven ? "phase" : "unconfirmed", proven
          ? "متن ایده همان است که در رسید آمده و از آن زمان عوض نشده است."
          : "متن کنونی ایده با این رسید یکی نیست. اگر خودتان آن را عوض نکرده‌اید، از دبیرخانه بپرسید."),
      );
    } catch {
      say(paragraph("unconfirmed", "پاسخ نرسید. خط اینترنت را ببینید و دوباره بزنید."));
    }
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
  form.addEventListener("drop", async (event) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    form.elements.code.value = await file.text();
    look();
  });
  form.hidden = false;

  const told = location.hash.slice(1); // a printed receipt's QR code
  if (read(told).code) {
    form.elements.code.value = told;
    look();
  }
};
