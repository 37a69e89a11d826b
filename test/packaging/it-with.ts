import { expect, it } from "vitest";

/**
 * A test of something that may not be there: skipped then, with a name that says so. Continuous
 * integration has everything, or something is wrong with it.
 */
export function itWith(missing: string | undefined, name: string, body: () => Promise<void>): void {
  if (missing === undefined) it(name, body);
  else if (!process.env["CI"]) it.skip(`${name} (${missing})`, body);
  else it(name, () => expect.fail(missing));
}
