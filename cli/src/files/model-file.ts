import { readFile } from "node:fs/promises";
import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import { alternatives, quoted } from "../text/wording.js";
import { fileReason } from "./errors.js";

/** A model as a file holds it. */
export interface SavedModel {
  /** As the user wrote it, for messages. */
  readonly path: string;
  readonly model: KMeans | SoftKMeans | GaussianMixture;
  /** The names of its dimensions, in their order; undefined where the file has none. */
  readonly columns: readonly string[] | undefined;
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
  const columns = columnsIn(path, json);
  let model: SavedModel["model"];
  try {
    model = named[1].fromJSON(json);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
  if (columns !== undefined && columns.length !== model.dimensions) {
    throw new Error(
      `${path}: its columns are ${columns.length}, and its dimensions ${model.dimensions}`,
    );
  }
  return { path, model, columns };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Error(`cannot read ${path}: ${fileReason(error)}`, { cause: error });
  }
}

function parsed(path: string, text: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path}: no JSON: ${(error as Error).message}`, { cause: error });
  }
  return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
}

function columnsIn(path: string, { columns }: Readonly<Record<string, unknown>>) {
  if (columns === undefined) return undefined;
  if (Array.isArray(columns) && columns.every((name) => typeof name === "string")) {
    return columns as readonly string[];
  }
  const got = quoted(JSON.stringify(columns));
  throw new Error(`${path}: "columns" expected a list of names, got ${got}`);
}
