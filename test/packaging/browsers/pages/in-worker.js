/* global URLSearchParams */
import { fromWorker } from "./from-worker.js";

// Import maps are for pages, so the worker has to be told what "mixtura" is.
const query = new URLSearchParams({ mixtura: import.meta.resolve("mixtura") });
globalThis.said = { outcome: await fromWorker(`./fitting-worker.js?${query}`) };
