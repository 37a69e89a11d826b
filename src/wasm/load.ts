import { instantiateSync } from "@assemblyscript/loader";
import base64 from "../../build/release.wasm";

/** What assembly/index.ts exports: numbers in, numbers out. */
export type Exports = { readonly memory: WebAssembly.Memory } & Record<
  string,
  (...numbers: number[]) => number
>;

/**
 * Compiles the core. Synchronously: it is a few kilobytes, which every runtime
 * allows, so importing the library is enough.
 */
export function load(): Exports {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  // The loader wraps every export; the hot paths call the bare ones.
  return instantiateSync(bytes).instance.exports as Exports;
}
