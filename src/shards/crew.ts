import type { Form } from "../core/forms.js";
import { subtreesAmong } from "../core/blocks.js";
import { Arriving } from "../data/arriving.js";
import { after, type Talk } from "../data/pending.js";
import type { Assignment } from "../questions/assignment.js";
import type { Key, Met } from "../questions/met.js";
import type { AskedMixture } from "../questions/elsewhere.js";
import type { ExactSums } from "../questions/exact-sums.js";
import { statisticsLength } from "../questions/mixture-statistics.js";
import type { MixtureStatistics, MixtureSums } from "../questions/mixture-sums.js";
import { type OtherForm, StreamCrew } from "../streams/crew.js";
import type { PagedRows } from "../streams/paged-rows.js";
import { readMet, readStatistics } from "./answers.js";
import { type Ask, ShardAssignment } from "./assignment.js";
import { type Plan, stretchOf } from "./plan.js";
import { type About, type MixtureQuestion, writeQuestion } from "./questions.js";
import type { ShardTransport } from "./transport.js";

/** Rows whose E-steps are asked of shards; what a start asks once is found page by page, here. */
export class ShardCrew extends StreamCrew {
  readonly #plan: Plan;
  readonly #transport: ShardTransport;
  readonly #about: Omit<About, "k">;

  constructor(
    rows: PagedRows,
    plan: Plan,
    transport: ShardTransport,
    about: Omit<About, "k"> = { weighted: plan.weighted, units: undefined },
  ) {
    super(rows, about.weighted, undefined);
    this.#plan = plan;
    this.#transport = transport;
    this.#about = about;
  }

  override assignment(k: number, sums: ExactSums, centroids: number): Assignment {
    return new ShardAssignment(this, sums, centroids, this.#ask, { ...this.#about, k });
  }

  *foremost(candidates: Float64Array, most: number, key: Key): Talk<Met[]> {
    const { dimensions: d } = this.rows;
    const about = this.#aboutCandidates(candidates);
    const asked = this.#ask({ ...about, kind: "pick", most, key });
    const answers = (yield asked) as readonly Uint8Array[];
    return answers.flatMap((bytes) => readMet(bytes, d, most));
  }

  *candidateSizes(candidates: Float64Array): Talk<Float64Array> {
    const about = this.#aboutCandidates(candidates);
    const asked = this.#ask({ ...about, kind: "sizes", most: 0, key: [0, 0] });
    const sizes = new Float64Array(about.k);
    for (const bytes of (yield asked) as readonly Uint8Array[]) {
      readStatistics(bytes, about.k).forEach((size, c) => (sizes[c] += size));
    }
    return sizes;
  }

  #aboutCandidates(candidates: Float64Array) {
    const k = candidates.length / this.rows.dimensions;
    return { ...this.#about, k, candidates: Array.from(candidates) };
  }

  override mixture(k: number, spread: Form, { fold }: AskedMixture): MixtureSums {
    const about = { ...this.#about, k, spread };
    const asked = (question: Omit<MixtureQuestion, keyof typeof about>) =>
      after(this.#ask({ ...about, ...question }), (answers): MixtureStatistics => {
        const { dimensions: d } = this.rows;
        const length = statisticsLength(spread, k, d);
        const parts = answers.map((bytes, i) => {
          const stretch = stretchOf(this.#plan, i);
          const nodes = subtreesAmong(stretch.first, stretch.count).length;
          return { ...stretch, values: readStatistics(bytes, nodes * length) };
        });
        return fold(parts);
      });
    return {
      eStep: (components, anchors, cutoff) => asked({ kind: "eStep", components, anchors, cutoff }),
      whole: (anchors) => asked({ kind: "whole", anchors }),
      labelled: (labels, anchors) => {
        if (labels instanceof Int32Array) throw new Error("a stream has no labels of its own");
        const nearest = labels === "all in the first" ? undefined : labels;
        return asked({ kind: "labelled", nearest, anchors });
      },
      release: () => {
        // Shards hold their rows for whatever is asked next.
      },
    };
  }

  protected override crewOf(rows: PagedRows, { weighted, units }: OtherForm): StreamCrew {
    const about = { weighted, units: units ?? this.#about.units };
    return new ShardCrew(rows, this.#plan, this.#transport, about);
  }

  readonly #ask: Ask = (question) => new Arriving(this.#transport.ask(writeQuestion(question)));
}
