import { CITIES, LAND } from "./cities.js";
import { tableOf, type Table } from "./table.js";

export { LAND };

/**
 * On the sphere, as x, y, z: as near to each other as they are. Rounded, for the last bits of a cosine
 * differ between browsers.
 */
export function sphere(longitude: number, latitude: number): [number, number, number] {
  const [a, b] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  const xyz: [number, number, number] = [
    Math.cos(a) * Math.cos(b),
    Math.cos(a) * Math.sin(b),
    Math.sin(a),
  ];
  return xyz.map((value) => Math.round(1e6 * value) / 1e6) as [number, number, number];
}

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
