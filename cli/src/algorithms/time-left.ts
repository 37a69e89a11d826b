import type { FitProgress } from "mixtura";
import { duration } from "../text/duration.js";

/** Tells from one report to the next how long a fit will still take. */
export class TimeLeft {
  private finished = 0;
  /** When the last restart had ended. */
  private since = 0;

  /** Undefined where nobody knows. */
  after({ fraction, restarts, elapsed }: FitProgress): string | undefined {
    if (fraction <= 0 || fraction >= 1) return undefined;
    // A share of restarts that should be whole may come out a hair less.
    const finished = Math.floor(fraction * restarts + 1e-9);
    if (finished > this.finished) {
      this.finished = finished;
      this.since = elapsed;
    }
    // No restart has shown how many iterations it takes: all that they may take are counted.
    if (finished === 0) return `at most ${duration((elapsed * (1 - fraction)) / fraction)} left`;
    const mean = this.since / finished;
    const ofThis = Math.max(0, mean - (elapsed - this.since));
    const left = mean * (restarts - finished - 1) + ofThis;
    return left > 0 ? `about ${duration(left)} left` : undefined;
  }
}
