const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Does work that goes on until somebody ends it, which is no failure; a second time ends it at once. */
export async function untilToldToEnd(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const end = () => {
    // Now signals end the process by themselves again.
    release();
    // A terminal has shown ^C at the start of the line.
    if (process.stderr.isTTY) process.stderr.write("\r");
    controller.abort();
  };
  const release = () => {
    for (const name of signals) process.off(name, end);
  };
  for (const name of signals) process.on(name, end);
  try {
    await work(controller.signal);
  } finally {
    release();
  }
}
