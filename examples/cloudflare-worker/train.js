// Fits three Gaussians to the penguins, in Node, and writes them to src/model.json for the worker.
import { readFileSync, writeFileSync } from "node:fs";
import { GaussianMixture } from "mixtura";

const file = (path) => new URL(path, import.meta.url);
const lines = readFileSync(file("penguins.csv"), "utf8").trim().split("\n").slice(1);
const measurements = lines.map((line) => line.split(",").slice(1).map(Number));

const model = GaussianMixture.fit(measurements, { k: 3, covariance: "full", restarts: 10 });

writeFileSync(file("src/model.json"), `${JSON.stringify(model.toJSON({ labels: false }))}\n`);
