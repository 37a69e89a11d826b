import { readFile } from "node:fs/promises";
import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import { alternatives } from "../text/wording.js";
import { fileReason } from "./errors.js";
import { kindOf } from "./kinds.js";
import { readingIn, type Reading } from "./reading.js";

/** A model as a file holds it. */
export interface SavedModel {
  /** As the user wrote it, for messages. */
  readonly path: string;
  readonly model: KMeans | SoftKMeans | GaussianMixture;
  /** How the fit has read its table; undefined where the file does not tell. */
  readonly reading: Reading | undefined;
}

const classes = { KMeans, SoftKMeans, GaussianMixture };

/** Reads what `--model` has written, or what JSON.stringify makes of a model. */
export async function readModel(path: string): Promise<SavedModel> {
  const json = parsed(path, await textOf(path));
  const named = Object.entries(classes).find(([name]) => name === json["model"]);
  if (json["format"] !== "mixtura" || named === undefined) {
    const names = alternatives(Object.keys(classes));
    throw new Error(`${path}: no model of mixtura; mixtura fit --model writes one (${names})`);
  }
  try {
    const model = named[1].fromJSON(json);
    return { path, model, reading: readingIn(json, model) };
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const reason = fileReason(error) ?? (error as Error).message;
    throw new Error(`cannot read ${path}: ${reason}`, { cause: error });
  }
}

function parsed(path: string, text: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason =
      kindOf(path) === undefined || kindOf(path) === "json"
        ? `no JSON: ${(error as Error).message}`
        : "a table, it seems, where a model belongs; the model comes first, then the table";
    throw new Error(`${path}: ${reason}`, { cause: error });
  }
  return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
}
