/**
 * One a cluster: Petroff's ten (arXiv 2107.02270), told apart by colour-blind readers too and on
 * either ground, and two more that keep as far from them. Then they begin again.
 */
export const HUES = [
  "#3f90da",
  "#ffa90e",
  "#bd1f01",
  "#832db6",
  "#a96b59",
  "#e76300",
  "#b9ac70",
  "#94a4a2",
  "#92dadd",
  "#717581",
  "#005449",
  "#8a0016",
] as const;

/** How many clusters have a colour to themselves. */
export const DISTINCT = HUES.length;

export function hueOf(cluster: number): string {
  return HUES[cluster % DISTINCT];
}
