// Says of each time in milliseconds what it is like: node predict.js 3 13 20000
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { GaussianMixture } = require("mixtura");

const json = JSON.parse(readFileSync(join(__dirname, "model.json"), "utf8"));
const model = GaussianMixture.fromJSON(json.model); // checked: a spoilt file is refused here

const times = process.argv.slice(2).map(Number);
const logs = times.map(Math.log10);
const labels = model.predict(logs);
const responsibilities = model.responsibilities(logs); // flat, k a point
const logDensity = model.logDensity(logs);

for (const [i, time] of times.entries()) {
  const usual = Math.round(10 ** model.means[labels[i]][0]);
  const sure = Math.round(100 * responsibilities[i * model.k + labels[i]]);
  const verdict =
    logDensity[i] < json.rarest
      ? "rarer than anything in training"
      : `one of those of about ${usual} ms, ${sure} % sure`;
  console.log(`${time} ms`.padStart(9), verdict);
}
