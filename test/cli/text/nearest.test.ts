import { expect, it } from "vitest";
import { nearest } from "../../../cli/src/text/nearest.js";

it.each([
  ["a typing error", "sede", "seed"],
  ["two letters that have changed places", "colunms", "columns"],
  ["the start of a name", "cov", "covariance"],
  ["other letters than capitals", "SEED", "seed"],
  ["the nearest of several", "seef", "seed"],
  ["nothing that is far off", "xyz", undefined],
])("finds %s", (_, name, expected) => {
  expect(nearest(name, ["columns", "seed", "seek", "covariance"])).toBe(expected);
});
