/** Tables of places: what is so far east and so far north. */
import { placesOf, sphere } from "./sphere.js";
import { rangeOf, tableOf, type Table } from "./table.js";

const LONGITUDE = /^(?:lon|lng|long|longitude)$/i;
const LATITUDE = /^(?:lat|latitude)$/i;
/** Degrees within which the earth is as good as flat. */
const REGION = 20;
const KILOMETRES_A_DEGREE = 111.2;

export interface Found {
  readonly table: Table;
  readonly local: boolean;
  /** Columns of numbers that take no part. */
  readonly unused: readonly string[];
}

/** The places of a table; undefined where it has no column of longitudes and one of latitudes. */
export function placesIn(table: Table): Found | undefined {
  const longitude = angles(table, LONGITUDE, 180);
  const latitude = angles(table, LATITUDE, 90);
  if (longitude === undefined || latitude === undefined) return undefined;
  const unused = table.columns.filter((_, j) => j !== longitude && j !== latitude);
  const d = table.columns.length;
  const degrees = Array.from({ length: table.count }, (_, i): [number, number] => [
    table.values[i * d + longitude],
    table.values[i * d + latitude],
  ]);
  const [west, east] = rangeOf(table, longitude);
  const [south, north] = rangeOf(table, latitude);
  const local = east - west < REGION && north - south < REGION;
  if (!local) return { table: placesOf(degrees.flatMap(([x, y]) => sphere(x, y))), local, unused };
  const [x0, y0] = [(west + east) / 2, (south + north) / 2];
  const narrow = Math.cos((y0 * Math.PI) / 180);
  const kilometres = degrees.flatMap(([x, y]) => [
    metres(KILOMETRES_A_DEGREE * narrow * (x - x0)),
    metres(KILOMETRES_A_DEGREE * (y - y0)),
  ]);
  return { table: { ...tableOf(["km east", "km north"], kilometres), equal: true }, local, unused };
}

/** The one column of such a name whose values are angles. */
function angles(table: Table, name: RegExp, most: number): number | undefined {
  const named = table.columns.flatMap((column, j) => (name.test(column.trim()) ? [j] : []));
  if (named.length !== 1) return undefined;
  const [least, largest] = rangeOf(table, named[0]);
  return least >= -most && largest <= most ? named[0] : undefined;
}

/** Kilometres to the metre: the last bits of a cosine differ between browsers. */
const metres = (kilometres: number) => Math.round(1000 * kilometres) / 1000;
