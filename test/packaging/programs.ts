/** How a program gets at the package. */
export type Form = "import" | "require";

const DOORS: Record<Form, string> = {
  import: `import * as mixtura from "mixtura";
import * as metrics from "mixtura/metrics";
`,
  require: `const mixtura = require("mixtura");
const metrics = require("mixtura/metrics");
`,
};

/** Three clusters of 50 in four dimensions, fitted once. */
const FIT = `mixtura.KMeans.fit(
  Array.from({ length: 150 }, (_, i) => [0, 1, 2, 3].map((j) => ((i * (7 + j)) % 13) + 20 * (i % 3))),
  { k: 3 },
).inertia`;

/** Prints as JSON what the `run` of a suite comes to, with what has to stand before. */
const printing = (form: Form, suite: "suite" | "threaded", before = "") =>
  form === "import"
    ? `${DOORS.import}import { run } from "./${suite}.js";
${before}console.log(JSON.stringify(await run({ mixtura, metrics })));
`
    : `${DOORS.require}${before}import("./${suite}.js").then(async ({ run }) => {
  console.log(JSON.stringify(await run({ mixtura, metrics })));
});
`;

/** Idle workers are never ended for being idle: a process that they keep alive is found to hang. */
const FOREVER = `const { setTimeout } = globalThis;
globalThis.setTimeout = (call, after, ...rest) => setTimeout(call, after && after * 1e5, ...rest);
`;

/** Programs for runtimes that run a file, and print to standard output. */
export const scripts = {
  /** Prints the report of the suite as JSON. */
  conform: (form: Form) => printing(form, "suite"),
  /** Prints what comes of fits with threads. */
  threads: (form: Form) => printing(form, "threaded", FOREVER),
  empty: () => "",
  fitted: (form: Form) => `${DOORS[form].split("\n")[0]}\n${FIT};\n`,
};

/** What a worker answers: an expression, and what it has to import. */
interface Answer {
  readonly imports: string;
  readonly value: string;
}

const ANSWERS = {
  conform: {
    imports: `${DOORS.import}import { run } from "./suite.js";\n`,
    value: "run({ mixtura, metrics })",
  },
  threads: {
    imports: `${DOORS.import}import { run } from "./threaded.js";\n`,
    value: "run({ mixtura, metrics })",
  },
  empty: { imports: "", value: "0" },
  fitted: { imports: `${DOORS.import.split("\n")[0]}\n`, value: FIT },
} satisfies Record<string, Answer>;

export type Task = keyof typeof ANSWERS;

/**
 * Programs for runtimes that answer requests: everything is done while serving, where the rules are
 * strictest. What is thrown comes back as `{ error }`.
 */
export const workers = {
  /** A module with a handler, as Cloudflare has it. */
  module: (task: Task) => `${ANSWERS[task].imports}
export default { fetch: () => answer(() => ${ANSWERS[task].value}) };
${ANSWER}`,
  /** A listener, as edge-runtime has it. */
  listener: (task: Task) => `${ANSWERS[task].imports}
addEventListener("fetch", (event) => event.respondWith(answer(() => ${ANSWERS[task].value})));
${ANSWER}`,
};

const ANSWER = `async function answer(work) {
  try {
    return Response.json({ value: await work() });
  } catch (error) {
    return Response.json({ error: String(error) });
  }
}
`;

/** Takes a worker's answer apart. */
export function answered(text: string): unknown {
  const { value, error } = JSON.parse(text) as { value?: unknown; error?: string };
  if (error !== undefined) throw new Error(error);
  return value;
}
