import { core } from "../core/core.js";
import { after, type Asked, type Pending } from "../data/pending.js";
import type { ExactSums } from "../questions/exact-sums.js";
import { StreamAssignment } from "../streams/assignment.js";
import { addedHashes, type LabelHash } from "../streams/label-hash.js";
import type { PageVisitor } from "../streams/visitor.js";
import { readCosts, readLabelled } from "./answers.js";
import type { About, Question } from "./questions.js";

/** Puts a question to all shards. */
export type Ask = (question: Question) => Pending<readonly Uint8Array[]>;

/** Labels that shards find, and keep if they can: sums are exact, so those of shards add up to those of all rows. */
export class ShardAssignment extends StreamAssignment {
  readonly #sums: ExactSums;
  readonly #centroids: number;
  readonly #ask: Ask;
  readonly #about: About;
  readonly #length: number;
  /** Of the labels before. */
  #hash: LabelHash | undefined;

  /**
   * @param pages where a start finds the rows
   * @param centroids address of k × d f64
   */
  constructor(pages: PageVisitor, sums: ExactSums, centroids: number, ask: Ask, about: About) {
    super(pages, about.k, sums, centroids);
    this.#sums = sums;
    this.#centroids = centroids;
    this.#ask = ask;
    this.#about = about;
    this.#length = about.k * pages.rows.dimensions;
  }

  override assign(centroids: readonly number[]): Asked<number> {
    const { grid } = this.#sums;
    // Words of the sums of all components.
    const words = (this.#sums.recordBytes / 8) * this.#about.k;
    const asked = this.#ask({ ...this.#about, kind: "assign", grid, centroids });
    return after(asked, (answers) => {
      this.#sums.clear();
      let hash: LabelHash = [0, 0];
      for (const bytes of answers) {
        const labelled = readLabelled(bytes, words);
        this.#sums.addRecords(labelled.records);
        hash = addedHashes(hash, labelled.hash);
      }
      const same = this.#hash?.[0] === hash[0] && this.#hash[1] === hash[1];
      this.#hash = hash;
      return same ? 0 : 1;
    });
  }

  override addCosts(): Asked<unknown> {
    const { grid } = this.#sums;
    const centroids = core().memory.read(this.#centroids, this.#length);
    const words = this.#sums.costs().length;
    const asked = this.#ask({ ...this.#about, kind: "costs", grid, centroids });
    return after(asked, (answers) => {
      for (const bytes of answers) this.#sums.addCostsOf(readCosts(bytes, words));
    });
  }

  override forget(): void {
    this.#hash = undefined;
  }
}
