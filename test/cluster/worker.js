import process from "node:process";
import { work } from "mixtura-cluster";

// A machine's worker, as a process that can be lost.
const end = new AbortController();
process.on("SIGTERM", () => end.abort());
try {
  await work({
    ...JSON.parse(process.argv[2]),
    signal: end.signal,
    onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
  });
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
}
