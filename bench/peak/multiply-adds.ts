import asc from "assemblyscript/asc";

/** The vectors of 128 bits, and how many numbers each holds. */
export const LANES = { f64x2: 2, f32x4: 4 } as const;

export type Lane = keyof typeof LANES;

/**
 * Chains of multiply-adds in flight that are tried: fewer leave the units waiting for results,
 * more do not fit into 16 registers.
 */
const CHAINS = [8, 10, 11, 12];

const TURNS = 400_000;

/**
 * A loop of multiplies and adds in registers alone; chains do not wait for one another. Factor
 * and term are given, not known: constants are loaded again at every turn.
 */
function source(lane: Lane, chains: number): string {
  const scalar = lane.slice(0, 3);
  const all = Array.from({ length: chains }, (_, c) => `s${c}`);
  return `
    export function run(turns: i32, a: ${scalar}, b: ${scalar}): f64 {
      const factor = ${lane}.splat(a);
      const term = ${lane}.splat(b);
      ${all.map((s, c) => `let ${s} = ${lane}.splat(${c});`).join("\n")}
      for (let turn = 0; turn < turns; turn++) {
        ${all.map((s) => `${s} = ${lane}.add(${lane}.mul(${s}, factor), term);`).join("\n")}
      }
      return ${all.map((s) => `<f64>${lane}.extract_lane(${s}, 0)`).join(" + ")};
    }`;
}

type Loop = (turns: number, factor: number, term: number) => number;

async function compile(text: string): Promise<Loop> {
  const parts: Uint8Array[] = [];
  const options = ["--runtime", "stub", "--enable", "simd", "-O3", "--outFile", "loop.wasm"];
  const { error } = await asc.main(["loop.ts", ...options], {
    readFile: (name) => (name === "loop.ts" ? text : null),
    writeFile: (_, contents) => {
      if (typeof contents !== "string") parts.push(contents);
    },
    listFiles: () => [],
  });
  if (error !== null) throw error;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(parts[0].slice()));
  return exports["run"] as Loop;
}

/** Measures the peak of a lane: GFLOP/s, a multiply-add being two. */
export async function multiplyAdds(lane: Lane): Promise<() => number> {
  const loops = await Promise.all(
    CHAINS.map(async (chains) => ({ chains, run: await compile(source(lane, chains)) })),
  );
  return () =>
    Math.max(
      ...loops.map(({ chains, run }) => {
        const began = performance.now();
        run(TURNS, 0.5, 1);
        const nanoseconds = 1e6 * (performance.now() - began);
        return (2 * LANES[lane] * chains * TURNS) / nanoseconds;
      }),
    );
}
