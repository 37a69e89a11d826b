import Benchmark from "benchmark";
import { median } from "../statistics.js";

/** What Benchmark.js tells of a contestant that is through. */
interface Finished {
  readonly name: string;
  readonly stats: { readonly sample: readonly number[] };
  readonly error?: Error;
}

/** How a contestant did. */
export interface Result<Outcome> {
  readonly outcome: Outcome;
  /** Of a whole fit, the median of all. */
  readonly milliseconds: number;
}

/** Runs every contestant in turn. */
export function race<Outcome>(
  contestants: Readonly<Record<string, () => Outcome>>,
  quick: boolean,
): Map<string, Result<Outcome>> {
  const suite = new Benchmark.Suite();
  const options = quick ? { maxTime: 0.3, minSamples: 5 } : { maxTime: 2, minSamples: 5 };
  // What a fit returns is kept, so that no engine may skip it.
  const outcomes = new Map<string, Outcome>();
  for (const [name, fit] of Object.entries(contestants)) {
    suite.add(name, () => outcomes.set(name, fit()), options);
  }
  const results = new Map<string, Result<Outcome>>();
  suite.on("cycle", ({ target }: Benchmark.Event) => {
    const { name, stats, error } = target as unknown as Finished;
    if (error !== undefined) throw error;
    const milliseconds = 1000 * median(stats.sample);
    results.set(name, { outcome: outcomes.get(name)!, milliseconds });
  });
  suite.run({ async: false });
  return results;
}
