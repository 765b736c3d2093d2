// Photos and clips on their way to an idea. A clip goes in pieces over a bad line (tus 1.0): what arrived stays, and it
// goes on from there. Where it arrives is known to this page alone: nothing of it stays on the phone.
import { reduced } from "./photos.js";

const VERSION = { "Tus-Resumable": "1.0.0" };
const LEAST = 2 ** 18, MOST = 2 ** 22; // bytes of a piece: small enough to see it move, and never more than a proxy takes
const QUICK = 2_000, SLOW = 8_000, DEAD = 120_000;
const SOONEST = 500, LATEST = 30_000;
const PATIENCE = 300_000, FULL = 10_000; // without progress it is given up; a full server is asked again more seldom than a bad line
const PASSING = new Set([408, 423, 425]);
const ELSEWHERE = 409; // of a piece: another line went on; of all else: too late
const BUSY = new Set([429, 500, 502, 503, 504, 507]);

class Refused extends Error {}
class Busy extends Error {}

const places = new WeakMap(); // the address at which each file arrives

// Whether a file is there as it was chosen: one of a cloud or of a synced folder may not be any more, or be empty.
export const readable = async (file) => {
  try {
    const ends = await Promise.all([0, file.size - 1].map((at) => new Response(file.slice(at, at + 1)).arrayBuffer()));
    return file.size > 0 && ends.every(({ byteLength }) => byteLength === 1);
  } catch { return false; }
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
    if (PASSING.has(answer.status) || (answer.status === ELSEWHERE && method === "PATCH")) throw new Error(String(answer.status));
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

// Why something did not come through: the line, or a file that is not there to be read any more.
const reason = async (error, file) => (
  error instanceof Refused || error instanceof Busy || await readable(file) ? error : Object.assign(new Refused(""), { code: "file" })
);
const nobody = () => { /* nobody looks */ };

// Do something until it is done, or has brought nothing forward for `patience` milliseconds; what it gives, if that is
// not undefined. An Error with a `code` says why not: the server's own, or "busy" (it was full), "line", or "file"
// (it cannot be read any more).
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
  let place = places.get(file), size = LEAST, offset = 0;

  const begin = async () => {
    const answer = await ask(address, "POST", { headers: { "Upload-Length": String(file.size) }, signal });
    const where = answer.headers.get("Location");
    if (!where) throw new Error("no place");
    place = new URL(where, new URL(address, location.href)).href;
    places.set(file, place);
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
    } catch (error) {
      size = LEAST;
      throw await reason(error, file);
    }
    return undefined;
  }, { onwait, signal, patience });
};

// Add something of a file to an idea that was taken in before, by the key of the form that sent it; what is told.
const give = (file, place, body, options) => persist(async () => {
  const answer = await ask(place, "POST", { headers: { Accept: "application/json" }, body, signal: options.signal })
    .catch(async (error) => { throw await reason(error, file); });
  if (!answer.ok) throw Object.assign(new Refused((await answer.json().catch(() => ({}))).words ?? ""), { code: "gone" });
  return answer.json();
}, options);

export const addClip = async (file, intake, { code, key }, options) => {
  const clip = await upload(file, `${intake}/clips`, options);
  return give(file, `${intake}/clip`, new URLSearchParams({ code, key, clip }), options);
};

export const addPhoto = async (file, intake, { code, key }, options) => {
  const body = new FormData();
  for (const [name, value] of Object.entries({ code, key })) body.append(name, value);
  body.append("photo", await reduced(file), "photo");
  return give(file, `${intake}/photo`, body, options);
};
