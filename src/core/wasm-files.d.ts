/** Embedded by the bundler, as text: embed-core.ts writes it. */
declare module "*/k-means.wasm" {
  const text: string;
  export default text;
}
declare module "*/mixtures.wasm" {
  const text: string;
  export default text;
}

/** Left to the runtime, which gives it compiled. */
declare module "*/core.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*/core.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}

/** The text of a worker: embed-worker.ts writes it. */
declare module "*/worker.txt" {
  const text: string;
  export default text;
}
