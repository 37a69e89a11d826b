/** Where a host program lies, and where what is made of it goes. */
export interface Host {
  /** Holds `index.html` and the module `main.js` that it loads. */
  readonly source: string;
  /** Not there yet; becomes what a server would serve: `index.html` and all that it loads. */
  readonly output: string;
}

/** A bundler that is given an entry and a place for its output, and else left to itself. */
export interface Bundler {
  readonly name: string;
  readonly version: string;
  /** Bundles and minifies; throws whatever the bundler complains of, be it a warning. */
  bundle(host: Host): Promise<void>;
}

/** A bundler's complaints are failures: a library is to give it no cause. */
export function refuseComplaints(name: string, complaints: readonly string[]): void {
  if (complaints.length > 0) throw new Error([`${name} complains:`, ...complaints].join("\n"));
}
