/** What a fit believes at one moment, and how it shares out any place of the plane. */
export type Hypothesis =
  | { readonly kind: "hard"; readonly means: readonly (readonly number[])[] }
  | {
      readonly kind: "soft";
      readonly means: readonly (readonly number[])[];
      readonly stiffness: number;
    }
  | {
      readonly kind: "gaussian";
      readonly means: readonly (readonly number[])[];
      readonly weights: readonly number[];
      /** 2 × 2 for each component. */
      readonly matrices: readonly (readonly (readonly number[])[])[];
    };

const NONE: readonly number[] = [];

/** A function that gives the responsibilities of each component for a place. */
export function sharesUnder(hypothesis: Hypothesis): (x: number, y: number) => readonly number[] {
  const { means } = hypothesis;
  const score = scoreUnder(hypothesis);
  return (x, y) => {
    const scores = means.map(([mx, my], c) => score(c, x - mx, y - my));
    const highest = Math.max(...scores);
    if (highest === -Infinity) return NONE;
    if (hypothesis.kind === "hard") {
      const nearest = scores.indexOf(highest);
      return scores.map((_, c) => (c === nearest ? 1 : 0));
    }
    const terms = scores.map((each) => Math.exp(each - highest));
    const sum = terms.reduce((a, b) => a + b);
    return terms.map((term) => term / sum);
  };
}

/** The logarithm of a share, but for what all components have in common. */
function scoreUnder(hypothesis: Hypothesis): (c: number, dx: number, dy: number) => number {
  if (hypothesis.kind === "hard") return (_, dx, dy) => -(dx * dx + dy * dy);
  if (hypothesis.kind === "soft") {
    const half = hypothesis.stiffness / 2;
    return (_, dx, dy) => -half * (dx * dx + dy * dy);
  }
  const { weights, matrices } = hypothesis;
  const known = matrices.map(([[a, b], [, d]], c) => {
    const determinant = a * d - b * b;
    return {
      a: d / determinant,
      b: -b / determinant,
      d: a / determinant,
      own: Math.log(weights[c]) - Math.log(determinant) / 2,
    };
  });
  return (c, dx, dy) => {
    const { a, b, d, own } = known[c];
    return own - (a * dx * dx + 2 * b * dx * dy + d * dy * dy) / 2;
  };
}
