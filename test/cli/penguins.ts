import { readFileSync } from "node:fs";
import { examples } from "./command.js";

export const penguins = `${examples}penguins.csv`;

export const measurements = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];

/** The measurements of the penguins that have them, read by other means. */
export function measuredPenguins(): number[][] {
  const [head, ...lines] = readFileSync(penguins, "utf8").trim().split(/\r?\n/);
  const columns = measurements.map((name) => head.split(",").indexOf(name));
  return lines
    .map((line) => columns.map((column) => line.split(",")[column]))
    .filter((fields) => fields.every((field) => field !== "" && field !== "NA"))
    .map((fields) => fields.map(Number));
}
