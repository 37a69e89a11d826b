import fc from "fast-check";
import { expect, it } from "vitest";
import { valueIn } from "../../../cli/src/table/values.js";

const digits = fc.string({ unit: fc.nat(9).map(String), maxLength: 20 });

it("valueIn gives the nearest number there is, as short or long as the text may be", () => {
  fc.assert(
    fc.property(fc.constantFrom("", "-", "+"), digits, digits, (sign, whole, fraction) => {
      fc.pre(whole + fraction !== "");
      const text = `${sign}${whole}.${fraction}`;
      expect(valueIn(text, ".")).toBe(Number(text));
      expect(valueIn(text.replace(".", ","), ",")).toBe(Number(text));
      if (whole !== "") expect(valueIn(sign + whole, ".")).toBe(Number(sign + whole));
    }),
    { numRuns: 3000 },
  );
});

it.each([
  ["999999999999999", 999999999999999],
  ["0.99999999999999", 0.99999999999999],
  ["-0", -0],
  ["00012", 12],
  [" 7 ", 7],
  ["1e3", 1000],
  [3, 3],
  [null, NaN],
  [NaN, NaN],
  ["NA", NaN],
  ["", NaN],
  [".", NaN],
  [Infinity, undefined],
  [-Infinity, undefined],
  ["-", undefined],
  ["-.", undefined],
  ["1.2.3", undefined],
  ["1,5", undefined],
  ["/1", undefined],
  [":1", undefined],
])("valueIn(%j) is %j", (cell, value) => {
  expect(valueIn(cell, ".")).toBe(value);
});
