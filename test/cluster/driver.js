import process from "node:process";
import { GaussianMixture, KMeans } from "mixtura";
import { fitDistributed } from "mixtura-cluster";

const MODELS = { GaussianMixture, KMeans };

// Whoever drives a run, as a process that can be lost; says the model in the end.
/** @type {any} */
const { model, table, ...options } = JSON.parse(process.argv[2]);
/** @type {any} */
const Model = MODELS[/** @type {keyof typeof MODELS} */ (model)];
try {
  const fitted = await fitDistributed(Model, table, {
    k: 0,
    ...options,
    onBegin: (run) => process.stdout.write(`run ${run}\n`),
    onStatus: ({ state, questions, iteration, workers }) => {
      process.stdout.write(`${state} ${questions} ${iteration} ${workers.length}\n`);
    },
  });
  process.stdout.write(`model ${JSON.stringify(fitted.toJSON({ labels: false }))}\n`);
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
}
