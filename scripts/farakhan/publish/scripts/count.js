// How many letters were typed, beside how many a field takes or needs; the parts of the body are counted together.
import { answersOf } from "./fields.js";
import { make } from "./make.js";
import { grouped } from "./message.js";

const words = (size, field) => {
  const typed = grouped(String(size));
  if (field.least && size < field.least) return `${typed} حرف؛ دست‌کم ${grouped(field.least)}`;
  return `${typed} از ${grouped(field.most)} حرف`;
};

// Gives back what shows the counts as they are now.
export const counting = (fields) => {
  const counted = fields.filter((field) => ["line", "text"].includes(field.kind) && field.most);
  const places = new Map(counted.map((field) => [field, make("p", { className: "letters" })]));
  for (const [field, place] of places) field.element.append(place);
  return () => {
    const body = answersOf(fields).body ?? "";
    for (const [field, place] of places) {
      const size = [...(field.kind === "text" ? body : field.answer)].length;
      place.textContent = `${field.kind === "text" ? "همهٔ متن: " : ""}${words(size, field)}`;
      place.classList.toggle("over", size > Number(field.most));
      place.hidden = !size;
    }
  };
};
