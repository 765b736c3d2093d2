// A clip sent in pieces over a bad line (tus 1.0): what arrived stays, and it goes on from there, also after a reload.

const VERSION = { "Tus-Resumable": "1.0.0" };
const LEAST = 2 ** 18, MOST = 2 ** 22; // bytes of a piece: small enough to see it move, and never more than a proxy takes
const QUICK = 2_000, SLOW = 8_000, DEAD = 120_000;
const SOONEST = 500, LATEST = 30_000;
const PASSING = new Set([408, 409, 423, 425, 429, 500, 502, 503, 504]);

class Refused extends Error {}

const nameOf = (file) => `farakhan-clip-${file.name}-${file.size}-${file.lastModified}`;
const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const keep = (name, place) => {
  try { place ? localStorage.setItem(name, place) : localStorage.removeItem(name); } catch { /* this visit alone */ }
};

// Wait, but not longer than the line is away, and not at all for who stops it.
const pause = (time, signal) => new Promise((done) => {
  const timer = setTimeout(end, time);
  function end() {
    clearTimeout(timer);
    removeEventListener("online", end);
    signal?.removeEventListener("abort", end);
    done();
  }
  addEventListener("online", end);
  signal?.addEventListener("abort", end);
});

// An answer; an error where there is none in time, or one that another try may better.
const ask = async (place, method, { headers = {}, body, signal }) => {
  signal?.throwIfAborted();
  const line = new AbortController(), stop = () => line.abort(), timer = setTimeout(stop, DEAD);
  signal?.addEventListener("abort", stop);
  try {
    const answer = await fetch(place, { method, body, headers: { ...VERSION, ...headers }, signal: line.signal });
    if (answer.ok || answer.status === 404) return answer;
    if (PASSING.has(answer.status)) throw new Error(String(answer.status));
    const told = await answer.json().catch(() => ({}));
    throw Object.assign(new Refused(told.words ?? ""), { code: told.error ?? String(answer.status) });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
};

const offsetOf = (answer) => {
  const said = answer.headers.get("Upload-Offset");
  if (said === null || !/^\d+$/.test(said)) throw new Error("no offset");
  return Number(said);
};

// Send a file to an address; the id of the upload, when it is whole. `onprogress` is called with bytes that arrived and all.
// It tries until it is done or `signal` stops it; an Error with a `code` and Persian words says that it was refused.
export const upload = async (file, address, { onprogress = () => { /* nobody looks */ }, signal } = {}) => {
  const name = nameOf(file);
  let place = kept(name), size = LEAST, wait = SOONEST, offset = 0;

  const begin = async () => {
    const answer = await ask(address, "POST", { headers: { "Upload-Length": String(file.size) }, signal });
    const where = answer.headers.get("Location");
    if (!where) throw new Error("no place");
    place = new URL(where, new URL(address, location.href)).href;
    keep(name, place);
  };
  const piece = async () => {
    const begun = performance.now(), before = offset;
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
    const answer = await ask(place, "PATCH", { headers, body: file.slice(offset, offset + size), signal });
    if (!answer.ok) return false;
    offset = offsetOf(answer);
    if (offset <= before) throw new Error("nothing arrived");
    const time = performance.now() - begun;
    size = time < QUICK ? Math.min(MOST, size * 2) : time > SLOW ? Math.max(LEAST, size / 2) : size;
    return true;
  };
  // From where it is, to the end; false where the server no longer has it.
  const goOn = async () => {
    const answer = await ask(place, "HEAD", { signal });
    if (!answer.ok || Number(answer.headers.get("Upload-Length")) !== file.size) return false;
    offset = offsetOf(answer);
    onprogress(offset, file.size);
    while (offset < file.size) {
      if (!await piece()) return false;
      wait = SOONEST;
      onprogress(offset, file.size);
    }
    return true;
  };

  for (;;) {
    try {
      if (!place) await begin();
      if (await goOn()) return place.slice(place.lastIndexOf("/") + 1);
      place = null;
      keep(name, place);
    } catch (error) {
      if (error instanceof Refused) throw error;
      size = LEAST;
    }
    signal?.throwIfAborted();
    await pause(wait, signal);
    signal?.throwIfAborted();
    wait = Math.min(LATEST, wait * 2);
  }
};
