"use strict";
// Keeps the empty page and its parts, so that it opens without a network; what is somebody's own never comes here.
const NAME = "farakhan-judge", PARTS = ["/", "/static/judge-sheet.css", "/static/judges.css", "/static/judge-form.js", "/static/judges.js"];
self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(PARTS)));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = pathname === "/" || pathname.startsWith("/static/") || pathname.startsWith("/fonts/");
  if (event.request.method !== "GET" || origin !== location.origin || !ours) return;
  const fresh = async () => {
    const cache = await caches.open(NAME);
    try {
      const answer = await fetch(event.request);
      if (answer.ok) await cache.put(pathname, answer.clone());
      return answer;
    } catch (error) {
      const kept = await cache.match(pathname);
      if (kept) return kept;
      throw error;
    }
  };
  event.respondWith(fresh());
});
