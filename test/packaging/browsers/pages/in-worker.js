/* global URLSearchParams */
import { attempt } from "./attempt.js";
import { fromWorker } from "./from-worker.js";

// Import maps are for pages, so the worker has to be told what "mixtura" is.
const query = new URLSearchParams({ mixtura: import.meta.resolve("mixtura") });
const outcome = await attempt(() => fromWorker(`./fitting-worker.js?${query}`));
globalThis.said = { outcome };
