/** What a worker is sent, in an order that it keeps. */
export type ToWorker =
  | { readonly core: WebAssembly.Module }
  | { readonly mixtures: WebAssembly.Module }
  /** Answered between two ranges of rows, to show that it lives. */
  | { readonly ping: true }
  | { readonly make: string; readonly as: number; readonly args: readonly unknown[] }
  | {
      /** What the answer is sent back with; undefined: nobody waits. */
      readonly id?: number;
      readonly on: number;
      readonly call: string;
      readonly args: readonly unknown[];
    }
  | { readonly release: number };

/** What it sends back. */
export type FromWorker =
  | { readonly ready: true }
  | { readonly pong: true }
  | { readonly id: number; readonly value: unknown }
  /** Without a number of what nobody waits for. */
  | { readonly id: number | undefined; readonly error: string };

/** Stands for what the worker holds under a number, among arguments. */
export interface Reference {
  readonly held: number;
}
