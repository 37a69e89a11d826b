/* global WebAssembly, fetch */
import * as mixtura from "mixtura";
import { attempt } from "./attempt.js";
import { fit } from "./fit.js";

const outcome = await attempt(async () => {
  mixtura.setCore(await WebAssembly.compileStreaming(fetch("/core.wasm")));
  // The policy would allow it, but there is no need to compile once more.
  WebAssembly.Module = new Proxy(WebAssembly.Module, {
    construct: () => {
      throw new Error("compiled once more");
    },
  });
  return fit(mixtura);
});
globalThis.said = { outcome };
