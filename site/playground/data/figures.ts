/** The points of the documentation's figures. */
import {
  CLOSE,
  LINE,
  samplePairs,
  sampleRows,
  sampleShapes,
  WIDTHS,
} from "../../../docs/figures/data.js";
import { tableOf, type Table } from "./table.js";

const plane = ({ rows }: { readonly rows: readonly (readonly number[])[] }): Table =>
  tableOf(["x", "y"], rows.flat());

export const closeGroups = () => plane(sampleRows(CLOSE, 160, 438));
export const pairs = () => plane(samplePairs());
export const widths = () => plane(sampleRows(WIDTHS, 600, 7));
export const shapes = () => plane(sampleShapes());
/** Fewer than the 10,000 of figure 7, so that each is a dot. */
export const line = () => tableOf(["x"], LINE.sample(2000, { seed: 1 }).points);
