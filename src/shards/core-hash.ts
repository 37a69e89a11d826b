import { coreForOthers } from "../core/core.js";

let hash: string | undefined;

/**
 * What the core was compiled to, in sixteen hexadecimal digits: those who have the same come to the
 * same bits. assembly/build.js writes it into the modules.
 */
export function coreHash(): string {
  hash ??= sectionOf(coreForOthers());
  return hash;
}

function sectionOf(module: WebAssembly.Module): string {
  const [section] = WebAssembly.Module.customSections(module, "mixtura-hash");
  return String.fromCharCode(...new Uint8Array(section));
}
