let core: WebAssembly.Module | undefined;
let mixtures: WebAssembly.Module | undefined;

/** Takes the compiled core from the thread that has it. */
export function takeCore(module: WebAssembly.Module): void {
  core = module;
}

/** Takes the kernels of mixtures, where the core has none. */
export function takeMixtures(module: WebAssembly.Module): void {
  mixtures = module;
}

/** Workers: whoever starts them posts the core, compiled already. */
export function compiled(): WebAssembly.Module {
  return core!;
}

/** Posted before anything is asked about mixtures. */
export function compiledMixtures(): WebAssembly.Module {
  return mixtures!;
}
