import type { TableSummary } from "../table/summary.js";
import type { Algorithm, Model, SettingsOfAnyK } from "./algorithm.js";

/** Lets the library work on a table, and tells what is amiss in the words of the command. */
export async function inWords<Own, M extends Model, T>(
  algorithm: Algorithm<Own, M>,
  table: TableSummary,
  settings: SettingsOfAnyK & Own,
  work: () => Promise<T>,
): Promise<T> {
  algorithm.check?.(table, settings);
  try {
    return await work();
  } catch (error) {
    throw algorithm.failure?.(error, table, settings) ?? error;
  }
}
