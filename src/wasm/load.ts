import { compiled } from "./platforms/embedded.js";

/** What assembly/index.ts exports: numbers in, numbers out. */
export type Exports = { readonly memory: WebAssembly.Memory } & Record<
  string,
  (...numbers: number[]) => number
>;

/** A module of one function that makes a vector: valid where there is SIMD. */
// prettier-ignore
const SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0,
  10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

const NO_WEBASSEMBLY =
  "mixtura needs WebAssembly, which this runtime lacks or has switched off (node --jitless does, " +
  "and some browsers' strictest modes): switch it on";

const NO_SIMD =
  "mixtura needs WebAssembly SIMD, which this runtime lacks: it takes Node 16.4, Chrome 91, " +
  "Firefox 89, Safari 16.4 or later, on a processor with SSE4.1 or NEON";

const REFUSED =
  "a policy refuses to compile mixtura's WebAssembly: allow 'wasm-unsafe-eval' in the script-src " +
  'of the Content-Security-Policy, bundle for edge runtimes with the condition "workerd" or ' +
  '"edge-light", or hand the core in compiled, by setCore';

/**
 * Starts the core, compiling it unless it is given compiled.
 *
 * @throws Error that says what this runtime lacks, and what to do about it
 */
export function load(given: WebAssembly.Module | undefined): Exports {
  requireWebAssembly();
  return new WebAssembly.Instance(given ?? compile()).exports as Exports;
}

/** @throws Error where there is no WebAssembly at all */
export function requireWebAssembly(): void {
  if (typeof WebAssembly !== "object") throw new Error(NO_WEBASSEMBLY);
}

function compile(): WebAssembly.Module {
  try {
    return compiled();
  } catch (cause) {
    // Validating is no compiling, so no policy forbids it.
    throw new Error(WebAssembly.validate(Uint8Array.from(SIMD)) ? REFUSED : NO_SIMD, { cause });
  }
}
