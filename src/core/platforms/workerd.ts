import core from "../core.wasm";

/** Cloudflare Workers refuse to compile from bytes: there the file is imported, compiled already. */
export function compiled(): WebAssembly.Module {
  return core;
}

/** The file has all kernels, so that nobody asks for those of mixtures apart. */
export const compiledMixtures = compiled;
