/**
 * Others who hold the same rows, each a stretch of them, and answer questions in their place:
 * workers. What they can be asked stands in src/questions/elsewhere.ts.
 */
export interface Crew {
  /** The same rows, as if each weighed 1. */
  readonly unweighted: Crew;
  /** Ends what they are at. */
  release(): void;
}
