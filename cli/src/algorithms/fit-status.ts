import type { FitProgress } from "mixtura";
import { bar, type Status } from "../text/status-line.js";
import type { Algorithm, Model } from "./algorithm.js";
import { TimeLeft } from "./time-left.js";

/** What is said of a fit before its first iteration, which may have long to wait for a start. */
export function startStatus<Own, M extends Model>({ title }: Algorithm<Own, M>): Status {
  return {
    parts: [
      { text: title, rank: 1 },
      { text: "choosing where to start", rank: 0 },
    ],
  };
}

/** Tells how far a fit is, from one report to the next. */
export function fitStatus<Own, M extends Model>(
  algorithm: Algorithm<Own, M>,
): (progress: FitProgress) => Status {
  const timeLeft = new TimeLeft();
  return (progress) => {
    const { iteration, maxIterations, restart, restarts, fraction } = progress;
    const { name, text } = algorithm.objective(progress.objective);
    const left = timeLeft.after(progress);
    return {
      share: fraction,
      parts: [
        { text: algorithm.title, rank: 5 },
        { text: bar, rank: 4 },
        ...(restarts > 1 ? [{ text: `restart ${restart + 1}/${restarts}`, rank: 2 }] : []),
        { text: `iteration ${iteration}/${maxIterations}`, rank: 0 },
        { text: `${name} ${text}`, rank: 3 },
        ...(left === undefined ? [] : [{ text: left, rank: 1 }]),
      ],
    };
  };
}
