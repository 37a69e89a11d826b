/** Width and height of each figure's stage: known before its code is there, so that nothing jumps. */
export const SIZES: Readonly<Record<string, readonly [number, number]>> = {
  "figure-1": [16, 9],
  "figure-2": [16, 9],
  "figure-3": [16, 9],
  "figure-4": [16, 8],
  "figure-5": [16, 9],
  "figure-6": [16, 10],
  "figure-7": [16, 8],
  "figure-8": [16, 10],
  "figure-9": [16, 6],
  "figure-10": [16, 10],
};

/** Figures whose controls take two rows, at least while some choice is made. */
export const TALL: ReadonlySet<string> = new Set(["figure-8", "figure-9"]);
