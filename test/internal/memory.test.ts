import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { GaussianMixture, KMeans, Points, selectK, SoftKMeans } from "../../src/index.js";
import { silhouette } from "../../src/metrics.js";
import { core } from "../../src/core/core.js";
import { LinearMemory, type Region } from "../../src/core/memory.js";
import { blobs } from "../data.js";

const fresh = () => new LinearMemory(new WebAssembly.Memory({ initial: 1 }), 1000);

describe("linear memory", () => {
  it("hands out spans that never overlap, and takes every byte back", () => {
    const step = fc.record({ bytes: fc.integer({ min: 0, max: 200_000 }), release: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (plan) => {
        const memory = fresh();
        const live: { region: Region; bytes: number }[] = [];
        for (const { bytes, release } of plan) {
          const region = memory.allocate(bytes);
          expect(region.address % 64).toBe(0);
          expect(region.address).toBeGreaterThanOrEqual(1000);
          expect(region.address + bytes).toBeLessThanOrEqual(memory.bytes);
          for (const other of live) {
            const apart =
              region.address + bytes <= other.region.address ||
              other.region.address + other.bytes <= region.address;
            expect(apart).toBe(true);
          }
          live.push({ region, bytes: Math.max(bytes, 1) });
          if (release % 3 === 0) live.splice(release % live.length, 1)[0].region.release();
        }
        for (const { region } of live) region.release();
        expect(memory.freeBytes).toBe(memory.bytes - 1024);
        // All of it is one span again: a single allocation takes it without growing.
        const before = memory.bytes;
        memory.allocate(before - 1024);
        expect(memory.bytes).toBe(before);
      }),
    );
  });

  it("grows once for all that was reserved", () => {
    const memory = fresh();
    memory.reserve(1_000_000);
    const size = memory.bytes;
    for (let i = 0; i < 5; i++) memory.allocate(199_000);
    expect(memory.bytes).toBe(size);
  });

  it("says so when there is not enough of it", () => {
    expect(() => fresh().allocate(2 ** 32)).toThrow(
      "no 4096 MiB more of memory's 4 GiB: 0 MiB are held by points and fits; dispose of some",
    );
    const small = new LinearMemory(new WebAssembly.Memory({ initial: 1, maximum: 2 }), 0);
    expect(() => small.allocate(2 ** 20)).toThrow(
      "no 1 MiB more of memory's 4 GiB: 0 MiB are held",
    );
    expect(small.allocate(2 ** 17).address).toBe(0);
  });

  it("released twice is released once; used after release it throws", () => {
    const memory = fresh();
    const region = memory.allocate(100);
    region.release();
    region.release();
    expect(memory.freeBytes).toBe(memory.bytes - 1024);
    expect(() => region.address).toThrow("this memory was released");
  });
});

describe("every fit gives its memory back", () => {
  const points = blobs(500, 3, 4);
  const free = () => core().memory.freeBytes;

  it("when it ends, fails or is left half-way", () => {
    KMeans.fit(points, { k: 4, weights: points.map((_, i) => i % 2) });
    const before = free();
    const size = core().memory.bytes;
    const model = KMeans.fit(points, { k: 4, restarts: 3 });
    KMeans.fit(points, { k: 4, weights: points.map((_, i) => i % 2) });
    model.predict(points);
    model.distances(points);
    model.score(points);
    for (const options of [
      { k: 999 },
      { k: 4, start: { centroids: [[1, 1, 1]] } },
      { k: 4, weights: [1] },
    ]) {
      expect(() => KMeans.fit(points, options)).toThrow(RangeError);
    }
    expect(() => KMeans.fit([...points, [1, 2, NaN]], { k: 4 })).toThrow(RangeError);
    expect(() => KMeans.fit([...points, [1, 2, 1e200]], { k: 4 })).toThrow(RangeError);
    expect(() => model.predict([[1, 2, NaN]])).toThrow(RangeError);
    for (const step of KMeans.steps(points, { k: 4 })) {
      expect(step.iteration).toBe(1);
      break;
    }
    KMeans.steps(points, { k: 4 }).return(model);
    KMeans.steps(points, { k: 4 }).return();
    expect(() => KMeans.steps(points, { k: 4 }).throw(new Error("no more"))).toThrow("no more");
    Points.from(points).dispose();
    expect(free()).toBe(before);
    expect(core().memory.bytes).toBe(size);
  });

  it("when it is forgotten", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const before = free();
    const forget = () => {
      Points.from(points);
      KMeans.steps(points, { k: 4 }).next();
    };
    forget();
    expect(free()).toBeLessThan(before);
    for (let i = 0; i < 50 && free() < before; i++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(free()).toBeGreaterThanOrEqual(before);
  });

  it("and a registry forgets at once what is finished or disposed of", () => {
    const registered = new Set<unknown>();
    const register = vi
      .spyOn(FinalizationRegistry.prototype, "register")
      .mockImplementation((_, __, token) => void registered.add(token));
    const unregister = vi
      .spyOn(FinalizationRegistry.prototype, "unregister")
      .mockImplementation((token) => registered.delete(token));
    try {
      const held = Points.from(points);
      const first = KMeans.steps(held, { k: 4 });
      const second = SoftKMeans.steps(held, { k: 4, stiffness: 1 });
      const third = GaussianMixture.steps(held, { k: 4 });
      expect(registered.size).toBe(4);
      while (first.next().done !== true);
      second.next();
      second.return();
      for (const step of third) {
        expect(step.iteration).toBe(1);
        break;
      }
      expect(registered.size).toBe(1);
      KMeans.fit(points, { k: 4 }).predict(points);
      selectK(KMeans, points, { k: [2, 3], weights: points.map((_, i) => i % 2) });
      silhouette(
        points,
        points.map((_, i) => i % 2),
      );
      expect(registered.size).toBe(1);
      held.dispose();
      expect(registered.size).toBe(0);
    } finally {
      register.mockRestore();
      unregister.mockRestore();
    }
  });

  it("and holds next to nothing after many in one turn of the event loop", () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const used = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = used();
    for (let i = 0; i < 20_000; i++) {
      Points.from([1, 2]).dispose();
      for (const step of KMeans.steps([1, 2, 10, 11], { k: 2 })) expect(step).toBeDefined();
    }
    // 45 MB while the registry held them.
    expect(used() - before).toBeLessThan(10e6);
  });

  it("and after ten thousand fits in slices of time", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const used = () => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    await KMeans.fitAsync([1, 2, 10, 11], { k: 2 });
    const [before, bytes] = [used(), core().memory.bytes];
    for (let i = 0; i < 10_000; i++) await KMeans.fitAsync([1, 2, 10, 11], { k: 2 });
    expect(used() - before).toBeLessThan(4e6);
    expect(core().memory.bytes).toBe(bytes);
  });

  it("but not while a fit still runs on it", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const steps = KMeans.steps(Points.from(points), { k: 4, start: "sample", tolerance: 0 });
    let step = steps.next();
    while (!step.done) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 1));
      step = steps.next();
    }
    expect(step.value.converged).toBe(true);
  });

  it("and grows memory at most once", () => {
    const large = { data: new Float64Array(3_000_000).map((_, i) => i % 1013), shape: [1e6, 3] };
    const grow = vi.spyOn(WebAssembly.Memory.prototype, "grow");
    KMeans.fit(large, { k: 5, maxIterations: 2, weights: new Float64Array(1e6).fill(2) });
    expect(grow).toHaveBeenCalledTimes(1);
    grow.mockRestore();
    const kept = Points.from(large);
    const { bytes } = core().memory;
    KMeans.fit(kept, { k: 5, maxIterations: 2 });
    expect(core().memory.bytes).toBe(bytes);
  });
});
