// A clip sent in pieces over a bad line (tus 1.0): what arrived stays, and it goes on from there, also after a reload.

const VERSION = { "Tus-Resumable": "1.0.0" };
const LEAST = 2 ** 18, MOST = 2 ** 22; // bytes of a piece: small enough to see it move, and never more than a proxy takes
const QUICK = 2_000, SLOW = 8_000, DEAD = 120_000;
const SOONEST = 500, LATEST = 30_000;
const PATIENCE = 300_000, FULL = 10_000; // without progress it is given up; a full server is asked again more seldom than a bad line
const PASSING = new Set([408, 409, 423, 425]);
const BUSY = new Set([429, 500, 502, 503, 504, 507]);

class Refused extends Error {}
class Busy extends Error {}

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
    if (BUSY.has(answer.status)) throw new Busy(told.words ?? "");
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

const nobody = () => { /* nobody looks */ };

// Do something until it is done, or has brought nothing forward for `patience` milliseconds; what it gives, if that is
// not undefined. An Error with a `code` says why not: the server's own, or "busy" (it was full) or "line".
const persist = async (act, { onwait = nobody, signal, patience = PATIENCE }) => {
  let wait = SOONEST, since = performance.now();
  const forward = () => { wait = SOONEST; since = performance.now(); };
  for (;;) {
    let busy = false;
    try {
      const done = await act(forward);
      if (done !== undefined) return done;
    } catch (error) {
      if (error instanceof Refused) throw error;
      busy = error instanceof Busy;
    }
    signal?.throwIfAborted();
    if (performance.now() - since >= patience) throw Object.assign(new Refused(""), { code: busy ? "busy" : "line" });
    onwait(busy);
    await pause(Math.min(busy ? Math.max(wait, FULL) : wait, patience / 4), signal);
    signal?.throwIfAborted();
    wait = Math.min(LATEST, wait * 2);
  }
};

// Send a file to an address; the id of the upload, when it is whole. `onprogress` is called with bytes that arrived and
// all, `onwait` before each new try with whether the server was full; for the rest see `persist`.
export const upload = (file, address, { onprogress = nobody, onwait, signal, patience } = {}) => {
  const name = nameOf(file);
  let place = kept(name), size = LEAST, offset = 0;

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
  const goOn = async (forward) => {
    const answer = await ask(place, "HEAD", { signal });
    if (!answer.ok || Number(answer.headers.get("Upload-Length")) !== file.size) return false;
    offset = offsetOf(answer);
    onprogress(offset, file.size);
    while (offset < file.size) {
      if (!await piece()) return false;
      forward();
      onprogress(offset, file.size);
    }
    return true;
  };

  return persist(async (forward) => {
    try {
      if (!place) await begin();
      if (await goOn(forward)) return place.slice(place.lastIndexOf("/") + 1);
      place = null;
      keep(name, place);
    } catch (error) {
      size = LEAST;
      throw error;
    }
    return undefined;
  }, { onwait, signal, patience });
};

// Send a clip and add it to an idea that was taken in before: its code, and the key of the form that sent it; what is told.
export const add = async (file, intake, { code, key }, options) => {
  const clip = await upload(file, `${intake}/clips`, options);
  const body = new URLSearchParams({ code, key, clip });
  const told = await persist(async () => {
    const answer = await ask(`${intake}/clip`, "POST", { headers: { Accept: "application/json" }, body, signal: options.signal });
    if (!answer.ok) throw Object.assign(new Refused((await answer.json().catch(() => ({}))).words ?? ""), { code: "gone" });
    return answer.json();
  }, options);
  keep(nameOf(file), "");
  return told;
};
