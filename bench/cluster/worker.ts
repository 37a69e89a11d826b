/** A worker process: it is told where Redis is and what it may read, and says when it is ready. */
import { work } from "mixtura-cluster";

const [redis, prefix, data] = process.argv.slice(2);

// Asked how long its processors have worked so far.
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send!((user + system) / 1000);
});
// Nobody is left to work for.
process.on("disconnect", () => process.exit());

await work({
  ...{ redis, prefix, data: [data], threads: 1, memory: 2 ** 30 },
  onEvent: ({ kind }) => {
    if (kind === "ready") process.send!("ready");
  },
});
