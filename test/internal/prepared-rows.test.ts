import { expect, it } from "vitest";
import { begin, Pending } from "../../src/data/pending.js";
import { inSlices } from "../../src/data/sweep.js";
import { release } from "../../src/fitting/fit.js";
import { type HardFit, prepare } from "../../src/models/k-means/fit.js";
import { Points } from "../../src/points/points.js";
import { blobs } from "../data.js";
import { held } from "./held.js";

it("gives prepared rows back where their Points are disposed of meanwhile", () => {
  const rows = blobs(20_000, 3, 3);
  const options = { k: 3, standardize: true, distance: "cosine" };
  const before = held();
  let refused = 0;
  for (let turns = 0; ; turns++) {
    const points = Points.from(rows);
    const asked = begin(prepare(points, options, inSlices)) as Pending<HardFit>;
    let done = false;
    for (let turn = 0; turn < turns && !done; turn++) done = asked.advance();
    points.dispose();
    try {
      while (!done) done = asked.advance();
      release(asked.answer);
    } catch {
      refused++;
    }
    expect(held()).toBe(before);
    if (done) break;
  }
  expect(refused).toBeGreaterThan(5);
});
