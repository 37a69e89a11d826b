// In the page: notes its long tasks, and the longest time between two frames.
const seen = { tasks: /** @type {number[]} */ ([]), gap: 0 };
Object.assign(globalThis, { seen });

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) seen.tasks.push(duration);
}).observe({ type: "longtask" });

let last = performance.now();
requestAnimationFrame(function look(now) {
  seen.gap = Math.max(seen.gap, now - last);
  last = now;
  requestAnimationFrame(look);
});
