// Files that were chosen, kept on this phone with the draft until they are sent or erased.
const STORE = "photos";

const opened = () => new Promise((done, failed) => {
  const asked = indexedDB.open("farakhan", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});

const ask = async (way, act) => {
  const file = await opened();
  return new Promise((done, failed) => {
    const asked = act(file.transaction(STORE, way).objectStore(STORE));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  }).finally(() => file.close());
};

export const keptFiles = (input, edition) => {
  const name = `${edition}-${input.name}`, most = Number(input.dataset.most), told = input.parentElement.querySelector(".error");

  const tell = (words) => {
    told.textContent = words ? `خطا: ${words}` : "";
    told.hidden = !words;
  };
  const put = (files) => {
    const list = new DataTransfer();
    for (const one of files) list.items.add(one);
    input.files = list.files;
  };
  const restored = ask("readonly", (store) => store.get(name)).then((files) => { if (files?.length && !input.files.length) put(files); }).catch(() => { /* none */ });

  input.addEventListener("change", () => {
    const files = [...input.files];
    tell(files.length > most ? input.dataset.tooMany : "");
    if (files.length > most) put(files.slice(0, most));
    ask("readwrite", (store) => store.put([...input.files], name)).catch(() => { /* this visit alone */ });
  });

  return {
    files: async () => { await restored; return [...input.files]; },
    forget: () => {
      put([]);
      ask("readwrite", (store) => store.delete(name)).catch(() => { /* nothing was kept */ });
    },
  };
};
