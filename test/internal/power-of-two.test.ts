import { describe, expect, it } from "vitest";
import fc from "fast-check";
import "../properties.js";
import { powerOfTwoWithin } from "../../src/linear-algebra/power-of-two.js";

describe("powerOfTwoWithin", () => {
  it("is the largest power of two that a number holds", () => {
    fc.assert(
      fc.property(fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        const power = powerOfTwoWithin(x);
        expect(power).toBeLessThanOrEqual(x);
        expect(x / 2).toBeLessThanOrEqual(power);
        expect(Number.isInteger(Math.log2(power))).toBe(true);
      }),
    );
    const powers = [5e-324, 2 ** -1022, 2 ** -1023, 1, 2, 2 ** 1023];
    expect(powers.map(powerOfTwoWithin)).toEqual(powers);
    expect(powerOfTwoWithin(3)).toBe(2);
  });

  it("ends for all else", () => {
    expect([0, Infinity, NaN].map(powerOfTwoWithin)).toEqual([0, Infinity, NaN]);
  });
});
