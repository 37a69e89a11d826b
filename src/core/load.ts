import type { Exports } from "./kernels.js";
import { compiled } from "./platforms/embedded.js";

const REFUSED =
  "mixtura needs WebAssembly, which a policy refuses here: allow 'wasm-unsafe-eval' in the " +
  'Content-Security-Policy, or bundle with the condition "workerd" or "edge-light"';

/**
 * Starts the core, compiling it unless it is given compiled.
 *
 * @throws Error that says what this runtime lacks, and what to do about it
 */
export function load(given: WebAssembly.Module | undefined): Exports {
  requireWebAssembly();
  try {
    return new WebAssembly.Instance(given ?? compiled()).exports as unknown as Exports;
  } catch (cause) {
    // Most engines refuse to compile, WebKit to instantiate; memory may also be what is missing.
    const refused = /^(?:Compile|Eval)Error$/.test((cause as Error).name);
    throw refused ? new Error(REFUSED, { cause }) : cause;
  }
}

/** @throws Error where there is no WebAssembly at all */
export function requireWebAssembly(): void {
  if (typeof WebAssembly === "object") return;
  throw new Error("mixtura needs WebAssembly, which is missing or switched off here: switch it on");
}
