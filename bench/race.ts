import { cpus } from "node:os";
import Benchmark from "benchmark";

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
    const sample = stats.sample.toSorted((a, b) => a - b);
    const seconds = sample[Math.floor(sample.length / 2)];
    results.set(name, { outcome: outcomes.get(name)!, milliseconds: 1000 * seconds });
  });
  suite.run({ async: false });
  return results;
}

/** When and where a race was run. */
export function circumstances(): string {
  const date = new Date().toISOString().slice(0, 10);
  const cpu = cpus()[0]?.model ?? "unknown processor";
  return `${date}, Node ${process.versions.node}, ${cpu}`;
}

/** Three significant digits. */
export const digits = new Intl.NumberFormat("en", {
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});
