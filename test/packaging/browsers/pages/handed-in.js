import * as mixtura from "mixtura";
import { attempt } from "./attempt.js";
import { fit } from "./fit.js";
import { fromWorker } from "./from-worker.js";

const outcome = await attempt(async () => {
  mixtura.setCore(await fromWorker("./compiling-worker.js"));
  return fit(mixtura);
});
globalThis.said = { outcome };
