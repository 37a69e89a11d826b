import type { Run } from "./run.js";

/** What a half-step shows: the parameters, and those under which the points were shared out. */
export interface Frame {
  readonly iteration: number;
  /** The moment whose parameters are drawn. */
  readonly parameters: number;
  /** The moment that coloured the points; undefined before the first E-step. */
  readonly shares: number | undefined;
  readonly step: "start" | "E" | "M";
}

export function frameAt(frame: number): Frame {
  const parameters = frame >> 1;
  if (frame === 0) return { iteration: 0, parameters: 0, shares: undefined, step: "start" };
  return frame % 2 === 1
    ? { iteration: parameters + 1, parameters, shares: parameters, step: "E" }
    : { iteration: parameters, parameters, shares: parameters - 1, step: "M" };
}

/** The frame that there is, of the one asked for. */
export const within = (run: Run, frame: number): number =>
  Math.min(Math.max(frame, 0), Math.max(run.lastFrame, 0));
