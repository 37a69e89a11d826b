import type { Run } from "./run.js";

/** What draws moments of a fit. */
export interface Picture {
  draw(run: Run, at: number): void;
  remove(): void;
}
