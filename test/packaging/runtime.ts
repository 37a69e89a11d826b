/** What test/conformance/suite.js found in one runtime. */
export interface Report {
  /** One word for the bits of each case's results. */
  readonly words: Readonly<Record<string, string>>;
  /** What went wrong, a line each; empty where all went well. */
  readonly failures: readonly string[];
}

/** What test/conformance/threaded.js found in one runtime. */
export interface Threaded {
  /** How many cases have the bits of the same fit without threads, with one, two and three. */
  readonly same: number;
  readonly failures: readonly string[];
  /** What fits say of why they had no threads; empty where all had. */
  readonly refusals: readonly string[];
}

/** A folder outside the checkout into which the packed tarball was installed, and nothing else. */
export interface Installed {
  /** Its absolute path; the suites lie in it as `suite.js` and `threaded.js`. */
  readonly folder: string;
}

/** Milliseconds to the end of one fresh process, isolate or page. */
export interface ColdStart {
  /** One that does nothing. */
  readonly empty: number;
  /** One that imports mixtura and fits 150 × 4 once. */
  readonly fitted: number;
}

/** A runtime or bundler in which the installed package is tried. */
export interface Runtime {
  /** As the table names it: "Deno". */
  readonly name: string;
  /** How the package gets in: "import, node_modules". */
  readonly form: string;
  /** Why it cannot be tried on this machine; undefined where it can. */
  missing(): string | undefined;
  version(): Promise<string>;
  /** Runs the suite there. */
  conform(installed: Installed): Promise<Report>;
  /** Fits with threads beside fits without. */
  threads?(installed: Installed): Promise<Threaded>;
  /** Why there are no threads to be had there: what a fit says; undefined where there are some. */
  readonly threadless?: string;
  /** Pairs of fresh starts, one after the other, so that both meet the same weather. */
  coldStarts?(installed: Installed, pairs: number): Promise<ColdStart[]>;
}
