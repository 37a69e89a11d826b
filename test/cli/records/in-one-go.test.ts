import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sourceOf } from "../../../cli/src/files/source.js";
import { inOneGo } from "../../../cli/src/records/in-one-go.js";

const source = sourceOf("a.npy", {});
const bytes = new Uint8Array(8);
const signals = ["SIGINT", "SIGTERM"] as const;
const listener = () => {};
const listeners = () => signals.map((name) => process.listeners(name));
let before: ReturnType<typeof listeners>;

beforeEach(() => {
  process.on("SIGINT", listener).once("SIGINT", listener);
  before = listeners();
});
afterEach(() => {
  process.off("SIGINT", listener).off("SIGINT", listener);
});

describe("work in one go", () => {
  it("leaves signals to the system until it is done", async () => {
    const during = await inOneGo(bytes, source, async () => Promise.resolve(listeners()), {
      signal: undefined,
    });
    expect(during).toEqual([[], []]);
    expect(listeners()).toEqual(before);
  });

  it("leaves them to the system until it fails", async () => {
    const work = () => {
      throw new Error("damaged");
    };
    await expect(inOneGo(bytes, source, work, { signal: undefined })).rejects.toThrow("damaged");
    expect(listeners()).toEqual(before);
  });

  it("does not begin after a signal has come", async () => {
    const controller = new AbortController();
    let begun = false;
    const done = inOneGo(bytes, source, () => (begun = true), { signal: controller.signal });
    controller.abort(new Error("interrupted"));
    await expect(done).rejects.toThrow("interrupted");
    expect(begun).toBe(false);
  });
});
