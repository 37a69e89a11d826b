import type { RunStatus } from "mixtura-cluster";
import { perSecond } from "../text/figures.js";
import type { Part, Status } from "../text/status-line.js";
import { counted } from "../text/wording.js";

/**
 * Tells how far a fit on many machines is, once all rows have been read here.
 *
 * @param redis where it is, without what is secret
 * @param ofFit what is told of it wherever it is
 */
export function runStatus(
  { state, iteration, workers, rowsPerSecond }: RunStatus,
  redis: string,
  title: string,
  ofFit: () => Status,
): Status {
  const there: Part = { text: counted(workers.length, "worker"), rank: 1.5 };
  if (state === "waiting for workers") {
    return { parts: [{ text: `waiting for workers at ${redis} …`, rank: 0 }, there] };
  }
  if (state === "waiting for Redis") {
    return { parts: [{ text: `waiting for ${redis} …`, rank: 0 }, there] };
  }
  const speed: Part[] = rowsPerSecond > 0 ? [{ text: perSecond(rowsPerSecond), rank: 2.5 }] : [];
  const status: Status =
    iteration > 0
      ? ofFit()
      : {
          parts: [
            { text: title, rank: 5 },
            { text: "choosing where to start", rank: 0 },
          ],
        };
  return { ...status, parts: [...status.parts, there, ...speed] };
}
