import type { Components } from "../core/forms.js";
import type { Part } from "../data/part.js";
import { type Asked, answerTo, begin, type Talk } from "../data/pending.js";
import { inSlices } from "../data/sweep.js";
import { assign } from "../questions/distances.js";
import type { AskedMixture } from "../questions/elsewhere.js";
import type { MixtureStatistics, MixtureSums, RowLabels } from "../questions/mixture-sums.js";
import { scaledRows } from "../questions/scaled-rows.js";
import type { PageVisitor } from "./visitor.js";

/** What is asked of a page. */
type Question = (pass: MixtureSums, part: Part) => Talk<MixtureStatistics>;

/**
 * E-steps of a mixture page by page. A page is a subtree of the tree of blocks (docs/decisions/0003),
 * the last one what is left of it: so its statistics fold with those of the others to the very bits
 * of all rows at once.
 */
export class StreamMixture implements MixtureSums {
  readonly #pages: PageVisitor;
  readonly #asked: Omit<AskedMixture, "fold">;

  constructor(pages: PageVisitor, asked: Omit<AskedMixture, "fold">) {
    this.#pages = pages;
    this.#asked = asked;
  }

  eStep(
    components: Components,
    anchors: readonly number[],
    cutoff?: number,
  ): Asked<MixtureStatistics> {
    return begin(this.#folded(true, (pass) => answerTo(pass.eStep(components, anchors, cutoff))));
  }

  whole(anchors: readonly number[]): Asked<MixtureStatistics> {
    return begin(this.#folded(true, (pass) => answerTo(pass.whole(anchors))));
  }

  labelled(labels: RowLabels, anchors: readonly number[]): Asked<MixtureStatistics> {
    if (labels === "all in the first") {
      return begin(this.#folded(true, (pass) => answerTo(pass.labelled(labels, anchors))));
    }
    if (labels instanceof Int32Array) throw new Error("a stream has no labels of its own");
    const { k, centroids, units } = labels;
    return begin(
      this.#folded(false, function* (pass, part) {
        const rows = units && (yield* scaledRows(part.rows, units, inSlices));
        try {
          const nearest = yield* assign(
            rows === undefined ? part : { ...part, rows },
            centroids,
            k,
          );
          return yield* answerTo(pass.labelled(nearest, anchors));
        } finally {
          rows?.release();
        }
      }),
    );
  }

  release(): void {
    // It holds nothing between two pages.
  }

  /** @param shared whether workers have a part in it */
  *#folded(shared: boolean, ask: Question): Talk<MixtureStatistics> {
    const { sums, rowCost } = this.#asked;
    const stack: { readonly size: number; readonly sum: MixtureStatistics }[] = [];
    const close = () => {
      const right = stack.pop()!;
      const { size, sum } = stack.pop()!;
      stack.push({ size: 2 * size, sum: sum.map((value, i) => value + right.sum[i]) });
    };
    yield* this.#pages.eachPage(shared ? rowCost : 0, function* (part) {
      const pass = sums(part);
      try {
        stack.push({ size: 1, sum: yield* ask(pass, part) });
      } finally {
        pass.release();
      }
      while (stack.length > 1 && stack.at(-2)!.size === stack.at(-1)!.size) close();
    });
    while (stack.length > 1) close();
    return stack[0].sum;
  }
}
