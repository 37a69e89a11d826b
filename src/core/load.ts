import type { Exports, MixtureKernels } from "./kernels.js";
import { compiled, compiledMixtures } from "./platforms/embedded.js";

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
  return start(() => given ?? compiled()) as unknown as Exports;
}

/** The compiled core, for those who start one of their own. */
export function coreModule(): WebAssembly.Module {
  return compiled();
}

/** The compiled kernels of mixtures, which go with {@link coreModule}. */
export function mixtureModule(): WebAssembly.Module {
  return compiledMixtures();
}

/** The kernels of mixtures for a core that was started: its own, or those of a second module. */
export function loadMixtures(core: Exports): MixtureKernels {
  if ("mixtureBlock" in core) return core as Exports & MixtureKernels;
  const imports = { env: { memory: core.memory } };
  return start(compiledMixtures, imports) as unknown as MixtureKernels;
}

function start(
  compile: () => WebAssembly.Module,
  imports?: WebAssembly.Imports,
): WebAssembly.Exports {
  try {
    return new WebAssembly.Instance(compile(), imports).exports;
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
