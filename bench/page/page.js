import * as mixtura from "mixtura";

/** Some clusters, made in the page: numbers that were never anywhere else. */
function made(n, d) {
  const data = new Float64Array(n * d);
  let state = 1;
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      data[at++] = 5 * ((i * (7 + j)) % 4) + (3 * state) / 2 ** 32;
    }
  }
  return { data, shape: [n, d] };
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What the page's thread does from the call of a fit to its answer. */
globalThis.watch = async ({ n, d, weighted, model, how, options }) => {
  const points = made(n, d);
  const weights = weighted ? Float64Array.from({ length: n }, (_, i) => i % 5) : undefined;
  await pause(500);

  const tasks = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
  observer.observe({ type: "longtask" });
  const frames = [];
  let frame = requestAnimationFrame(function look(now) {
    frames.push(now);
    frame = requestAnimationFrame(look);
  });
  await pause(100);

  const began = performance.now();
  const { diagnostics } = await mixtura[model][how](points, { ...options, weights });
  const ended = performance.now();
  // Long tasks are told of after a while.
  await pause(200);
  observer.disconnect();
  cancelAnimationFrame(frame);

  const seen = frames.filter((now) => now >= began - 20);
  return {
    milliseconds: ended - began,
    tasks: tasks
      .filter(({ startTime }) => startTime < ended && startTime > began - 5)
      .map(({ duration }) => duration),
    gaps: seen.slice(1).map((now, i) => now - seen[i]),
    refusals: diagnostics.filter(({ code }) => code === "no-threads").map(({ message }) => message),
  };
};
globalThis.said = { outcome: "ready" };
