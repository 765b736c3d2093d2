// Keeps the form within reach of a phone without a line: the network first, what was kept of the last visit else.
const KEPT = "farakhan-form", PATIENCE = 4000;
const NEEDED = [
  "write/", "assets/site.css", "assets/more.css",
  ...["form", "answers", "clips", "count", "draft", "fields", "follow", "kept", "make", "message", "numbers", "personal", "photos", "pictures", "ready", "sending", "steps"].map((name) => `assets/${name}.js`),
  "assets/fonts/vazirmatn-400.woff2", "assets/fonts/vazirmatn-700.woff2",
];

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(NEEDED)));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  const path = pathname.replace(new URL(registration.scope).pathname, "");
  if (request.method !== "GET" || origin !== location.origin || !NEEDED.includes(path)) return;
  event.respondWith(caches.open(KEPT).then(async (kept) => {
    const fresh = fetch(request).then(async (answer) => {
      if (answer.ok) await kept.put(request, answer.clone());
      return answer;
    });
    const before = await kept.match(request, { ignoreSearch: true });
    if (!before) return fresh;
    // A line that hangs is as good as none.
    const late = new Promise((done) => { setTimeout(() => done(before), PATIENCE); });
    return Promise.race([fresh.catch(() => before), late]);
  }));
});
