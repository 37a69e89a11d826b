/* global URL, Worker */
/** The first message of a worker, which lives under a policy of its own. */
export function fromWorker(script) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(script, import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onmessageerror = () => reject(new Error("the message cannot be read here"));
    worker.onerror = ({ message }) => reject(new Error(`in the worker: ${message}`));
  });
}
