import { Pending } from "./pending.js";

/** An answer that others bring about. */
export class Arriving<Answer> extends Pending<Answer> {
  readonly #soon: Promise<void>;
  #settled: { readonly value: Answer } | { readonly error: Error } | undefined;

  constructor(promise: Promise<Answer>) {
    super();
    this.#soon = promise.then(
      (value) => {
        this.#settled = { value };
      },
      (error: unknown) => {
        this.#settled = { error: error as Error };
      },
    );
  }

  override get soon(): Promise<void> {
    return this.#soon;
  }

  advance(): boolean {
    if (this.#settled === undefined) return false;
    if ("error" in this.#settled) throw this.#settled.error;
    return this.arrive(this.#settled.value);
  }
}
