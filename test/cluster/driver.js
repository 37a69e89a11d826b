import process from "node:process";
import * as mixtura from "mixtura";
import { fitDistributed } from "mixtura-cluster";

// Whoever drives a run, as a process that can be lost; says the model in the end.
const { model, table, ...options } = JSON.parse(process.argv[2]);
try {
  const fitted = await fitDistributed(mixtura[model], table, {
    ...options,
    onBegin: (run) => process.stdout.write(`run ${run}\n`),
    onStatus: ({ state, questions, iteration, workers }) => {
      process.stdout.write(`${state} ${questions} ${iteration} ${workers.length}\n`);
    },
  });
  process.stdout.write(`model ${JSON.stringify(fitted.toJSON({ labels: false }))}\n`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
