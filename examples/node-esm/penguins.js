// How many kinds of penguins are there, by four measurements alone?
import { readFileSync } from "node:fs";
import { GaussianMixture, selectK } from "mixtura";

const text = readFileSync(new URL("penguins.csv", import.meta.url), "utf8").trim();
const [[, ...columns], ...birds] = text.split("\n").map((line) => line.split(","));
const measurements = birds.map(([, ...values]) => values.map(Number));

const { best, table } = selectK(GaussianMixture, measurements, {
  k: [1, 2, 3, 4, 5, 6],
  covariance: "full",
  restarts: 10,
});

for (const { k, bic } of table) {
  const worse = bic - best.bic;
  const mark = worse === 0 ? "◀ lowest" : "█".repeat(Math.ceil(worse / 15));
  console.log(`k = ${k}   BIC ${bic.toFixed(0)}  ${mark}`);
}

// The mixture has not seen the species; do its clusters tell them apart?
const clusters = best.means.map((mean, cluster) => {
  const row = Object.fromEntries(columns.map((name, j) => [name, Math.round(mean[j])]));
  const species = birds.flatMap(([name], i) => (best.labels[i] === cluster ? [name] : []));
  for (const name of ["Adelie", "Chinstrap", "Gentoo"])
    row[name] = species.filter((other) => other === name).length;
  return row;
});
console.table(clusters);
