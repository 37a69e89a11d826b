import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { GaussianMixture, KMeans, setCore } from "mixtura";
import { expect, it } from "vitest";
import { version } from "../../package.json" with { type: "json" };

const bytes = readFileSync(new URL("../../dist/core.wasm", import.meta.url));
const compile = () => new WebAssembly.Module(bytes);

/** A module of nothing but a custom section. */
function marked(name: string, text: string): WebAssembly.Module {
  const content = [name.length, ...Buffer.from(name + text)];
  return new WebAssembly.Module(
    Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 0, content.length, ...content]),
  );
}

// In this order: each file of tests has a core of its own, and one that is in use stays.

it.each([
  ["undefined", undefined],
  ["null", null],
  ['"core.wasm"', "core.wasm"],
  ["an object", {}],
  ["an Uint8Array (WebAssembly.compile it first)", bytes],
  ["a DataView (WebAssembly.compile it first)", new DataView(new ArrayBuffer(8))],
  ["an ArrayBuffer (WebAssembly.compile it first)", new ArrayBuffer(8)],
  ["a Promise (await it first)", Promise.resolve(compile())],
  ["a WebAssembly.Instance", new WebAssembly.Instance(compile())],
])("refuses %s", (got, module) => {
  expect(() => setCore(module as never)).toThrow(
    new TypeError(`"module" expected a WebAssembly.Module, got ${got}`),
  );
});

it.each([
  ["another module", marked("other", version)],
  ["that of mixtura 0.0.9", marked("mixtura", "0.0.9")],
  [`that of mixtura ${version}-1`, marked("mixtura", `${version}-1`)],
])("refuses %s", (got, module) => {
  expect(() => setCore(module)).toThrow(
    new RangeError(`"module" expected the core.wasm of mixtura ${version}, got ${got}`),
  );
});

it("takes its own core, the last before the first fit, from whatever realm, and no other after it", () => {
  setCore(compile());
  const foreign = runInNewContext("new WebAssembly.Module(bytes)", { bytes }) as object;
  expect(foreign).not.toBeInstanceOf(WebAssembly.Module);
  setCore(foreign);

  const started: unknown[] = [];
  const { Instance } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args: [WebAssembly.Module]) {
      started.push(args[0]);
      if (started.length === 1) throw new RangeError("no memory today");
      return new target(...args);
    },
  });
  try {
    const fit = () => KMeans.fit([1, 2, 10, 11], { k: 2 }).inertia;
    expect(fit).toThrow("no memory today");
    expect(fit()).toBe(1);
    expect(fit()).toBe(1);
    // The file has the kernels of mixtures as well: no other module is started for them.
    expect(GaussianMixture.fit([1, 2, 10, 11], { k: 2 }).converged).toBe(true);
  } finally {
    WebAssembly.Instance = Instance;
  }
  expect(started.length).toBe(2);
  expect(started.every((module) => module === foreign)).toBe(true);

  setCore(foreign);
  expect(() => setCore(compile())).toThrow("setCore came too late");
});
