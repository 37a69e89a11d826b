import { compiled } from "./platforms/embedded.js";

/** What assembly/index.ts exports: numbers in, numbers out. */
export type Exports = { readonly memory: WebAssembly.Memory } & Record<
  string,
  (...numbers: number[]) => number
>;

/**
 * Starts the core, compiling it unless it is given compiled.
 *
 * @throws Error that says what this runtime lacks, and what to do about it
 */
export function load(given: WebAssembly.Module | undefined): Exports {
  requireWebAssembly();
  return new WebAssembly.Instance(given ?? compiled()).exports as Exports;
}

/** @throws Error where there is no WebAssembly at all */
export function requireWebAssembly(): void {
  if (typeof WebAssembly === "object") return;
  throw new Error(
    "mixtura needs WebAssembly, which is missing or switched off here (by node --jitless, or a " +
      "browser's strictest mode): switch it on",
  );
}
