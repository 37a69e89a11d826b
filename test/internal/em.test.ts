import { describe, expect, it } from "vitest";
import { em, type Model } from "../../src/em.js";
import { drain, viewed } from "../../src/fitting/steps.js";
import { Pending } from "../../src/data/pending.js";
import { Random } from "../../src/random.js";

/** Halves the distance to 0 in every iteration; statistics are the hypothesis itself. */
function halving(log: string[]): Model<number, number> {
  return {
    start: (random) => {
      log.push("start");
      return 1 + random.uniform();
    },
    eStep: (theta) => {
      log.push("E");
      return theta;
    },
    mStep: (statistics) => {
      log.push("M");
      return statistics / 2;
    },
    cost: (statistics) => statistics,
    settled: (before, after) => before - after < 0.1,
  };
}

describe("the loop", () => {
  it("starts, then alternates M and E until it has settled", () => {
    const log: string[] = [];
    const last = drain(em(halving(log), Random.fromSeed(0), { restarts: 1, maxIterations: 50 }));
    expect(last.converged).toBe(true);
    expect(last.history).toHaveLength(4);
    expect(log).toEqual(["start", "E", ...Array.from({ length: 4 }, () => ["M", "E"]).flat()]);
    expect(last.history.at(-1)).toBe(last.statistics);
  });

  it("stops at maxIterations without having converged", () => {
    const last = drain(em(halving([]), Random.fromSeed(0), { restarts: 1, maxIterations: 2 }));
    expect(last.converged).toBe(false);
    expect(last.history).toHaveLength(2);
  });

  it("returns the best restart and makes its E-step the last", () => {
    const thetas: number[] = [];
    const model: Model<number, number> = {
      ...halving([]),
      eStep: (theta) => {
        thetas.push(theta);
        return theta;
      },
    };
    const steps = [];
    const run = em(model, Random.fromSeed(3), { restarts: 6, maxIterations: 1 });
    let step = run.next();
    for (; !step.done; step = run.next()) {
      if (!(step.value instanceof Pending)) steps.push(step.value);
    }
    const lowest = Math.min(...steps.map(({ statistics }) => statistics));
    expect(step.value.statistics).toBe(lowest);
    expect(thetas.at(-1)).toBe(step.value.theta);
    expect(steps.map(({ restart }) => restart)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(steps.map(({ theta }) => theta)).size).toBe(6);
  });

  it("keeps the first of equally good restarts", () => {
    const model = { ...halving([]), cost: () => 1 };
    const best = drain(em(model, Random.fromSeed(0), { restarts: 4, maxIterations: 1 }));
    expect(best.restart).toBe(0);
  });

  it("closes what it maps when it is left early", () => {
    let closed = false;
    function* source() {
      try {
        yield 1;
        yield 2;
        return "end";
      } finally {
        closed = true;
      }
    }
    let told = 0;
    for (const value of viewed(
      source(),
      String,
      (end) => end,
      () => told++,
    )) {
      expect(value).toBe("1");
      break;
    }
    expect(closed).toBe(true);
    expect(told).toBe(1);
    viewed(
      source(),
      String,
      (end) => end,
      () => told++,
    ).return("");
    expect(told).toBe(2);
  });
});
