import { rangeError } from "../check.js";
import { BLOCK_ROWS, foldNodes, type Nodes } from "../core/blocks.js";
import type { Form } from "../core/forms.js";
import type { Part } from "../data/part.js";
import { answerTo, type Asked, type Talk } from "../data/pending.js";
import { type Shape, withRows } from "../fitting/asking.js";
import { type Weighed, withWeights } from "../fitting/weighing.js";
import { statisticsLength } from "../questions/mixture-statistics.js";
import type { Identity } from "./identity.js";
import { type MomentsContent, momentsSummary, NOWHERE } from "./moments-content.js";
import { NodesPass } from "./nodes-pass.js";
import { type CheckedOptions, rangeOf } from "./options.js";
import type { Statistics } from "./statistics.js";
import { statisticsOf } from "./taken.js";

/** A model whose E-step is taken. */
interface Stepping {
  readonly eStep: () => Asked<unknown>;
  /** What the sums mean. */
  readonly meaning: Pick<MomentsContent, "stiffness" | "units" | "shifts">;
}

/**
 * The statistics of soft k-means or of a mixture.
 *
 * @param model makes the model, which takes its sums by the pass
 */
export function momentsStatistics(
  points: unknown,
  { rowStart, weights }: CheckedOptions,
  shape: Shape,
  identity: Identity,
  spread: Form,
  model: (weighed: Weighed, pass: NodesPass) => Stepping,
): Statistics {
  if (rowStart !== undefined && rowStart % BLOCK_ROWS !== 0) {
    const expected = `a multiple of ${BLOCK_ROWS}, for rows are summed in blocks of so many`;
    throw rangeError("rowStart", expected, String(rowStart));
  }
  const { k, dimensions } = identity;
  return withRows(points, shape, function* (part: Part): Talk<Statistics> {
    return yield* withWeights(part, weights, shape.centres, function* (weighed) {
      const { count } = weighed.part.rows;
      if (rowStart !== undefined && count < part.rows.count) {
        const expected =
          "numbers above 0 where there is a rowStart, which counts rows that are there";
        throw rangeError("weights", expected, "a 0 (leave its row out)");
      }
      const pass = new NodesPass(weighed.part, k, spread, rowStart ?? 0);
      try {
        const { eStep, meaning } = model(weighed, pass);
        yield* answerTo(eStep());
        const nodes = rowStart === undefined ? inOne(pass.nodes, spread, identity) : pass.nodes;
        const { unit, total } = weighed;
        const head = { ...identity, range: rangeOf(rowStart, count), rows: count };
        const content = { kind: "moments", spread, nodes, unit, total, ...meaning } as const;
        const summary = momentsSummary(content, k, dimensions);
        return statisticsOf({ head, content, summary });
      } finally {
        pass.release();
      }
    });
  });
}

/** Rows that have no place among others need no subtrees. */
function inOne(nodes: Nodes, spread: Form, { k, dimensions }: Identity): Nodes {
  const all = foldNodes([nodes], statisticsLength(spread, k, dimensions));
  return { ...NOWHERE, values: Float64Array.from(all) };
}
