import { tableOf, type Table } from "./table.js";

/** Points of the sphere, as x, y, z: as near to each other as they are. */
export interface Places extends Table {
  readonly places: true;
}

export const placesOf = (xyz: ArrayLike<number>): Places => ({
  ...tableOf(["x", "y", "z"], xyz),
  places: true,
});

export const isPlaces = (table: Table): table is Places => "places" in table;

/** Rounded, for the last bits of a cosine differ between browsers. */
export function sphere(longitude: number, latitude: number): [number, number, number] {
  const [a, b] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  const xyz: [number, number, number] = [
    Math.cos(a) * Math.cos(b),
    Math.cos(a) * Math.sin(b),
    Math.sin(a),
  ];
  return xyz.map((value) => Math.round(1e6 * value) / 1e6) as [number, number, number];
}
