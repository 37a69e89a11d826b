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

/**
 * Rows that each figure's controls take at most, whatever is chosen: where there is room for parts of
 * them beside each other, and where there is not.
 */
export const ROWS: Readonly<Record<string, readonly [number, number]>> = {
  "figure-1": [1, 1],
  "figure-2": [1, 2],
  "figure-3": [1, 2],
  "figure-4": [1, 2],
  "figure-5": [1, 2],
  "figure-6": [1, 2],
  "figure-7": [1, 2],
  "figure-8": [2, 3],
  "figure-9": [2, 3],
  "figure-10": [1, 2],
};
