import { foldNodes, type Nodes } from "../core/blocks.js";
import type { Components, Form } from "../core/forms.js";
import type { Part } from "../data/part.js";
import { after, type Asked } from "../data/pending.js";
import { MixturePass, statisticsLength } from "../questions/mixture-statistics.js";
import type { MixtureStatistics, MixtureSums } from "../questions/mixture-sums.js";

/** The E-step of a mixture over rows that others come before, or come after: it keeps the subtrees of the last. */
export class NodesPass implements MixtureSums {
  readonly #pass: MixturePass;
  readonly #first: number;
  readonly #count: number;
  readonly #length: number;
  #nodes: Nodes | undefined;

  /** @param first how many rows come before, whole blocks */
  constructor(data: Part, k: number, spread: Form, first: number) {
    const { count, dimensions } = data.rows;
    this.#pass = new MixturePass(data, k, spread, first);
    this.#first = first;
    this.#count = count;
    this.#length = statisticsLength(spread, k, dimensions);
  }

  /** Those of the last answer. */
  get nodes(): Nodes {
    return this.#nodes!;
  }

  eStep(
    components: Components,
    anchors: readonly number[],
    cutoff?: number,
  ): Asked<MixtureStatistics> {
    return this.#keeping(this.#pass.eStep(components, anchors, cutoff));
  }

  whole(anchors: readonly number[]): Asked<MixtureStatistics> {
    return this.#keeping(this.#pass.whole(anchors));
  }

  labelled(labels: Int32Array, anchors: readonly number[]): Asked<MixtureStatistics> {
    return this.#keeping(this.#pass.labelled(labels, anchors));
  }

  release(): void {
    this.#pass.release();
  }

  #keeping(asked: Asked<MixtureStatistics>): Asked<MixtureStatistics> {
    return after(asked, (values) => {
      this.#nodes = {
        first: this.#first,
        count: this.#count,
        values: Float64Array.from(values),
      };
      return foldNodes([this.#nodes], this.#length);
    });
  }
}
