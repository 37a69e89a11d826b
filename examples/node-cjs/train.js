// Learns what the answer times of a service look like, and keeps that in model.json.
"use strict";
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { GaussianMixture } = require("mixtura");

// Put your own log here: these 2,000 times in milliseconds come from a cache, a database and a
// far-away service. Times span decades, so that it is their logarithms that are modelled.
const service = GaussianMixture.from({
  weights: [0.65, 0.3, 0.05],
  means: [0.5, 1.9, 3],
  covariances: [0.06, 0.1, 0.02],
});
const times = service.sample(2000, { seed: 1 }).points.map((log) => 10 ** log);

const logs = times.map(Math.log10);
const model = GaussianMixture.fit(logs, { k: 3, restarts: 10, seed: 1 });
const rarest = Math.min(...model.logDensity(logs));

const json = JSON.stringify({ model: model.toJSON({ labels: false }), rarest });
writeFileSync(join(__dirname, "model.json"), json);

console.log(`learnt from ${times.length} requests:`);
for (const [c, [mean]] of model.means.entries()) {
  const share = `${Math.round(100 * model.weights[c])} %`.padStart(5);
  console.log(`${share} take about ${Math.round(10 ** mean)} ms`);
}
console.log(`saved model.json, ${(json.length / 1024).toFixed(1)} KB`);
