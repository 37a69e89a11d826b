import type { Source } from "../files/source.js";
import { longestRecord } from "../records/longest-record.js";

/** Parts of a text of JSON, and what is said of those that are wrong. */
export class JsonText {
  constructor(private readonly source: Source) {}

  fail(line: number, message: string): never {
    throw new Error(`${this.source.name} line ${line}: ${message}`);
  }

  /** @param line on which the part starts */
  value(text: string, line: number, what = "record"): unknown {
    try {
      return JSON.parse(text);
    } catch {
      this.fail(line, `the ${what} that starts here is not JSON`);
    }
  }

  /** Refuses a part that is longer than any should be. */
  checkLength(length: number, line: number, what = "record"): void {
    if (length <= longestRecord) return;
    const most = `${longestRecord / 1e6} MB`;
    this.fail(line, `the ${what} that starts here is longer than ${most}; is its end missing?`);
  }
}
