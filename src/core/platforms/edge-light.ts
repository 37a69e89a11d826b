import core from "../core.wasm?module";

/** Vercel's edge functions, and Next's: as workerd, but for the suffix. */
export function compiled(): WebAssembly.Module {
  return core;
}

/** The file has all kernels, so that nobody asks for those of mixtures apart. */
export const compiledMixtures = compiled;
