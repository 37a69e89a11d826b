/* global addEventListener */
// Runs before all else, so that whatever fails on the page is heard.
const fail = (failure) => {
  globalThis.said ??= { failure };
};
// In the capturing phase, for a script that cannot be loaded tells its own element only.
addEventListener("error", ({ message, target }) => fail(message ?? `no ${target.src}`), true);
addEventListener("unhandledrejection", ({ reason }) => fail(String(reason)));
