import { Buffer } from "node:buffer";
import process from "node:process";
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";
import { GaussianMixture, KMeans } from "mixtura";

/**
 * mixtura for a program in another language: reads questions as lines of JSON and answers each with
 * a line, in order. A refusal goes back in mixtura's own words.
 */

/**
 * Numbers of a table.
 *
 * @typedef {object} Table
 * @property {string} data their bytes, in base64
 * @property {"float32" | "float64"} type
 * @property {[number, number]} shape
 * @property {[number, number]} strides how many numbers lie between rows, and between columns
 */

/** @typedef {"KMeans" | "GaussianMixture"} Kind */

/** What is told of a fit. */
const FIELDS = {
  KMeans: ["centroids", "inertia"],
  GaussianMixture: [
    ...["weights", "means", "covariances", "precisions"],
    ...["logLikelihood", "parameterCount"],
  ],
};
const SHARED_FIELDS = ["labels", "sizes", "iterations", "converged", "diagnostics"];

/** @type {any} */
const CLASSES = { KMeans, GaussianMixture };

/** @param {Table} table */
function pointsOf({ data, type, shape, strides }) {
  const { buffer, byteOffset, byteLength } = Buffer.from(data, "base64");
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  const numbers = type === "float32" ? new Float32Array(bytes) : new Float64Array(bytes);
  return { data: numbers, shape, strides };
}

/** @param {Kind} kind @param {any} json */
const modelOf = (kind, json) => CLASSES[kind].fromJSON(json);

/** @type {Record<string, (question: any) => unknown>} */
const ANSWERS = {
  /**
   * A fit: its fields, and the model as JSON to ask further questions with.
   *
   * @param {object} question
   * @param {Kind} question.kind
   * @param {Table} question.table
   * @param {any} question.options those of mixtura, but for a model to go on from
   * @param {unknown} question.from the JSON of that model, or null
   * @param {number} question.threads
   */
  async fit({ kind, table, options, from, threads }) {
    const points = pointsOf(table);
    const given = { points: pointsOf(table), options: JSON.parse(JSON.stringify(options)) };
    const all = from === null ? options : { ...options, start: modelOf(kind, from) };
    const Class = CLASSES[kind];
    let model;
    let runs = 0;
    if (threads > 1) {
      model = await Class.fitAsync(points, { ...all, threads });
    } else if (typeof options.start === "object" && options.restarts > 1) {
      const steps = Class.steps(points, all);
      let step = steps.next();
      for (; !step.done; step = steps.next()) runs = Math.max(runs, step.value.restart + 1);
      model = step.value;
    } else {
      model = Class.fit(points, all);
    }
    if (!isDeepStrictEqual({ points, options }, given)) throw new Error("a fit changed its input");
    const fields = [...SHARED_FIELDS, ...FIELDS[kind]].map((name) => [name, model[name]]);
    return { ...Object.fromEntries(fields), runs, json: model.toJSON({ labels: false }) };
  },

  /**
   * What a method of a model gives for points.
   *
   * @param {{ kind: Kind, json: unknown, method: string, table: Table, options: unknown }} question
   */
  ask: ({ kind, json, method, table, options }) =>
    modelOf(kind, json)[method](pointsOf(table), ...(options === null ? [] : [options])),

  /** @param {{ json: unknown, count: number, seed: number }} question */
  sample: ({ json, count, seed }) => modelOf("GaussianMixture", json).sample(count, { seed }),

  /** @param {{ parameters: any }} question */
  mixture: ({ parameters }) => GaussianMixture.from(parameters).toJSON(),
};

/** Typed arrays as lists. @param {string} _ @param {unknown} value */
const plain = (_, value) =>
  ArrayBuffer.isView(value) ? Array.from(/** @type {Float64Array} */ (value)) : value;

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const question = JSON.parse(line);
    answer = { answer: await ANSWERS[question.about](question) };
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    answer = { name, message };
  }
  process.stdout.write(`${JSON.stringify(answer, plain)}\n`);
}
