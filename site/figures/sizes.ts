/** What a figure takes of the page. */
interface Size {
  /** Width and height of its stage. */
  readonly stage: readonly [number, number];
  /**
   * Rows that its controls take at most, whatever is chosen: where there is room for parts of them beside
   * each other, and where there is not.
   */
  readonly rows: readonly [wide: number, narrow: number];
}

/** That of each figure: known before its code is there, so that nothing jumps. */
export const SIZES: Readonly<Record<string, Size>> = {
  "figure-1": { stage: [16, 9], rows: [1, 1] },
  "figure-2": { stage: [16, 9], rows: [1, 2] },
  "figure-3": { stage: [16, 9], rows: [1, 2] },
  "figure-4": { stage: [16, 8], rows: [1, 2] },
  "figure-5": { stage: [16, 9], rows: [1, 2] },
  "figure-6": { stage: [16, 10], rows: [1, 2] },
  "figure-7": { stage: [16, 8], rows: [1, 2] },
  "figure-8": { stage: [16, 10], rows: [2, 3] },
  "figure-9": { stage: [16, 6], rows: [2, 3] },
  "figure-10": { stage: [16, 10], rows: [1, 2] },
};
