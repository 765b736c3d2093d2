// Files that are kept on this phone, by names of ours: until they are sent or erased.
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
    const change = file.transaction(STORE, way), asked = act(change.objectStore(STORE));
    change.oncomplete = () => done(asked.result);
    change.onabort = () => failed(change.error);
  }).finally(() => file.close());
};

export const get = (name) => ask("readonly", (store) => store.get(name));
export const put = (name, value) => ask("readwrite", (store) => store.put(value, name));
export const remove = (name) => ask("readwrite", (store) => store.delete(name));
export const names = () => ask("readonly", (store) => store.getAllKeys());
