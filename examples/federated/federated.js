// Three stations cluster their penguins together. Sums travel between them, measurements do not.
import { readFileSync } from "node:fs";
import { KMeans, Statistics } from "mixtura";

/** What one unit of distance is in each column; agreed upon, for nobody may look at all birds. */
const UNITS = [5, 2, 14, 800];
/** Where the search begins: what any book on birds says of three kinds. */
const GUESS = [
  [38, 18, 190, 3700],
  [49, 18, 195, 3700],
  [48, 15, 217, 5000],
];
/** A station keeps birds to itself where fewer of its own are in a component. */
const FEWEST = 5;

const inUnits = (values) => values.map((value, j) => value / UNITS[j]);
const text = readFileSync(new URL("penguins.csv", import.meta.url), "utf8").trim();
const [[, ...columns], ...lines] = text.split("\n").map((line) => line.split(","));

/** All that a station lets out is bytes of statistics; what comes in is a model as JSON. */
class Station {
  #birds;

  constructor(island) {
    this.island = island;
    const own = lines.filter(([name]) => name === island);
    this.#birds = own.map(([, ...values]) => inUnits(values.map(Number)));
  }

  answer(json, fewest = FEWEST) {
    const model = KMeans.fromJSON(JSON.parse(json));
    const { sizes } = model.statistics(this.#birds);
    const labels = model.predict(this.#birds);
    const weights = Array.from(labels, (label) => Number(sizes[label] >= fewest));
    return model.statistics(this.#birds, { weights }).toBytes();
  }
}

const stations = ["Torgersen", "Biscoe", "Dream"].map((island) => new Station(island));

/** Whoever brings it together sees models and sums. */
function cluster(fewest) {
  const guess = GUESS.map(inUnits);
  let model = KMeans.fit(guess, { k: 3, start: { centroids: guess }, maxIterations: 0 });
  const rounds = [];
  while (!model.converged) {
    const json = JSON.stringify(model);
    const answers = stations.map((station) => station.answer(json, fewest));
    const whole = Statistics.merge(answers.map((bytes) => Statistics.fromBytes(bytes)));
    const bytes = answers.reduce((sum, { length }) => sum + length, 0);
    rounds.push({ birds: whole.rows, inertia: Number(whole.objective.toFixed(2)), bytes });
    model = model.solve(whole);
  }
  return { model, rounds };
}

const rounded = (centroids) =>
  centroids.map((centroid) =>
    Object.fromEntries(columns.map((name, j) => [name, Math.round(centroid[j] * UNITS[j])])),
  );

const { model, rounds } = cluster(FEWEST);
console.table(rounds);
console.table(rounded(model.centroids));

// Nothing kept back, it has the very bits of a fit of all birds in one table.
const all = lines.map(([, ...values]) => inUnits(values.map(Number)));
const start = { centroids: GUESS.map(inUnits) };
const together = KMeans.fit(all, { k: 3, start, tolerance: 0 });
const open = cluster(1).model;
const same = JSON.stringify(open.centroids) === JSON.stringify(together.centroids);
console.log("all birds shared: the centroids of one table, bit for bit:", same);

// But then the sums of a component of one bird are that bird.
const guess = GUESS.map(inUnits);
const first = KMeans.fit(guess, { k: 3, start: { centroids: guess }, maxIterations: 0 });
const given = Statistics.fromBytes(stations[1].answer(JSON.stringify(first), 1));
const alone = given.sizes.indexOf(1);
const bird = first.solve(given).centroids[alone].map((value, j) => (value * UNITS[j]).toFixed(1));
console.log("and what Biscoe tells of its component of one:", bird.join(", "));
