import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const HEAD = `import { GaussianMixture, KMeans, selectK, selectKAsync, SoftKMeans } from "mixtura";
declare const points: number[][];
`;

/** What is wrong, and how TypeScript says so: the first line, and where there are more, how many. */
const WRONG: readonly (readonly [code: string, message: string, lines?: number])[] = [
  [
    'selectK(KMeans, points, { k: [2], criterion: "bic" });',
    `Type '"bic"' is not assignable to type '"silhouette" | "calinski-harabasz" | "davies-bouldin" | undefined'.`,
  ],
  [
    'selectKAsync(SoftKMeans, points, { k: [2], stiffness: 1, criterion: "aic" });',
    `Type '"aic"' is not assignable to type '"silhouette" | "calinski-harabasz" | "davies-bouldin" | undefined'.`,
  ],
  [
    'selectK(GaussianMixture, points, { k: [2], criterion: "BIC" });',
    `Type '"BIC"' is not assignable to type 'Criterion | undefined'. Did you mean '"bic"'?`,
  ],
  [
    "selectK(KMeans, points, { k: [2], restart: 3 });",
    "'restart' does not exist in type 'SelectKOptions<KMeansOptions, ",
  ],
  [
    'selectK(KMeans, points, { k: [2], covariance: "full" });',
    "'covariance' does not exist in type 'SelectKOptions<KMeansOptions, ",
  ],
  [
    'selectK(GaussianMixture, points, { k: [2], covariance: "fulll" });',
    `Type '"fulll"' is not assignable to type 'Covariance | undefined'. Did you mean '"full"'?`,
  ],
  [
    'selectKAsync(GaussianMixture, points, { k: [2], covarianc: "full" });',
    "Did you mean to write 'covariance'?",
  ],
  ["selectKAsync(KMeans, points, { k: [2], thread: 2 });", "Did you mean to write 'threads'?"],
  [
    "selectK(KMeans, points, { k: 3 });",
    "Type 'number' is not assignable to type 'ArrayLike<number>'.",
  ],
  [
    "selectK(SoftKMeans, points, { k: [2] });",
    "Argument of type '{ k: number[]; }' is not assignable to parameter of type 'SelectKOptions<SoftKMeansOptions, ",
    2,
  ],
  ['selectK(KMeans, "points", { k: [2] });', "not assignable to parameter of type 'PointsLike'."],
  [
    "selectK(Map, points, { k: [2] });",
    "Argument of type 'MapConstructor' is not assignable to parameter of type 'ModelClass'.",
    2,
  ],
  ['KMeans.fit(points, { k: "3" });', "Type 'string' is not assignable to type 'number'."],
  [
    "KMeans.fitAsync(points, { k: 3, thread: 2 });",
    "'thread' does not exist in type 'KMeansOptions & AsyncOptions'. Did you mean to write 'threads'?",
  ],
  [
    "SoftKMeans.fit(points, { k: 3 });",
    "Argument of type '{ k: number; }' is not assignable to parameter of type 'SoftKMeansOptions'.",
    2,
  ],
  [
    'GaussianMixture.fit(points, { k: 3, covariance: "fulll" });',
    `Type '"fulll"' is not assignable to type 'Covariance | undefined'. Did you mean '"full"'?`,
  ],
  [
    'GaussianMixture.fitAsync(points, { k: 3, covarianc: "full" });',
    "Did you mean to write 'covariance'?",
  ],
];

const RIGHT = `
export const full: number[][][] =
  selectK(GaussianMixture, points, { k: [1, 2], covariance: "full" }).best.covariances;
export const spherical: number[] = selectK(GaussianMixture, points, { k: [1, 2] }).best.covariances;
export const tied: Promise<number[][]> =
  selectKAsync(GaussianMixture, points, { k: [1], covariance: "tied", threads: 2 })
    .then(({ best }) => best.covariances);
export const hard: KMeans = selectK(KMeans, points, { k: [1], criterion: "silhouette" }).best;
export const inertias: number[] =
  selectK(KMeans, points, { k: new Int8Array(2) }).table.map(({ inertia }) => inertia);
export const soft: SoftKMeans =
  selectK(SoftKMeans, points, { k: [1], stiffness: 2, criterion: "davies-bouldin" }).best;
export const energy: number | undefined =
  selectK(SoftKMeans, points, { k: [1], stiffness: 2 }).table[0].freeEnergy;
export const anyForm = (covariance: "full" | "tied") =>
  selectK(GaussianMixture, points, { k: [1], covariance }).best.bic;
// @ts-expect-error -- a table of mixtures has no inertia
selectK(GaussianMixture, points, { k: [1] }).table[0].inertia;
// @ts-expect-error -- a spherical covariance is a number
export const not: number[][][] = selectK(GaussianMixture, points, { k: [1] }).best.covariances;
`;

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  paths: { mixtura: [fileURLToPath(new URL("../../src/index.ts", import.meta.url))] },
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

/** What TypeScript has to say of each of these programs. */
function compiled(codes: readonly string[]): string[][] {
  const texts = new Map(
    codes.map((code, i) => [
      fileURLToPath(new URL(`program-${i}.ts`, import.meta.url)),
      HEAD + code,
    ]),
  );
  const files = ts.createCompilerHost(OPTIONS);
  const host: ts.CompilerHost = {
    ...files,
    fileExists: (name) => texts.has(name) || files.fileExists(name),
    readFile: (name) => texts.get(name) ?? files.readFile(name),
    getSourceFile(name, ...how) {
      const text = texts.get(name);
      return text === undefined
        ? files.getSourceFile(name, ...how)
        : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
    },
  };
  const program = ts.createProgram([...texts.keys()], OPTIONS, host);
  return [...texts.keys()].map((name) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
}

describe("TypeScript says in a line or two", () => {
  const found = compiled([RIGHT, ...WRONG.map(([code]) => `${code}\nexport {};`)]);

  it("nothing of what is right, whose types it infers", () => {
    expect(found[0]).toEqual([]);
  });

  it.each(WRONG.map((wrong, i) => [...wrong.slice(0, 1), i] as [string, number]))(
    "what is wrong with %s",
    (_, i) => {
      const [, message, lines = 1] = WRONG[i];
      const messages = found[i + 1];
      expect(messages).toHaveLength(1);
      const said = messages[0].split("\n");
      expect(said[0]).toContain(message);
      expect(said.length, messages[0]).toBeLessThanOrEqual(lines);
      expect(messages[0]).not.toMatch(/[Oo]verload|#/);
    },
  );
});
