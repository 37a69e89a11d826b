import { CITIES, LAND } from "./cities.js";
import { sphere } from "./sphere.js";
import { tableOf, type Table } from "./table.js";

export { LAND, sphere };

export function cities(): Table {
  const places = CITIES.split("\n").map((row) => row.split(";"));
  const values = places.flatMap(([, longitude, latitude]) =>
    sphere(Number(longitude), Number(latitude)),
  );
  return tableOf(
    ["x", "y", "z"],
    values,
    places.map(([name]) => name),
  );
}
