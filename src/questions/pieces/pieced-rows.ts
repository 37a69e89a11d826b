import type { Components, Form } from "../../core/forms.js";
import type { Rows } from "../../core/rows.js";
import { after, type Asked, type Pending } from "../../data/pending.js";
import type { Held, Pieces } from "../../data/pieces.js";
import type { AskedMixture, Elsewhere, Rowwise } from "../elsewhere.js";
import type { ExactSums } from "../exact-sums.js";
import type { MixtureStatistics, MixtureSums } from "../mixture-sums.js";
import { PieceAssignment } from "./assignment.js";
import { joined } from "./joined.js";
import { PieceMasses } from "./masses.js";

/** Rows that are held in pieces: each question is put to all, and the answers put together. */
export class PiecedRows implements Elsewhere {
  readonly #pieces: Pieces;
  readonly #data: Rows;
  readonly #rows: Held;
  readonly #weights: Float64Array | undefined;
  readonly #part: Held;
  #unweighted: PiecedRows | undefined;

  /**
   * @param data the same rows, here
   * @param rows what the holders have of them
   * @param weights one number a row
   */
  constructor(pieces: Pieces, data: Rows, rows: Held, weights: Float64Array | undefined) {
    this.#pieces = pieces;
    this.#data = data;
    this.#rows = rows;
    this.#weights = weights;
    this.#part = pieces.make("part", (i) => {
      const { first, count } = pieces.stretches[i];
      return [rows, weights?.slice(first, first + count)];
    });
  }

  get unweighted(): PiecedRows {
    if (this.#weights === undefined) return this;
    this.#unweighted ??= new PiecedRows(this.#pieces, this.#data, this.#rows, undefined);
    return this.#unweighted;
  }

  assignment(k: number, sums: ExactSums, centroids: number): PieceAssignment {
    return new PieceAssignment(this.#data, this.#pieces, this.#part, k, sums, centroids);
  }

  masses(k: number): PieceMasses {
    return new PieceMasses(this.#data, this.#pieces, () => this.#part, k);
  }

  useMixtures(module: () => WebAssembly.Module | undefined): void {
    this.#pieces.useMixtures(module);
  }

  mixture(k: number, spread: Form, { fold }: AskedMixture): MixtureSums {
    const { stretches } = this.#pieces;
    const held = this.#pieces.make("mixture", (i) => [this.#part, k, spread, stretches[i].first]);
    const folded = (asked: Pending<readonly Float64Array[]>): Asked<MixtureStatistics> =>
      after(asked, (answers) => fold(answers.map((values, i) => ({ ...stretches[i], values }))));
    return {
      eStep: (components: Components, anchors, cutoff) =>
        folded(held.ask("eStep", () => [components, anchors, cutoff])),
      whole: (anchors) => folded(held.ask("whole", () => [anchors])),
      labelled: (labels, anchors) =>
        folded(
          held.ask("labelled", (i) => {
            const { first, count } = stretches[i];
            const own = labels instanceof Int32Array ? labels.slice(first, first + count) : labels;
            return [own, anchors];
          }),
        ),
      release: () => held.release(),
    };
  }

  rowwise<Name extends keyof Rowwise>(
    name: Name,
    ...args: readonly unknown[]
  ): Pending<Rowwise[Name]> {
    const asked = this.#part.ask<Rowwise[Name]>("rowwise", () => [name, ...args]);
    return after(asked, (answers) => joined(answers)) as Pending<Rowwise[Name]>;
  }

  scaled(rows: Rows, units: readonly number[]): PiecedRows {
    const held = this.#pieces.make("scaledRows", () => [this.#rows, units]);
    // Nobody waits: what is asked next is answered after it. Asked, for it may be ended on its way.
    held.ask("scale", () => []);
    const scaled = new PiecedRows(this.#pieces, rows, held, this.#weights);
    rows.keep("pieces", {
      release: () => {
        scaled.release();
        held.release();
      },
    });
    return scaled;
  }

  release(): void {
    this.#unweighted?.release();
    this.#part.release();
  }
}
