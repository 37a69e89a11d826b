import { GaussianMixture } from "mixtura";
import { describe, expect, it } from "vitest";
import { uniforms } from "../data.js";

describe("columns of which each is nearly a sum of others", () => {
  it.each(["full", "tied"] as const)(
    "have a likelihood that never falls, though nothing but rounding is the floor, %s",
    (covariance) => {
      let floored = 0;
      for (const noise of [0, 1e-12, 1e-9, 1e-6, 1e-4, 1e-3]) {
        for (let seed = 0; seed < 60; seed++) {
          const uniform = uniforms(seed);
          const spread = () => uniform() + uniform() + uniform() - 1.5;
          const k = 1 + (seed % 4);
          const far = 10 * uniform();
          const rows = Array.from({ length: 20 + 2 * seed }, (_, i) => {
            const [a, b] = [far * (i % k) + spread(), spread()];
            const c = a + noise * spread();
            return [a, b, c, b + c];
          });
          const options = { k, covariance, seed, regularization: 0, tolerance: 0 } as const;
          const model = GaussianMixture.fit(rows, { ...options, maxIterations: 60 });
          model.history.forEach((value, i) => {
            const before = model.history[Math.max(i - 1, 0)];
            expect((before - value) / Math.abs(value)).toBeLessThan(1.5e-10);
          });
          floored += Number(model.diagnostics.some(({ code }) => code === "variance-floored"));
        }
      }
      expect(floored).toBeGreaterThan(300);
    },
  );
});
